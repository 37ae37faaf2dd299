"""The MKIP/MKS communications plan 2015/16: its table and measures as published, and a moved demo's invented life."""

from __future__ import annotations

from dataclasses import dataclass

PJC = (("Paul Taylor", "prepares", ""), ("Jane Clarke", "prepares", ""), ("Communications Teams", "distributes", ""))
MAILED = "Emailed to all Members\nHard copies placed in Members' Rooms"
NEWSLETTERS = "Email from communications team and/or distributed in monthly staff newsletters"
DISCUSS = "and to discuss distribution with communications teams"


@dataclass(frozen=True)
class Row:
    """One row of the paper's action table."""

    section: str
    title: str
    date: str
    method: str
    owners: tuple[tuple[str, str, str], ...]
    progress: str = ""


# ruff: noqa: E501
ROWS = (
    Row("Members", "MKIP board paperwork", "Agenda - prior to each MKIP board meeting Minutes - following each MKIP meeting", MAILED, (("Jane Clarke", "delivers", ""),)),
    Row("Members", "MKS annual report", "Tbc", MAILED, (("Jane Clarke", "delivers", ""),)),
    Row("Members", "MKIP Who's who", "May 2015 – as part of induction", MAILED, (("Jane Clarke", "delivers", ""),)),
    Row("Members", "Member Briefing", "Tbc", "Presentation from MKIP Boards", (("Relevant Chief Executive", "delivers", ""), ("Relevant Lead Members and or MKS Director", "delivers", ""))),
    Row("Members", "Member Briefing", "May 2015 – as part of induction", "Presentation from Heads of Service", (("Jane Clarke", "coordinates", "with relevant democratic services teams"),)),
    Row("Members", "Member survey", "March 2016", "Hard copy, email and possibly other electronic means", (("Paul Taylor", "delivers", ""), ("Jane Clarke", "delivers", ""))),
    Row("Staff", "MKS Newsletter", "Quarterly", NEWSLETTERS, PJC, "First edition issued in December 2014."),
    Row("Staff", "MKIP Who's who", "Annually", NEWSLETTERS, PJC),
    Row("Staff", "Intranet updates", "May 2015", "Intranets", PJC),
    Row("Staff", "Explore capacity for dedicated partnership webpage", "March 2016", "Intranet", (("Jane Clarke", "delivers", ""),)),
    Row("Staff", "Staff survey", "March 2016", "Hard copy, email and possibly other electronic means", (("Paul Taylor", "prepares", DISCUSS), ("Jane Clarke", "prepares", DISCUSS))),
)  # fmt: skip

HEADER = {
    "aim": "Members and staff understand and trust MKIP and MKS.",
    "focus": "2015/16 raises awareness of MKIP and MKS: what they are, how they work, and how to get involved.",
    "feedback_route": "Results go to Members, the MKIP board, and the communications and HR teams of the three authorities, and become part of an annual action plan.",
}
OBJECTIVES = (
    ("Members", "Members to understand the aims of MKIP/MKS"),
    ("Members", "Members to understand the governance arrangements of MKIP/MKS"),
    ("Members", "Members to feel that they are involved in the MKIP/MKS decision making process"),
    ("Staff", "Staff to understand the aims of MKIP/MKS"),
    ("Staff", "Staff to understand the difference between MKIP/MKS"),
    ("Staff", "Staff to feel informed of the MKIP/MKS decision making process"),
)
KEY_MESSAGES = (
    "Makes the best use of residents' Council Tax",
    "Saves money in the long term",
    "Makes services more resilient",
    "Increases job variety and security",
)
REVIEWED_BY = (
    "Member survey",
    "Staff surveys (using the MKIP/MKS survey and the internal surveys of the parent authorities)",
)
# The second objective for staff has no measure; their measure of governance belongs to none of theirs.
MEASURES = (
    # (audience, target, statement, number of the objective it shows)
    ("Members", 66, "66 per cent understand MKIP/MKS", 0),
    ("Staff", 70, "70 per cent understand MKIP/MKS", 3),
    ("Members", 66, "66 per cent understand MKIP's/MKS' governance", 1),
    ("Staff", 70, "70 per cent understand MKIP's/MKS' governance", None),
    ("Members", 66, "66 per cent feel that they are involved in the decision making process", 2),
    ("Staff", 70, "70 per cent feel that they are informed of the decision making process", 5),
)

POPULATIONS = {
    "Members": {"maidstone": 55, "swale": 47, "tunbridge-wells": 48},
    "Staff": {"maidstone": 520, "swale": 330, "tunbridge-wells": 350},
}
# Invented counts of the moved demo: (yes, replies) of each council, in the order of the measures of that audience.
COUNTS = {
    "Members": (
        {"maidstone": (18, 24), "swale": (11, 17), "tunbridge-wells": (13, 19)},
        {"maidstone": (13, 24), "swale": (8, 17), "tunbridge-wells": (10, 19)},
        {"maidstone": (16, 24), "swale": (10, 17), "tunbridge-wells": (12, 19)},
    ),
    "Staff": (
        {"maidstone": (130, 175), "swale": (80, 108), "tunbridge-wells": (86, 117)},
        {"maidstone": (112, 175), "swale": (66, 108), "tunbridge-wells": (74, 117)},
        {"maidstone": (124, 175), "swale": (74, 108), "tunbridge-wells": (82, 117)},
    ),
}

QUESTIONS = {
    "Members": (
        "Do you understand what MKIP/MKS are?",
        "Do you understand how MKIP/MKS are governed?",
        "Do you feel that you are involved in the decision making process?",
    ),
    "Staff": (
        "Do you understand what MKIP/MKS are?",
        "Do you understand how MKIP/MKS are governed?",
        "Do you feel that you are informed of the decision making process?",
    ),
}
# Of the replies of Members those on paper, the rest by e-mail.
ON_PAPER = {"maidstone": 17, "swale": 11, "tunbridge-wells": 9}
# Earlier surveys of Members, days ago, with their one question and (yes, replies, people asked) of each council.
EARLIER = (
    (
        550,
        "Do you know what MKIP/MKS stand for?",
        {"maidstone": (9, 16, 44), "swale": (7, 13, 38), "tunbridge-wells": (8, 15, 38)},
    ),
    (
        300,
        "Do you understand what MKIP/MKS are?",
        {"maidstone": (22, 36, 55), "swale": (17, 29, 47), "tunbridge-wells": (18, 31, 48)},
    ),
)

# Invented updates of the moved demo: row, days ago, colour, what was done, why, what puts it right.
UPDATES = (
    (0, 21, "green", "Agenda and papers of the last board are with all Members. Minutes are being checked.", "", ""),
    (2, 180, "complete", "Handed out at the induction of Members, and e-mailed afterwards.", "", ""),
    (4, 175, "complete", "Heads of Service presented at the induction. 41 Members came.", "", ""),
    (5, 8, "green", "Questions agreed with the three democratic services teams.", "", ""),
    (
        6,
        50,
        "amber",
        "Second edition issued a week late.",
        "Sign-off by three councils takes longer than planned.",
        "One sign-off for all three, from the next edition.",
    ),
    (7, 30, "green", "Draft is with the three communications teams.", "", ""),
    (8, 160, "complete", "All three intranets carry the partnership’s pages.", "", ""),
    (9, 62, "amber", "Two suppliers asked for a quotation.", "No budget has been agreed.", "Decision of the board."),
    (10, 4, "green", "Survey is built and tested.", "", ""),
)
DELIVERED = ((2, 180), (4, 175), (8, 160))  # row, days ago: one-off rows that are done
