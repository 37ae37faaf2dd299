"""The days of those who keep the plan, count the replies, print the papers and look after the people."""

import pytest
from django.utils import timezone

from actions.models import Assignment
from people.models import Membership, Officer, Role, User
from plans.models import Plan
from reports import making
from surveys.models import Question, Result
from tests.demo import seed
from tests.journeys.person import Person


@pytest.fixture
def people(transactional_db):
    return seed(as_written=False, today=timezone.localdate())


@pytest.fixture
def somebody(page, live_server, people):
    return lambda address: Person(page, live_server.url, address).signs_in()


def test_democratic_services_print_a_paper_from_the_register(somebody, people):
    clerk = somebody("democratic.services@demo.example")
    assert clerk.heading == "Reports"
    clerk.opens("/plans/maidstone-improvement-2013-14/")
    clerk.presses("Make a progress report")
    clerk.writes("Report of", "Head of Policy and Communications")
    clerk.presses("Make the paper")
    making.make_waiting()
    clerk.page.get_by_role("link", name="PDF").first.wait_for()  # the page looks again by itself
    with clerk.page.expect_download() as handed:
        clerk.page.get_by_role("link", name="PDF").first.click()
    assert handed.value.suggested_filename.endswith(".pdf")
    clerk.opens("/reports/")
    assert clerk.reads("Download the PDF")


def test_a_plan_manager_finds_what_is_wrong_and_mends_it(somebody, people):
    manager = somebody("plan.manager@demo.example")
    named = Assignment.objects.filter(
        action__plan__slug="mkip-2015-16", officer=None, as_written__startswith="Relevant Chief"
    ).get()
    manager.opens("/plans/mkip-2015-16/health/")
    assert manager.reads("“Relevant Chief Executive”")
    manager.opens(f"/plans/mkip-2015-16/posts/{named.pk}/?one")
    manager.page.get_by_label("Who holds it").select_option(label="Director of Change")
    manager.presses("Name the holder")
    assert manager.is_told.startswith("Director of Change holds “Relevant Chief Executive”.")
    manager.opens("/plans/mkip-2015-16/health/")
    assert not manager.reads("“Relevant Chief Executive”")


def test_surveys_enter_what_was_counted(somebody, people):
    jane, council = User.objects.get(email="officer2@demo.example"), people.councils["maidstone"]
    Membership.objects.create(user=jane, organisation=council, role=Role.SURVEYS)
    counter = somebody("officer2@demo.example")
    question = Question.objects.filter(survey__plan__slug="mkip-2015-16").order_by("-pk").first()
    counter.opens(f"/surveys/{question.survey_id}/counts/")
    results = Result.objects.filter(question__survey=question.survey)
    before, box = results.count(), counter.page.locator("input.cp-count").first
    counted = int(box.input_value() or 0) + 1
    box.fill(str(counted))
    counter.page.locator("main form button[type=submit]").first.click()
    counter.page.locator(".govuk-notification-banner__heading").first.wait_for()
    assert results.count() == before + 1  # a correction is kept beside what stood before
    assert results.latest("pk").yes == counted


def test_an_administrator_adds_an_officer_and_sees_that_mail_goes_out(somebody, people):
    admin = somebody("admin@demo.example")
    admin.presses("People")
    admin.presses("Add")
    admin.writes("Name", "Rowan Ellis")
    admin.writes("E-mail address", "rowan.ellis@maidstone.example")
    admin.page.get_by_role("button").last.click()
    assert Officer.objects.filter(name="Rowan Ellis").exists()
    admin.opens("/people/mail/")
    assert admin.reads("E-mail")


def test_nobody_of_another_council_reads_any_of_it(somebody, people):
    kent = somebody("officer2@demo.example")
    for slug in Plan.objects.filter(organisation=people.councils["maidstone"]).values_list("slug", flat=True):
        kent.opens(f"/plans/{slug}/")
        assert kent.page.title().startswith("Page not found")
    kent.opens("/search/?q=newsletter")
    assert kent.reads("Nothing you may see has “newsletter”.")
