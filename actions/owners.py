"""Who does which part of an action, from a "Who" cell.

"Paul Taylor/Jane Clarke to prepare. Communications Teams to distribute" is three owners. Those something is
discussed or coordinated *with* are no owners; they stay in the part. A cell is cut only where every
piece is an owner by itself: "Head of Policy, Communications and Governance" is one post.
"""

import re
from dataclasses import dataclass

from actions.owner_words import (
    LABELS,
    NOBODY,
    is_body,
    is_department,
    is_person,
    is_post,
    part_of_verb,
    stands_alone,
    verbs,
)

_SENTENCE_END = re.compile(r"(?<![A-Z])(?<!Cllr)(?<!Prof)(?<!Mr)(?<!Mrs)(?<!Ms)(?<!Dr)(?<!St)\.\s+(?=[A-Z])|;\s*")
_ANY_VERB = re.compile(r"^(?P<names>\S.*?)\s+(?:to|will)\s+(?P<verb>[a-z][a-z-]+)\b(?P<rest>.*)$", re.DOTALL)
_NEXT_CLAUSE = re.compile(r"(?:,\s*(?:and\s+)?|\s+and\s+|\s+with\s+)(?=[A-Z])")
_UNDECIDED = re.compile(r"be (?:confirmed|agreed|decided|named|appointed)")
_LABEL = re.compile(rf"^({'|'.join(sorted(LABELS, key=len, reverse=True))})\s*[:–-]\s*(?=\S)", re.IGNORECASE)
_BRACKET = re.compile(r"^(?P<name>.*\S)\s*\((?P<label>[^()]*)\)$", re.DOTALL)
_BESIDE = re.compile(
    r"[\s,]+(?:in (?:consultation|liaison|conjunction|partnership) with|with|via|through|supported by|working with"
    r"|with support from|in discussion with)\s+(?=\S)"
)
_AGAIN = re.compile(r"(?<=[a-z])\s+(?=Relevant\s)")
_INITIALS = re.compile(r"[A-Z]{2,4}")
_STRONG = (r"\s*;\s*", r"\s*\n\s*", r"\s*/\s*")  # beside these a department alone is an owner: "HR/Communications"
_LIST = r"\s*,\s*(?:and\s+)?|\s+(?:and|&)\s+"
_SEPARATORS = (*_STRONG, _LIST, r"\s*,\s*", r"\s+(?:and|&)\s+")


@dataclass(frozen=True)
class Owner:
    """`part` is "" or begins with accountable, prepares, delivers, coordinates, distributes or consulted."""

    name: str
    part: str = ""


@dataclass(frozen=True)
class Owners:
    """`owners` in the order written; `left_over` is words of the cell that are in no owner's name or part."""

    owners: tuple[Owner, ...]
    left_over: tuple[str, ...] = ()


def parse_owners(text: str) -> Owners:
    """Read a "Who" cell. An empty result means that nobody is named."""
    owners: list[Owner] = []
    left_over: list[str] = []
    for sentence in _sentences(text):
        found = _parse_sentence(sentence)
        owners += [owner for owner in found.owners if owner not in owners]
        left_over += found.left_over
    return Owners(tuple(owners), tuple(left_over))


def _sentences(text: str) -> list[str]:
    """Sentences of the cell; a line is one by itself only if it says a part or is an owner."""
    pieces: list[str] = []
    for piece in (part.strip().rstrip(".") for part in _SENTENCE_END.split(text)):
        lines = [line.strip() for line in piece.split("\n")]
        alone = all(_says_part(line) or all(stands_alone(name) for name in _split(line)) for line in lines if line)
        pieces += lines if alone else [" ".join(lines)]
    return [piece for piece in pieces if piece]


def _says_part(line: str) -> bool:
    return bool(line[:1].isupper() and (_LABEL.match(line) or _ANY_VERB.match(line)))


