"""Snapshots for the tests of the paper: Maidstone's 28 projects of 2013/14, the MKIP survey, and an empty plan."""

from typing import Any

from plans.rag import MEANINGS

DEFINITIONS = [vars(meaning) for meaning in MEANINGS.values()]

COLOURS = ("red", "amber", "green", "complete", "not_started", "unrated")
NOTHING = dict.fromkeys(COLOURS, 0)
NARRATIVE = (
    "The lease has been signed and the specification agreed with Members; work is due to start at the end of May.\n\n"
    "Management of the building stays with the service until its officers have moved. The business case for a longer "
    "arrangement is being examined and will come back to this body in the autumn."
)
EXPLANATION = (
    "The modelling rests on an earlier housing figure and has to be done again, which moves consultation back."
)
NEXT_STEPS = "Analyse the results, revise the strategy and consult on it."
# Titles and published colours, in the order of the paper: g green, a amber, i for information, n not applicable.
PROJECTS = """
Incremental Improvement: amber
  g More proactive use of Covalent
  a Economic Development
  i Other work: Innovate
Asset Management: amber
  a Future use of Town Hall
  a Community asset transfer
  g Major assets review – King Street
  n Major assets review – Medway Street
  g Major assets review – Park Wood
  a Integrated Transport Strategy
  n Other work: energy consumption
External Challenge: green
  g Revenues & Benefits
  g Planning
  g Hazlitt Arts Centre
  a Building Control
  g Corporate peer review
Transformation: green
  g Customer services delivery
  g Waste & Recycling – new contract
  g Commercial waste
  g ICT
  a Finance
  g Housing – strategies and policies
  a Housing – commercialisation project
  g Corporate Support
  g Environmental Health
  g MKIP structure options
  g Cross-organisational collaboration
  a Good information and knowledge management
  g Organisational culture
"""
LETTERS = {"g": "green", "a": "amber", "r": "red", "i": "for_info", "n": "not_applicable", "-": None}


def tally(*ratings: str | None) -> dict[str, int]:
    kept = [rating if rating in COLOURS else "unrated" for rating in ratings]
    return {colour: kept.count(colour) for colour in COLOURS}


def action(title: str, rating: str | None, **changes: Any) -> dict[str, Any]:
    """An action with an update of that colour; `changes` replace any field."""
    update = {
        "rag": rating,
        "done": NARRATIVE,
        "next_steps": "",
        "explanation": "",
        "by": "Head of Service",
        "on": "2014-03-31",
    }
    if rating in ("amber", "red"):
        update |= {"explanation": EXPLANATION, "next_steps": NEXT_STEPS}
    return {
        "id": 1,
        "reference": "",
        "title": title,
        "audiences": [],
        "date_text": "March 2014",
        "date_words": "by 31 March 2014",
        "due": "2014-03-31",
        "due_label": "",
        "originally": "",
        "method": "",
        "owners": [{"name": "Policy and Information team", "part": "delivers", "accountable": True, "named": True}],
        "declared": rating,
        "proposed": rating,
        "rating": rating,
        "reasons": [],
        "update": update,
        "actions": [],
    } | changes


def priority(reference: str, title: str, colour: str | None, actions: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "reference": reference,
        "title": title,
        "description": "",
        "declared": colour,
        "declaration": None,
        "rolled_up": colour,
        "tally": tally(*(one["rating"] for one in actions)),
        "actions": actions,
    }


def measure(statement: str, **changes: Any) -> dict[str, Any]:
    """42 of 60 Members of 150: the first worked example of survey evidence."""
    return {
        "statement": statement,
        "audience": "Members",
        "target": "66",
        "unit": "%",
        "value": "70.0",
        "numerator": 42,
        "base": 60,
        "population": 150,
        "interval": ["60.0", "78.7"],
        "plain": "reached",
        "evidence": "not shown",
        "rag": "amber",
        "suppressed": False,
        "survey": "Member survey, March 2016",
    } | changes


def empty() -> dict[str, Any]:
    """A plan of which nothing is known but its title."""
    return {
        "schema": 1,
        "plan": {
            "slug": "plan",
            "title": "Plan",
            "authority": "",
            "years": "",
            "kind": "",
            "aim": "",
            "roll_up": "majority",
        },
        "on": "2014-03-31",
        "report": {"title": "", "report_of": "", "body": "", "meeting_date": None, "period": ""},
        "declared": None,
        "declaration": None,
        "rolled_up": None,
        "tally": dict(NOTHING),
        "action_tally": dict(NOTHING),
        "priorities": [],
        "actions": [],
        "measures": [],
        "definitions": DEFINITIONS,
    }


