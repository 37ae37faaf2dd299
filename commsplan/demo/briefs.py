"""Work asked of Sevenoaks' communications team in the moved demo: briefs at every turn of their way, and what became of
two of them. The paper itself only says how it is to be done."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from actions.models import Action
from actions.timing import parse_timing
from campaigns.brief_mail import CHECKS
from campaigns.models import Brief, Campaign, Channel
from campaigns.services import briefs, campaigns, displacements
from campaigns.services.campaigns import Planned
from commsplan.demo.cast import Cast
from people.models import OutgoingMail, User
from plans.models import Plan
from plans.periods import in_words

COMMON: dict[str, Any] = {"source": "service", "is_proactive": True, "is_controversial": False, "budget": 0}
JUDGED: dict[str, Any] = {
    "team": "Communications",
    "hours": 30,
    "is_proactive": True,
    "is_controversial": False,
    "advice": "",
}


def ask_for_work(plan: Plan, cast: Cast, today: date) -> None:
    """Every brief by the services that the pages use; what they would have told by e-mail was told long ago."""
    told = OutgoingMail.objects.filter(kind__in=CHECKS)
    before = set(told.values_list("pk", flat=True))
    desk = Desk(plan, cast, today)
    desk.food_waste()
    desk.garden_waste()
    desk.boil_water()
    desk.still_waiting()
    told.exclude(pk__in=before).delete()


class Desk:
    """Where the briefs of the demo are written and decided on."""

    def __init__(self, plan: Plan, cast: Cast, today: date) -> None:
        self.plan, self.today, self.users = plan, today, cast.users
        council = plan.organisation
        self.officers = {
            name: council.officers.get(name=name) for name in ("Communications Officer", "Design and Print Team")
        }
        self.people = {one.name: one for one in plan.stakeholders.all()}
        self.channels = {one.name.split(",")[0]: one for one in Channel.objects.filter(plan=plan)}
        Channel.objects.filter(pk=self.channels["In Shape"].pk).update(capacity=6)

    def ago(self, days: int) -> date:
        return self.today - timedelta(days=days)

    def later(self, days: int) -> date:
        return self.today + timedelta(days=days)

    def asked(
        self, title: str, *, by: str, on: date, kind: str = "planned", whom: tuple[str, ...], **answers: Any
    ) -> Brief:
        brief = briefs.start_brief(plan=self.plan, by=self.users[by], title=title, kind=kind, on=on)
        facts = COMMON | {"stakeholders": [self.people[name] for name in whom]} | answers
        return briefs.write_brief(brief=brief, by=self.users[by], version=1, **facts)

    def step(self, brief: Brief, by: str, key: str, on: date, words: str = "", **judged: Any) -> None:
        assessment = JUDGED | judged if key in ("assess", "decide") else None
        user: User = self.users[by]
        briefs.take_step(
            brief=brief, by=user, version=brief.version, key=key, on=on, words=words, assessment=assessment
        )

    def planned(
        self, brief: Brief, on: date, rows: list[tuple[str, str, str | None, str | None, int, str]]
    ) -> Campaign:
        planned = [
            Planned(
                title, parse_timing(written, self.plan.years), self.officers[who] if who else None,
                self.channels[channel] if channel else None, hours, publicity,
            )
            for title, written, who, channel, hours, publicity in rows
        ]  # fmt: skip
        return campaigns.put_in_plan(
            brief=brief, by=self.users["communications"], version=brief.version, priority=self.plan.priorities.first(),
            planned=planned, on=on,
        )  # fmt: skip

    def food_waste(self) -> None:
        """Finished, with lessons that the next brief for residents is offered."""
        brief = self.asked(
            "Food waste: the caddy stays", by="service.lead", on=self.ago(170), whom=("Sevenoaks District residents",),
            evidence="One caddy in five was put out with the wrong bags in April.",
            objectives=f"Wrong bags from 20% to 10% of caddies by {self.ago(40):%B %Y}.",
            outcomes="People use the bags they are given.", scoring="Counted by the crews, in April and again at the end.",
            starts_on=self.ago(120), ends_on=self.ago(40), budget=900,
            implementation="Sticker on the caddies\nStory in In Shape",
        )  # fmt: skip
        self.step(brief, "service.lead", "submit", self.ago(165))
        self.step(brief, "head.of.communications", "assess", self.ago(160), hours=34)
        self.step(brief, "smt", "approve", self.ago(158))
        rows = [
            (
                "Sticker on the caddies",
                in_words(self.ago(100)),
                "Design and Print Team",
                "Marketing materials",
                20,
                "public",
            ),
            ("Story in In Shape", in_words(self.ago(80)), "Communications Officer", "In Shape", 6, "public"),
        ]
        campaign = self.planned(brief, self.ago(155), rows)
        for occurrence in [one for row in campaign.activities.all() for one in row.action.occurrences.all()]:
            occurrence.delivered_on, occurrence.delivered_by = occurrence.due, "Communications Officer"
            occurrence.save(update_fields=["delivered_on", "delivered_by"])
        team = self.users["communications"]
        campaigns.spend(campaign=campaign, by=team, what="Stickers", amount=840, on=self.ago(105), today=self.today)
        for level, expected, found in (
            ("output", "", "41,000 stickers on caddies"),
            ("out_take", "", "Calls about bags halved in the month after"),
            ("outcome", "10% of caddies", "12% of caddies had the wrong bags"),
        ):
            campaigns.keep_finding(campaign=campaign, by=team, level=level, expected=expected, found=found)
        lessons = "A sticker on the thing itself did more than the magazine. Tell the crews a week before."
        campaigns.finish_campaign(
            campaign=campaign, by=team, version=campaign.version, lessons=lessons, on=self.ago(30)
        )

    def garden_waste(self) -> None:
        """Under way."""
        brief = self.asked(
            "Garden waste: renew in time", by="service.lead", on=self.ago(60), whom=("Sevenoaks District residents",),
            evidence="Half of last year’s renewals came after the deadline.",
            objectives=f"From 51% to 70% of subscribers renew by {in_words(self.later(90))}.",
            outcomes="People renew before the first collection.", scoring="Renewals counted weekly by the service.",
            starts_on=self.ago(10), ends_on=self.later(90), budget=1200,
            implementation="Leaflet with the council tax bill\nStory in In Shape\nReminder on Facebook",
        )  # fmt: skip
        self.step(brief, "service.lead", "submit", self.ago(55))
        self.step(
            brief,
            "head.of.communications",
            "assess",
            self.ago(52),
            hours=42,
            advice="Worth doing. Start with the bill.",
        )
        self.step(brief, "smt2", "approve", self.ago(50))
        rows = [
            ("Leaflet with the tax bill", in_words(self.later(60)), "Design and Print Team", "Marketing materials", 16, "public"),
            ("Story in In Shape on renewing", in_words(self.later(30)), "Communications Officer", "In Shape", 8, "public"),
            ("Reminder on Facebook", in_words(self.later(75)), "Communications Officer", None, 4, "public"),
        ]  # fmt: skip
        campaign = self.planned(brief, self.ago(48), rows)
        campaigns.spend(
            campaign=campaign,
            by=self.users["communications"],
            what="Design",
            amount=350,
            on=self.ago(5),
            today=self.today,
        )

    def boil_water(self) -> None:
        """Urgent and done: the reminder on Facebook made way for it."""
        brief = self.asked(
            "Boil water notice for Edenbridge", by="service.lead", on=self.ago(6), kind="urgent",
            whom=("Sevenoaks District residents", "Local businesses"), is_proactive=False, source="partner",
            evidence="The water company has told 3,000 households to boil water.", objectives="All 3,000 told by tomorrow noon.",
            outcomes="Nobody drinks it unboiled.", scoring="Calls to the contact centre.", starts_on=self.ago(5),
            ends_on=self.later(10), implementation="Door drop in Edenbridge",
        )  # fmt: skip
        self.step(brief, "service.lead", "submit", self.ago(6))
        reminder = Action.objects.get(plan=self.plan, title="Reminder on Facebook").occurrences.get()
        displacements.name_displaced(
            brief=brief, by=self.users["head.of.communications"], version=brief.version, occurrence=reminder,
            due=reminder.due + timedelta(days=14), reason="The same two officers deliver the door drop.", on=self.ago(6),
        )  # fmt: skip
        self.step(brief, "head.of.communications", "assess", self.ago(6), hours=24, is_proactive=False)
        self.step(brief, "smt", "approve", self.ago(5))
        row = (
            "Door drop in Edenbridge",
            in_words(self.later(3)),
            "Communications Officer",
            "Door drops",
            12,
            "public",
        )
        self.planned(brief, self.ago(5), [row])

    def still_waiting(self) -> None:
        """One for each whose move it is."""
        bulky = self.asked(
            "Bulky waste: new prices", by="service.lead", on=self.ago(14), whom=("Sevenoaks District residents",),
            is_controversial=True, evidence="Cabinet agreed new prices from April.",
            objectives=f"8 in 10 who book know the price beforehand, by {self.later(150):%B %Y}.",
            outcomes="Nobody is surprised at the door.", scoring="Asked at booking.", starts_on=self.later(60), ends_on=self.later(150),
        )  # fmt: skip
        self.step(bulky, "service.lead", "submit", self.ago(13))
        self.step(bulky, "head.of.communications", "assess", self.ago(10), hours=18, is_controversial=True)
        self.step(bulky, "smt", "approve", self.ago(8))
        flood = self.asked(
            "Flood wardens wanted", by="service.lead", on=self.ago(2), kind="urgent", whom=("Community groups",),
            evidence="Two of five wardens have stood down before the winter.", objectives="5 wardens by 31 January.",
            outcomes="Somebody in each village knows what to do.", scoring="Wardens on the list.", starts_on=self.later(7),
            ends_on=self.later(60),
        )  # fmt: skip
        self.step(flood, "service.lead", "submit", self.ago(1))
        media = self.asked(
            "Leisure centre: new opening hours", by="service.lead", on=self.ago(1), kind="media",
            whom=("Local and regional media",), evidence="The centre opens on Sundays from next month.",
            messages="The centre opens on Sundays.", starts_on=self.later(20),
        )  # fmt: skip
        self.step(media, "service.lead", "submit", self.ago(1))
        self.asked(
            "Council Plan, told to new officers",
            by="service.lead",
            on=self.ago(3),
            whom=("Our employees",),
            objectives="Raise awareness",
        )