def _parse_sentence(sentence: str) -> Owners:
    if sentence.casefold().strip(" .") in NOBODY:
        return Owners(())
    if label := _LABEL.match(sentence):
        return _named(sentence[label.end() :], LABELS[label[1].casefold()])
    clause = _ANY_VERB.match(sentence)
    if not clause or not all(_may_own(name) for name in _split(clause["names"])):
        return _named(sentence, "")
    if _UNDECIDED.match(f"{clause['verb']}{clause['rest']}"):
        found = _named(clause["names"], "")
        return Owners(found.owners, (*found.left_over, sentence[len(clause["names"]) :].strip()))
    rest, following = _cut_rest(clause["verb"], clause["rest"])
    verb, rest = _whole_verb(clause["verb"], rest)
    found = _named(clause["names"], part_of_verb(verb, rest))
    if not following:
        return found
    later = _parse_sentence(following)
    return Owners(found.owners + later.owners, found.left_over + later.left_over)


def _cut_rest(verb: str, rest: str) -> tuple[str, str]:
    """Where "…, and Jane Clarke to distribute" begins a clause of its own within the rest of this one."""
    for cut in _NEXT_CLAUSE.finditer(rest):
        clause = _ANY_VERB.match(rest[cut.end() :])
        if clause and all(stands_alone(name) for name in _split(clause["names"])):
            return rest[: cut.start()], rest[cut.end() :]
    return rest, ""


def _whole_verb(verb: str, rest: str) -> tuple[str, str]:
    """Verbs of two words ("sign off", "be consulted") and "co ordinate"."""
    both = f"{verb}{rest}"
    known = next((word for word in verbs() if re.match(rf"{word}\b", both, re.IGNORECASE)), verb)
    return both[: len(known)], both[len(known) :]


def _may_own(name: str) -> bool:
    return len(name) <= 120 and (name[:1].isupper() or "@" in name or is_post(name) or is_body(name))


def _named(text: str, part: str) -> Owners:
    """Owners named in a text that holds names only, all with the same part."""
    beside = _BESIDE.search(text)
    names = text[: beside.start()] if beside else text
    left_over = [text[beside.start() :].strip(" ,")] if beside else []
    owners = []
    for name in _split(names):
        bare, own_part = _without_bracket(name)
        if bare.casefold() not in NOBODY and _may_own(bare):
            owners.append(Owner(bare, own_part or part))
        else:
            left_over.append(name)
    return Owners(tuple(owners), tuple(left_over))


def _without_bracket(name: str) -> tuple[str, str]:
    found = _BRACKET.match(name)
    if found and found["label"].casefold().strip() in LABELS:
        return found["name"], LABELS[found["label"].casefold().strip()]
    return name, ""


def _split(text: str) -> list[str]:
    """Cut a list of names; a cut that would leave a piece that is no owner is not made."""
    pieces = [piece.strip(" .,") for piece in _AGAIN.split(text)]
    for separator in _SEPARATORS:
        pieces = [part for piece in pieces for part in _cut(piece, separator)]
    return [" ".join(piece.split()) for piece in pieces if piece.strip()]


def _cut(piece: str, separator: str) -> list[str]:
    brackets: list[str] = []

    def hide(found: re.Match[str]) -> str:
        brackets.append(found[0])
        return f"\x00{len(brackets) - 1}\x00"

    hidden = re.sub(r"\([^()]*\)", hide, piece)
    cut = (re.sub("\x00(\\d+)\x00", lambda mark: brackets[int(mark[1])], part) for part in re.split(separator, hidden))
    parts = [part.strip() for part in cut if part.strip()]
    return parts if len(parts) > 1 and _all_own(parts, separator) else [piece]


def _all_own(parts: list[str], separator: str) -> bool:
    strong = separator in _STRONG
    wholes = [_without_bracket(part)[0] for part in parts]
    for before, whole in zip(["", *wholes], wholes, strict=False):
        goes_on = " of " in before and not is_person(before) and (is_department(whole) or _INITIALS.fullmatch(whole))
        if goes_on or not (_is_owner(whole, strong) or (strong and all(map(stands_alone, re.split(_LIST, whole))))):
            return False
    return True


def _is_owner(name: str, strong: bool) -> bool:
    return stands_alone(name) or (strong and is_department(name)) or name.casefold() in NOBODY