def published() -> list[dict[str, Any]]:
    groups: list[dict[str, Any]] = []
    for line in PROJECTS.strip().splitlines():
        if line.startswith("  "):
            groups[-1]["actions"].append(action(line[4:], LETTERS[line[2]]))
        else:
            title, colour = line.split(": ")
            groups.append(priority("", title, colour, []))
    return [group | {"tally": tally(*(one["rating"] for one in group["actions"]))} for group in groups]


def maidstone() -> dict[str, Any]:
    groups = published()
    every = [one["rating"] for group in groups for one in group["actions"]]
    return empty() | {
        "plan": {
            "slug": "maidstone-improvement-2013-14",
            "title": "Corporate Improvement Plan 2013/14",
            "authority": "Maidstone Borough Council",
            "years": "2013/14",
            "kind": "improvement plan",
            "aim": "To plan, support and monitor the work on which the Council’s priority outcomes depend.",
            "roll_up": "majority",
        },
        "report": {
            "title": "Corporate Improvement Plan 2013/14: progress report",
            "report_of": "Head of Policy and Communications",
            "body": "Cabinet",
            "meeting_date": "2014-06-11",
            "period": "October 2013 to March 2014",
        },
        "rolled_up": "amber",
        "tally": tally("amber", "amber", "green", "green"),
        "action_tally": tally(*every),
        "priorities": groups,
        "definitions": DEFINITIONS,
    }


def mkip() -> dict[str, Any]:
    """The partnership's plan: two audiences as priorities, an action under none, sub-actions, and the survey."""
    board = action(
        "MKIP board paperwork",
        "red",
        reference="1",
        update=None,
        date_text="Agenda - prior to each MKIP board meeting",
        proposed="red",
        declared=None,
        reasons=["3 weeks overdue: agenda was due 30 June 2015"],
        due="2015-07-14",
        due_label="agenda for 15 July",
        owners=[
            {"name": "Paul Taylor", "part": "prepares", "accountable": True, "named": True},
            {"name": "Communications Teams", "part": "distribute", "accountable": False, "named": True},
        ],
    )
    parent = action(
        "Induction",
        "green",
        reference="2",
        actions=[
            action("Slides for new Members", "complete", reference="2.1"),
            action("Who’s who", None, reference="2.2", update=None, owners=[], date_text="Tbc"),
        ],
    )
    groups = [
        priority("", "Members", "amber", [board, parent]),
        priority("", "Staff", "green", [action("Newsletter", "green")]),
    ]
    return empty() | {
        "plan": maidstone()["plan"]
        | {"title": "MKIP/MKS Communications Plan 2015/16", "authority": "Mid Kent Improvement Partnership"},
        "on": "2016-03-31",
        "report": {
            "title": "MKIP communications: progress in 2015/16",
            "report_of": "Director of Mid Kent Services",
            "body": "MKIP Board",
            "meeting_date": "2016-04-20",
            "period": "April 2015 to March 2016",
        },
        "rolled_up": "amber",
        "tally": tally("amber", "green", "green"),
        "action_tally": tally("red", "green", "green", "green"),
        "priorities": groups,
        "actions": [action("Web page", "green")],
        "measures": [
            measure("66 per cent understand MKIP/MKS"),
            measure(
                "66 per cent understand MKIP’s/MKS’ governance",
                numerator=66,
                base=100,
                value="66.0",
                interval=["60.4", "71.3"],
            ),
            measure(
                "66 per cent feel that they are involved in the decision making process",
                numerator=99,
                base=150,
                value="66.0",
                interval=["66.0", "66.0"],
                evidence="met",
                rag="green",
            ),
            measure(
                "70 per cent understand MKIP/MKS",
                audience="Staff",
                target="70",
                value="74.0",
                numerator=296,
                base=400,
                population=1200,
                interval=["70.3", "77.4"],
                evidence="met",
                rag="green",
                survey="Staff survey, March 2016",
            ),
            measure(
                "70 per cent feel that they are informed",
                audience="Staff",
                target="70",
                value="77.8",
                numerator=7,
                base=9,
                population=40,
                interval=["43.2", "94.1"],
                suppressed=True,
                rag="amber",
            ),
            measure(
                "Newsletters issued",
                audience="Staff",
                target="4",
                unit="",
                value=None,
                numerator=None,
                base=None,
                population=None,
                interval=None,
                plain=None,
                evidence=None,
                rag=None,
                survey="",
            ),
        ],
    }
