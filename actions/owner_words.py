"""Words in a "Who" cell that tell a post or a department from a person, and a verb from a part in the action."""

import re

# verb written after "to" -> the part it means; the part's own verb stands first of its group
PARTS: dict[str, tuple[str, ...]] = {
    "accountable": ("be accountable", "lead", "own", "approve", "sign off", "agree", "authorise", "oversee"),
    "prepares": ("prepare", "draft", "write", "produce", "design", "develop", "edit", "compile", "create"),
    "delivers": ("deliver", "present", "implement", "complete", "carry out", "run", "provide", "undertake", "support"),
    "coordinates": ("coordinate", "co-ordinate", "co ordinate", "arrange", "organise", "manage", "liaise", "collate"),
    "distributes": ("distribute", "circulate", "send", "issue", "publish", "email", "e-mail", "post", "share"),
    "consulted": ("be consulted", "be informed", "advise", "comment"),
}
# label before a colon, or in brackets after a name -> part
LABELS: dict[str, str] = {
    "lead": "accountable", "lead officer": "accountable", "owner": "accountable", "accountable": "accountable",
    "responsible": "accountable", "overall lead": "accountable",
    "prepare": "prepares", "prepares": "prepares", "prepared by": "prepares", "author": "prepares",
    "deliver": "delivers", "delivers": "delivers", "delivered by": "delivers", "delivery": "delivers",
    "coordinate": "coordinates", "coordinates": "coordinates", "coordinated by": "coordinates",
    "coordinator": "coordinates", "co-ordinator": "coordinates",
    "distribute": "distributes", "distributes": "distributes", "distributed by": "distributes",
    "distribution": "distributes",
    "consulted": "consulted", "consult": "consulted", "consultee": "consulted", "support": "delivers",
}  # fmt: skip
_VERB_PARTS = {verb: part for part, verbs in PARTS.items() for verb in verbs}
_EXACT = {"prepare": "prepares", "deliver": "delivers", "coordinate": "coordinates", "co-ordinate": "coordinates",
          "co ordinate": "coordinates", "distribute": "distributes", "be consulted": "consulted",
          "be accountable": "accountable"}  # fmt: skip

NOBODY = frozenset({"", "-", "–", "—", "?", "tbc", "tba", "tbd", "to be confirmed", "to be agreed", "n/a", "na", "none",
                    "not applicable", "vacant", "not known", "unknown"})  # fmt: skip


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_POSTS = _words(
    "head director manager officer executive chief lead leader secretary clerk chair chairman chairperson chairwoman "
    "mayor coordinator co-ordinator adviser advisor solicitor accountant assistant deputy member members councillors "
    "editor analyst treasurer spokesperson champion champions sponsor holder heads directors managers officers leads "
    "administrator planner designer supervisor principal commissioner engineer surveyor"
)
_BODIES = _words(
    "team teams unit board boards group groups committee cabinet council councils department departments section "
    "directorate partnership forum panel office service services agency contractor contractors consultants partners "
    "cmt smt clt slt dmt"
)
_FIELDS = _words(
    "communications communication comms policy performance governance finance financial engagement marketing "
    "media hr ict it digital web website design human resources resource customer customers housing planning "
    "economic development regeneration environment environmental health legal democratic corporate community "
    "communities press culture cultural waste recycling transport highways property assets asset revenues "
    "benefits audit procurement equality equalities diversity consultation strategy strategic change "
    "transformation business support information technology intelligence research parking licensing elections "
    "electoral education children adult adults social leisure care public protection enforcement building control "
    "tourism sport arts events partnerships improvement insight organisational learning operations internal "
    "external affairs relations and of for the all relevant local"
)
_INITIALS = re.compile(r"[A-Z]{2,4}")
_PERSON_WORD = re.compile(r"[^\W\d_]\.?|[^\W\d_]+(?:['’-][^\W\d_]+)*")
_TITLES = re.compile(r"(?:Cllr|Councillor|Mr|Mrs|Ms|Miss|Dr|Prof|Sir|Dame|Lord|Lady|Rev)\.?\s+")


def part_of_verb(verb: str, rest: str) -> str:
    """The part for "to <verb><rest>": "prepares", "coordinates with …", or "prepares (to draft …)" for its synonyms."""
    folded = verb.casefold()
    if folded in _EXACT:
        return f"{_EXACT[folded]}{rest}"
    return f"{_VERB_PARTS.get(folded, 'delivers')} (to {verb}{rest})"


def verbs() -> list[str]:
    """Every known verb, the longest first, for a pattern."""
    return sorted(_VERB_PARTS, key=len, reverse=True)


def is_person(name: str) -> bool:
    """One to four capitalised words, none of them the word of a post, a body or a field of work."""
    words = re.sub(r"\([^)]*\)", "", _TITLES.sub("", name)).split()
    known = _POSTS | _BODIES | _FIELDS
    proper = [word for word in words if word[0].isupper() and _PERSON_WORD.fullmatch(word)]
    return 1 <= len(words) <= 4 and proper == words and not known & {word.casefold() for word in words}


def is_post(name: str) -> bool:
    """A post held by one person, whoever that is: "Head of Policy"; not a team, which answers as a team."""
    words = [word.casefold() for word in re.findall(r"[A-Za-z-]+", name)]
    return bool(set(words) & _POSTS) and not (words and words[-1] in _BODIES)


def is_body(name: str) -> bool:
    return name.split()[-1].casefold().strip(".") in _BODIES if name.split() else False


def stands_alone(name: str) -> bool:
    """Whether a piece of a list is an owner by itself: a person, a whole post, a team, an e-mail address."""
    if "@" in name or is_person(name):
        return True
    return name[:1].isupper() and (is_post(name) or bool(_INITIALS.fullmatch(name)) or (is_body(name) and " " in name))


def is_department(name: str) -> bool:
    """Words of fields of work only ("Communications", "Human Resources"): an owner beside a slash, a part of a post's
    name after a comma."""
    words = name.casefold().replace("&", "and").split()
    return bool(words) and name[:1].isupper() and all(word in _FIELDS | _BODIES for word in words)
