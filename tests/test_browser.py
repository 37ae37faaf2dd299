"""In Chromium: axe finds nothing, nothing scrolls sideways on a phone, the keyboard reaches everything, and an update
takes three interactions."""

import re
from datetime import date, timedelta
from urllib.parse import urlsplit
from uuid import uuid4

import pikepdf
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from actions.models import Action, ActionQuestion, DateRequest, ProgressUpdate, UpdateLink
from actions.timing import Timing, parse_timing
from campaigns.flow import State
from campaigns.models import Activity, Brief, Campaign, Emergency, SchoolHoliday
from campaigns.services.displacements import planned_ahead
from commsplan.demo.briefs import ask_for_work
from commsplan.demo.cover import build_cover_report
from commsplan.demo.issued import order_issue, publish_what_is_made
from commsplan.demo.periods import close_periods
from commsplan.demo.sevenoaks import build_sevenoaks
from imports import reading, services
from imports.models import ImportFile
from people import wishes
from people.models import Membership, Officer, Organisation, OutgoingMail, Role, User
from plans.models import Election, Meeting, Plan, Priority
from reports.models import Issue, Publication
from reports.services.papers import draft_report
from surveys.models import Measure, Online, Question, Survey
from surveys.services.online import open_online
from tests.briefs import brief_in
from tests.demo import seed
from tests.import_files import example
from tests.media import log_of
from tests.test_calendar_import import calendar, event, on
from tests.test_import_flow import BUSINESS_PLAN, NEW, OLD

RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}
PHONE = {"width": 360, "height": 740}
PAGES = {
    "": ["/s/{invited}/", "/s/{open_link}/", "/s/0.x/", "/sign-in/", "/password/forgotten/", "/password/forgotten/sent/", "/help/", "/help/?date=", "/accessibility/", "/whats-new/", "/plans/%00/", "/u/{link}/", "/u/early/{early}/", "/u/0.x/",
        "/s/{invited}/?lang=cy", "/s/0.x/?lang=cy", "/sign-in/?lang=cy", "/password/forgotten/?lang=cy", "/accessibility/?lang=cy", "/whats-new/?lang=cy", "/papers/?lang=cy", "/u/{link}/?lang=cy", "/u/early/{early}/?lang=cy", "/u/0.x/?lang=cy", "/nowhere/?lang=cy", "/sign-in/?lang=en-gb"],
    "officer": ["/", "/?open=none", "/questions/", "/actions/{newsletter}/", "/asked/{question_asked}/answer/", "/actions/{action}/files/add/", "/actions/{action}/", "/actions/{action}/date/", "/actions/{series}/", "/actions/{series}/due/{due}/move/", "/actions/{series}/due/{due}/missed/", "/people/{me}/reminders/", "/plans/", "/password/change/", "/sign-out/", "/nowhere/", "/several/", "/search/?q=survey", "/search/?q=zzz", "/actions/?due_from=x",
        "/media/", "/media/{enquiry}/", "/media/coverage/", "/emergencies/",
        "/calendar/", "/calendar/{year}/", "/calendar/2099/1/?who=all", "/calendar/feeds/", "/tokens/"],
    "director": ["/", "/media/?state=lines", "/media/?first=x", "/questions/", "/actions/{newsletter}/ask/", "/actions/{newsletter}/comment/", "/actions/{newsletter}/", "/plans/", "/plans/?owner=manager&due_from=x", "/actions/?colour=red&plan=mkip-2015-16", "/priorities/{priority}/", "/priorities/{priority}/declare/", "/plans/mkip-2015-16/meeting/", "/plans/mkip-2015-16/meeting/1/", "/plans/mkip-2015-16/evidence/", "/measures/{measure}/", "/measures/{calls}/", "/surveys/{survey}/", "/plans/mkip-2015-16/", "/plans/maidstone-improvement-2013-14/", "/plans/mkip-2015-16/declare/", "/reports/", "/dates/", "/dates/{date}/", "/actions/{action}/declare/", "/actions/{asked}/"],
    "plan.manager": [
        "/plans/new/", "/plans/mkip-2015-16/edit/", "/plans/empty/edit/", "/plans/empty/", "/plans/mkip-2015-16/import/",
        "/imports/{read}/", "/imports/{read}/rows/1/", "/imports/{read}/questions/", "/imports/{read}/columns/", "/imports/{imported}/", "/imports/{newer}/?show=changed", "/imports/{newer}/", "/imports/{business}/", "/imports/{business}/milestones/1/", "/plans/empty/import/columns/", "/imports/{refused}/", "/actions/{action}/edit/", "/actions/{action}/drop/", "/plans/mkip-2015-16/actions/add/",
        "/plans/mkip-2015-16/header/", "/plans/mkip-2015-16/whole/", "/plans/mkip-2015-16/health/", "/plans/mkip-2015-16/forward/", "/plans/mkip-2015-16/changes/", "/plans/empty/adopt/", "/plans/empty/remove/", "/plans/mkip-2015-16/remove/", "/plans/mkip-2015-16/close/", "/imports/plan/", "/actions/{action}/who/", "/actions/{action}/remove/", "/plans/mkip-2015-16/sections/objectives/", "/plans/mkip-2015-16/sections/measures/?edit={measure}", "/plans/empty/sections/finance/", "/plans/mkip-2015-16/measures/add/",
        "/measures/{measure}/edit/", "/plans/mkip-2015-16/surveys/", "/surveys/{survey}/", "/surveys/{survey}/edit/", "/surveys/{survey}/counts/", "/surveys/{survey}/questions/add/", "/surveys/{survey}/replies/", "/surveys/{survey}/online/", "/surveys/{online}/online/", "/surveys/{survey}/print/", "/replies/{replies}/", "/questions/{question}/edit/", "/questions/{question}/remove/", "/plans/empty/surveys/", "/plans/empty/readings/2026-27/", "/plans/mkip-2015-16/readings/{financial}/", "/measures/{calls}/readings/{financial}/",
        "/plans/mkip-2015-16/rules/", "/plans/mkip-2015-16/partners/", "/help/?plan=mkip-2015-16&date=by+October", "/actions/{action}/quiet/", "/actions/{asked}/", "/actions/{asked}/milestones/add/",
        "/delivery/", "/delivery/?all=1", "/delivery/?all=1&by=team&plan=mkip-2015-16", "/delivery/move/{due}/", "/delivery/holidays/", "/delivery/holidays/add/", "/delivery/holidays/{holiday}/", "/delivery/holidays/{holiday}/remove/",
        "/plans/mkip-2015-16/posts/", "/plans/mkip-2015-16/posts/{post}/", "/people/{officer}/address/", "/plans/empty/posts/",
        "/media/new/", "/media/{enquiry}/edit/", "/media/{enquiry}/lines/", "/media/{enquiry}/answer/", "/media/coverage/new/?enquiry={enquiry}", "/media/coverage/{coverage}/", "/media/figures/",
        "/emergencies/new/", "/emergencies/{emergency}/", "/emergencies/{emergency}/edit/", "/emergencies/{emergency}/report/", "/emergencies/{emergency}/close/", "/emergencies/{owed}/", "/emergencies/{owed}/reopen/",
        "/plans/mkip-2015-16/publicity/", "/plans/empty/publicity/", "/actions/{held}/", "/actions/{held}/publicity/", "/actions/{held}/elections/{election}/exempt/", "/actions/{held}/elections/{election}/spokesperson/", "/actions/{held}/exemptions/", "/elections/{election}/holds/",
    ],
    "head": ["/media/", "/media/{enquiry}/", "/media/councils/{organisation}/"],
    "democratic.services": ["/reports/", "/plans/mkip-2015-16/reports/new/", "/plans/mkip-2015-16/periods/", "/plans/mkip-2015-16/periods/close/", "/plans/mkip-2015-16/since/", "/plans/empty/periods/", "/plans/empty/since/", "/reports/{report}/", "/reports/{report}/paper/", "/reports/{cover}/", "/reports/{cover}/head/", "/reports/{cover}/sections/background/", "/reports/{cover}/implications/", "/reports/{cover}/key-decision/", "/reports/{cover}/appendices/", "/appendices/{appendix}/", "/reports/{dashboard}/paper/", "/reports/{tracker}/paper/", "/reports/{cover}/paper/", "/issues/", "/issues/{issue}/", "/reports/{issued}/withdraw/", "/papers/{paper}/", "/organisations/{organisation}/papers/", "/meetings/", "/meetings/{meeting}/",
        "/meetings/import/", "/elections/", "/elections/{election}/", "/elections/{election}/holds/", "/elections/{election}/guidance/", "/calendar/{year}/{month}/?who=all"],
    "service.lead": ["/briefs/", "/briefs/new/", "/briefs/?show=mine", "/briefs/{brief_draft}/", "/briefs/{brief_draft}/about/", *(f"/briefs/{{brief_draft}}/parts/{part}/" for part in ("why", "audience", "strategy", "implementation", "scoring")), "/briefs/{brief_draft}/step/submit/", "/briefs/{brief_draft}/remove/"],
    "head.of.communications": ["/briefs/", "/briefs/{brief_urgent}/", "/briefs/{brief_urgent}/ahead/", "/briefs/{brief_urgent}/ahead/{brief_ahead}/", "/briefs/{brief_urgent}/step/assess/", "/briefs/{brief_urgent}/step/return/", "/displacements/"],
    "smt2": ["/proactive/", "/monthly/", "/monthly/?month=2099-01", "/briefs/{brief_seconding}/", "/briefs/{brief_seconding}/step/second/", "/briefs/{brief_seconding}/step/decline/"],
    "communications": ["/briefs/{brief_approved}/plan/", "/campaigns/", "/campaigns/{campaign}/", "/campaigns/{campaign}/edit/", "/campaigns/{campaign}/add/", "/campaigns/{campaign}/spend/", "/campaigns/{campaign}/spend/{spending}/", "/campaigns/{campaign}/findings/add/", "/campaigns/{campaign}/findings/{finding}/", "/campaigns/{campaign}/finish/"],
    "admin": ["/audit/", "/audit/?q=zzz", "/audit/?first=x", "/people/", "/people/add/", "/people/{officer}/", "/people/{me}/held/", "/people/{me}/merge/", "/people/{me}/merge/{double}/", "/people/{me}/merge/{manager}/", "/people/{double}/sign-in/", "/people/mail/", "/people/mail/?show=all", "/people/mail/?show=tests", "/organisations/", "/organisations/{organisation}/", "/organisations/{organisation}/units/", "/organisations/{organisation}/units/?unit=Place", "/account/", "/account/sign-out/", "/account/second-factor/", "/account/second-factor/app/", "/account/passkeys/", "/account/passkeys/add/", "/reauthenticate/", "/people/import/", "/people/access/", "/organisations/{organisation}/access/", "/people/{officer}/leave/", "/people/{me}/leave/", "/people/{me}/hand-over/", "/people/mail/release/"],
}  # fmt: skip


