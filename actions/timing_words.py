"""The words of council dates, as tables: months, seasons, how often, how much of a month, and what means nothing yet."""

import re

MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
MONTH_NUMBERS = {
    **{name: number for number, name in enumerate(MONTHS, 1)},
    **{name[:3]: number for number, name in enumerate(MONTHS, 1)},
    "sept": 9,
}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEKDAY_NUMBERS = {name: number for number, name in enumerate(WEEKDAYS)} | {
    "mon": 0, "tue": 1, "tues": 1, "wed": 2, "weds": 2, "thu": 3, "thur": 3, "thurs": 3, "fri": 4, "sat": 5, "sun": 6,
}  # fmt: skip

# season -> (first month, months). Winter 2015 runs into 2016.
SEASONS = {"spring": (3, 3), "summer": (6, 3), "autumn": (9, 3), "winter": (12, 3)}
TERMS = {"spring": (1, 3), "summer": (4, 4), "autumn": (9, 4)}

# part of a month: first and last day (0: the month's last). Part of a year: first month and months.
MONTH_PARTS = {
    "early": (1, 10),
    "beginning": (1, 10),
    "start": (1, 10),
    "mid": (11, 20),
    "middle": (11, 20),
    "late": (21, 0),
    "end": (21, 0),
}
YEAR_PARTS = {"early": (1, 4), "mid": (5, 4), "late": (9, 4), "end": (9, 4)}

NOTHING_YET = {
    "tbc",
    "tba",
    "tbd",
    "tbc.",
    "?",
    "??",
    "to be confirmed",
    "to be agreed",
    "to be decided",
    "to be determined",
    "to be arranged",
    "to be set",
    "not known",
    "unknown",
}
NO_DATE = {"", "-", "n/a", "none"}
THROUGHOUT = {
    "ongoing",
    "on-going",
    "on going",
    "throughout",
    "throughout the year",
    "continuous",
    "continuing",
    "all year",
    "ongoing throughout the year",
    "throughout year",
}

HOW_OFTEN = {
    "daily": "daily", "every day": "daily", "each day": "daily",
    "weekly": "weekly", "every week": "weekly", "each week": "weekly", "once a week": "weekly",
    "fortnightly": "fortnightly", "every fortnight": "fortnightly", "every two weeks": "fortnightly", "every 2 weeks": "fortnightly",
    "monthly": "monthly", "every month": "monthly", "each month": "monthly", "once a month": "monthly",
    "quarterly": "quarterly", "every quarter": "quarterly", "each quarter": "quarterly", "every three months": "quarterly",
    "every 3 months": "quarterly", "four times a year": "quarterly", "once a quarter": "quarterly",
    "termly": "termly", "every term": "termly", "each term": "termly", "once a term": "termly",
    "three times a year": "three_yearly", "3 times a year": "three_yearly", "three times per year": "three_yearly",
    "twice a year": "twice_yearly", "twice yearly": "twice_yearly", "two times a year": "twice_yearly", "half yearly": "twice_yearly",
    "half-yearly": "twice_yearly", "six monthly": "twice_yearly", "six-monthly": "twice_yearly", "6 monthly": "twice_yearly",
    "6-monthly": "twice_yearly", "every six months": "twice_yearly", "every 6 months": "twice_yearly", "twice per year": "twice_yearly",
    "annually": "yearly", "annual": "yearly", "yearly": "yearly", "every year": "yearly", "each year": "yearly", "once a year": "yearly",
    "per annum": "yearly",
}  # fmt: skip
AMBIGUOUS_OFTEN = {
    "bi-annual",
    "biannual",
    "bi-annually",
    "biannually",
    "bi annual",
    "bi-monthly",
    "bimonthly",
    "bi-weekly",
    "biweekly",
}
NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "eight": 8, "ten": 10}

MONTH_NAMES = "|".join(sorted(MONTH_NUMBERS, key=len, reverse=True))
MONTH = rf"(?P<month>{MONTH_NAMES})\b\.?"
WEEKDAY = r"(?:(?P<weekday>" + "|".join(sorted(WEEKDAY_NUMBERS, key=len, reverse=True)) + r")\b,? )?"
ANYTHING_DATED = re.compile(rf"\d|\b(?:{MONTH_NAMES}|spring|summer|autumn|winter)\b")