@pytest.fixture
def people(transactional_db):
    return seed(as_written=False, today=timezone.localdate())


def surveys_online(plan, organisation, by):
    """(number of an open one, a link of it, the link of one that is open to everybody), with a question of every kind."""
    found = []
    for is_open_link in (False, True):
        survey = Survey.objects.create(plan=plan, title="Asked online", held_on=timezone.localdate())
        for council in [organisation, *plan.partners.all()]:
            survey.surveyed.create(organisation=council)
        for number, kind in enumerate(Question.Kind.values):
            answers = [["Good", "yes"], ["Bad", "no"]] if kind in ("scale", "single", "multiple") else []
            survey.questions.create(text=f"What of {kind}?", kind=kind, answers=answers, position=number)
        online = Online.objects.create(
            survey=survey,
            privacy="Nobody.",
            introduction="Two minutes.",
            closes_on=date(2099, 1, 1),
            is_open_link=is_open_link,
        )
        if not is_open_link:
            for number in range(10):
                online.invitations.create(organisation=organisation, email=f"p{number}@x.example")
        found.append(open_online(online=online, by=by, version=1, on=timezone.localdate()))
    return found[0].survey_id, found[0].invitations.order_by("email").first().token, found[1].key


def held_action(plan):
    """One that an election holds, since it quotes a Member, and of which another due date was exempted."""
    election, action = (
        Election.objects.get(),
        Action.objects.create(plan=plan, title="Feature", timing=parse_timing("Monthly", plan.years)),
    )
    for day in (election.notice_date, election.polling_day):
        action.occurrences.create(label=str(day), due=day, first_due=day)
    Activity.objects.create(action=action, publicity="quotes_member")
    exempted = {"way": "exemption", "publicity": "quotes_member", "who": "Ann", "reason": "Sold out", "by_name": "x"}
    day = election.polling_day
    action.clearances.create(election=election, earliest=day, latest=day, label=day, on=day, **exempted)
    return action


@pytest.fixture
def things(people):
    """One of everything a page shows, by the name it has in PAGES."""
    plan = Plan.objects.get(slug="mkip-2015-16")
    organisation = people.councils["maidstone"]
    Officer.objects.filter(pk=people.officers["Jane Clarke"].pk).update(unit="Place > Waste > Recycling")
    empty = Plan.objects.create(organisation=organisation, title="Empty", slug="empty", first_year=2026, last_year=2026)
    report = draft_report(
        plan=plan,
        as_at=timezone.localdate(),
        by=people.users["democratic.services"],
        title="Progress",
        report_of="Director",
    )
    close_periods(plan, by=people.users["plan.manager"], today=timezone.localdate())
    cover = build_cover_report(people, plan, today=timezone.localdate(), as_written=False)
    others = {
        kind: draft_report(
            plan=plan, by=people.users["democratic.services"], kind=kind, title=f"A {kind}", report_of="Director"
        )
        for kind in ("dashboard", "tracker")
    }
    gone_out = order_issue(people, plan, today=timezone.localdate())
    publish_what_is_made(gone_out, by=people.users["democratic.services"], today=timezone.localdate())
    mail = {"kind": "digest", "text_body": "x", "message_id": "<1@x>", "created_at": timezone.now()}
    OutgoingMail.objects.create(
        key="1", subject="Your actions", to_address="a@b.example", state="failed", reason="No such person", **mail
    )
    series, asked = Action.objects.get(title="MKS Newsletter", plan=plan), DateRequest.objects.get(action__plan=plan)
    calls = Measure.objects.create(plan=plan, statement="Calls answered", unit="count", frequency="month", target=9)
    first = plan.years.first.periods("month")[0]
    calls.readings.create(period=first, value=8, published="green", by_name="x", on=timezone.localdate())
    survey = Survey.objects.filter(plan=plan).first()
    by = people.users["plan.manager"]
    online, invited, open_link = surveys_online(plan, organisation, by)
    rows = [["Do you understand what MKIP/MKS are?", "Council"], ["Yes", "Swale"], ["Perhaps", "Swale"]]
    replies = survey.reply_files.create(
        name="replies.csv", rows=rows, numbers=[1, 2, 3], by_name="x", on=timezone.localdate(), way="Online",
        choices={"0": f"q{survey.questions.in_order().first().pk}", "1": "council"},
    )  # fmt: skip
    head = people.users["head"] = User.objects.create_user("head@demo.example", "x", name="Head")
    Membership.objects.create(user=head, organisation=organisation, role=Role.HEAD_OF_COMMUNICATIONS)
    enquiry, coverage, emergency = log_of(organisation, "Road closure", owner=people.officers["Jane Clarke"])
    *_, owed = log_of(organisation, "Gas leak in Week Street, where people had to leave their houses for the night")
    Emergency.objects.filter(pk=owed.pk).update(closed_at=timezone.now(), closed_by_name="Head")
    return {
        "issued": gone_out.pk,
        "issue": Issue.objects.get(report=gone_out).pk,
        "paper": Publication.objects.get(issue__report=gone_out).pk,
        "enquiry": enquiry.pk,
        "coverage": coverage.pk,
        "emergency": emergency.pk,
        "owed": owed.pk,
        "appendix": cover.front.appendices.first().pk,
        **{kind: report.pk for kind, report in others.items()},
        "calls": calls.pk,
        "held": held_action(plan).pk,
        "newsletter": ActionQuestion.objects.get().action_id,
        "question_asked": ActionQuestion.objects.get().pk,
        "replies": replies.pk,
        "online": online,
        "invited": invited,
        "open_link": open_link,
        "financial": plan.years.first.slug,
        "series": series.pk,
        "due": series.occurrences.open().first().pk,
        "date": asked.pk,
        "asked": asked.action_id,
        "me": people.officers["Jane Clarke"].pk,
        "double": Officer.objects.create(organisation=organisation, name="M.K.I.P. Programme Manager").pk,
        "manager": people.officers["Plan manager"].pk,
        "priority": plan.priorities.first().pk,
        "post": Action.objects.filter(plan=plan).first().assignments.create(as_written="Relevant Chief Executive").pk,
        "link": UpdateLink.objects.first().token,
        "early": wishes.SIGNER.sign(str(people.officers["Jane Clarke"].pk)),
        "action": people.officers["Jane Clarke"].assignments.first().action_id,
        "read": read_file(plan, example("mkip_action_tables.docx")),
        "refused": read_file(plan, b"%PDF-1.7"),
        "holiday": SchoolHoliday.objects.create(
            organisation=organisation, name="Half term", first=timezone.localdate(), last=timezone.localdate()
        ).pk,
        "imported": imported_file(empty, OLD, people.users["plan.manager"]),
        "newer": read_file(empty, NEW.encode()),
        "business": read_file(empty, BUSINESS_PLAN.encode()),
        "report": report.pk,
        "cover": cover.pk,
        **{
            model.__name__.lower(): model.objects.first().pk
            for model in (Priority, Measure, Question, Survey, Meeting, Election, Officer, Organisation)
        },
        **asked_for(people),
        "year": election_month().year,
        "month": election_month().month,
    }


def asked_for(people):
    """The briefs and campaigns of Sevenoaks, by where they stand."""
    plan = build_sevenoaks(people, today=timezone.localdate(), as_written=False)
    ask_for_work(plan, people, timezone.localdate())
    urgent = Brief.objects.get(plan=plan, kind="urgent", state="submitted")
    return {
        "brief_draft": Brief.objects.get(plan=plan, state="draft").pk,
        "brief_urgent": urgent.pk,
        "brief_ahead": planned_ahead(urgent, on=timezone.localdate()).first().pk,
        "brief_seconding": Brief.objects.get(plan=plan, state="seconding").pk,
        "brief_approved": brief_in(State.APPROVED, people, plan).pk,
        "campaign": Campaign.objects.exclude(finished_on=None).get().pk,
        "finding": Campaign.objects.exclude(finished_on=None).get().findings.first().pk,
        "spending": Campaign.objects.exclude(finished_on=None).get().spending.first().pk,
    }


def election_month():
    """The month of the demo's polling day, with some of the pre-election period in it."""
    return Election.objects.get().polling_day


def read_file(plan, content):
    file = ImportFile(plan=plan, name="plan.docx", sha256="0")
    file.file.save("upload", ContentFile(content), save=False)
    file.save()
    return reading.read(file).pk


def imported_file(plan, content, by):
    pk = read_file(plan, content.encode())
    file = ImportFile.objects.get(pk=pk)
    choices = {"sections_are_priorities": False, "names": {}, "set_dates_by": None, "on": timezone.localdate()}
    services.import_file(file=file, by=by, version=file.version, **choices)
    return pk


def sign_in(page, live_server, client, user):
    client.force_login(user)
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )


def faults(page):
    """What axe finds, as (rule, where)."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [(one["id"], [node["target"] for node in one["nodes"]]) for one in found]


@pytest.mark.parametrize("role", PAGES)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(page, live_server, client, people, things, role):
    if role:
        sign_in(page, live_server, client, people.users[role])
    said = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    for path in PAGES[role]:
        page.goto(live_server.url + path.format(**things))
        assert (path, faults(page)) == (path, [])
        wide = page.viewport_size
        page.set_viewport_size(PHONE)
        if not path.endswith("/paper/"):  # a sheet of A4
            assert (path, page.evaluate("document.documentElement.scrollWidth")) == (path, PHONE["width"])
        page.set_viewport_size(wide)
    # A browser says aloud that an address answered 400 or 404, as two of these are meant to.
    assert [line for line in said if "status of 40" not in line] == []


def test_axe_finds_nothing_on_a_form_sent_back_nor_on_a_conflict(page, live_server, client, people):
    sign_in(page, live_server, client, people.users["officer"])
    action = Action.objects.get(title="Member survey", plan__slug="mkip-2015-16")
    page.goto(f"{live_server.url}/?open={action.pk}")
    page.get_by_role("radio", name="Amber").check()
    page.get_by_role("button", name="Post update").click()
    page.get_by_role("link", name="Say why it is amber.").wait_for()
    assert faults(page) == []
    page.get_by_role("link", name="Say why it is amber.").click()
    assert page.evaluate("document.activeElement.name") == "explanation"
    page.goto(f"{live_server.url}/?open={action.pk}")
    other = {"form_token": str(uuid4()), "version": action.version, "rag": "green", "done": "The other wrote this"}
    assert client.post(reverse("actions:update", kwargs={"pk": action.pk}), other).status_code == 302
    page.get_by_label("What has been done?").fill("I wrote this")
    page.get_by_role("button", name="Post update").click()
    page.get_by_role("heading", name="Somebody saved this before you").wait_for()
    assert page.get_by_role("cell", name="The other wrote this").is_visible()
    assert page.get_by_label("What has been done?").input_value() == "I wrote this"
    assert faults(page) == []
    page.get_by_role("button", name="Post mine too").click()
    page.get_by_text("is posted").wait_for()
    assert ProgressUpdate.objects.filter(action=action, done="I wrote this").exists()


@pytest.mark.parametrize("javascript", [True, False])
def test_an_update_in_three_interactions_on_a_phone(browser, live_server, client, people, javascript):
    context = browser.new_context(viewport=PHONE, java_script_enabled=javascript)
    page = context.new_page()
    sign_in(page, live_server, client, people.users["officer"])
    page.goto(live_server.url + "/?open=none")
    before = ProgressUpdate.objects.count()
    page.get_by_role("link", name="Update Member survey").click()
    page.get_by_label("Green").check()
    page.get_by_role("button", name="Post update").click()
    assert (
        page.locator(".govuk-notification-banner__heading").inner_text() == "Your update on “Member survey” is posted."
    )
    assert ProgressUpdate.objects.count() == before + 1
    sign_in(page, live_server, client, people.users["director"])
    page.goto(live_server.url + "/plans/mkip-2015-16/")
    row = page.get_by_role("row").filter(has_text="Member survey").first
    assert "today" in row.inner_text()
    context.close()


def test_an_update_by_keyboard_alone(page, live_server, client, people):
    sign_in(page, live_server, client, people.users["officer"])
    action = Action.objects.get(title="Member survey", plan__slug="mkip-2015-16")
    page.goto(f"{live_server.url}/?open={action.pk}")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
    page.keyboard.press("Enter")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "rag":
            break
    page.keyboard.press("Space")
    page.get_by_label("What has been done?").focus()
    page.keyboard.type("By keyboard")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == "Post update":
            break
    outline = page.evaluate(
        "getComputedStyle(document.activeElement).outlineStyle + getComputedStyle(document.activeElement).boxShadow"
    )
    assert outline != "nonenone"
    page.keyboard.press("Enter")
    page.wait_for_selector(".govuk-notification-banner__heading")
    assert ProgressUpdate.objects.filter(action=action, done="By keyboard").exists()


def test_axe_finds_nothing_on_a_calendar_file_that_was_read_nor_on_a_new_feed(page, live_server, client, people):
    sign_in(page, live_server, client, people.users["democratic.services"])
    page.goto(live_server.url + "/meetings/import/")
    day = timezone.localdate() + timedelta(days=40)
    data = calendar(on(day), on(day, "2", "Board", "STATUS:CANCELLED"), event(uid="3"))
    page.get_by_label("The calendar file").set_input_files(
        {"name": "a.ics", "mimeType": "text/calendar", "buffer": data}
    )
    page.get_by_role("button", name="Read the file").click()
    assert page.get_by_role("checkbox", name=re.compile("Cabinet")).is_checked()
    check_page(page)
    page.get_by_role("button", name="Import the ticked meetings").click()
    assert page.get_by_text("1 meeting has been imported.").is_visible()
    page.goto(live_server.url + "/calendar/feeds/")
    page.get_by_role("button", name="Make a feed").click()
    address = page.get_by_label("Address of the feed").input_value()
    check_page(page)
    assert page.request.get(live_server.url + urlsplit(address).path).status == 200


def check_page(page):
    """Axe finds nothing, and on a phone nothing scrolls sideways."""
    assert faults(page) == []
    wide = page.viewport_size
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    page.set_viewport_size(wide)


def test_a_month_and_a_year_are_printed_on_one_sheet_in_landscape(page, live_server, client, people, tmp_path):
    sign_in(page, live_server, client, people.users["director"])
    for number in range(40):  # more on one day than a sheet could hold
        action = Action.objects.create(
            plan=Plan.objects.get(slug="mkip-2015-16"),
            title=f"A leaflet about {number} things",
            timing=Timing("", "none"),
        )
        action.occurrences.create(due=election_month(), first_due=election_month())
    for path in (f"/calendar/{election_month():%Y/%m}/", f"/calendar/{election_month():%Y}/"):
        page.goto(live_server.url + path.replace("/0", "/"))
        page.pdf(path=tmp_path / "sheet.pdf", prefer_css_page_size=True)
        with pikepdf.open(tmp_path / "sheet.pdf") as pdf:
            assert [[round(float(side)) for side in sheet.mediabox[2:]] for sheet in pdf.pages] == [[842, 595]]


def test_on_a_phone_a_month_shows_only_the_days_with_something_in_them(page, live_server, client, people):
    sign_in(page, live_server, client, people.users["director"])
    page.set_viewport_size(PHONE)
    day = election_month()
    page.goto(f"{live_server.url}/calendar/{day.year}/{day.month}/")
    assert page.get_by_text(f"{day:%A} {day.day} {day:%B}", exact=True).is_visible()
    assert [
        cell.inner_text()
        for cell in page.locator(".cp-cal td").all()
        if cell.is_visible() and not cell.locator("li").count()
    ] == []
