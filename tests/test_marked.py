"""The register of marked councils: no table without a row of each, and in every text of a row its council's marker."""

import json
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import models

from commsplan.demo import marked
from commsplan.demo.belonging import of_councils, rows_of, way_to_council
from people import verifying as trail
from people.models import Membership, Organisation, Role, User
from plans.models import Plan, Risk
from tests.marked import MARKER, numbers_in, register

# Tables of the libraries and of the program that are no council's.
NOBODYS = {
    "auth.Group", "auth.Permission", "contenttypes.ContentType", "sessions.Session", "socialaccount.SocialApp", "people.Guess", "people.MailTransport",
    "people.Organisation", "reports.Touched",
}  # fmt: skip
# What is no free text though it is kept as one: addresses, and words of the program's own.
WORDS_OF_OURS = {
    "key", "kind", "verb", "to_address", "sent_to", "message_id", "password", "period", "rating", "part", "field", "uid", "salt",
}  # fmt: skip
EXCEPTIONS = {
    "people.AuditSeal.events": "digests of events",
    "people.SentForm.answer": "the address that a form led to",
    "people.AuditEvent.label": "a period is called by its month",
    "reports.FrontSection.title": "a heading that every paper has",
    "reports.SignOff.role": "posts that sign in every council",
}


@pytest.fixture(scope="module")
def free_texts():
    """{model: its free text columns}."""
    found = {}
    for model in of_councils():
        texts = [
            column
            for column in model._meta.concrete_fields
            if isinstance(column, models.CharField | models.TextField)
            and not isinstance(column, models.SlugField | models.EmailField)
            and not column.choices
            and column.name not in WORDS_OF_OURS
            and not column.name.endswith(("sha256", "digest"))
            and (column.max_length is None or column.max_length >= 20)
        ]
        found[model] = [column.name for column in texts if f"{model._meta.label}.{column.name}" not in EXCEPTIONS]
    return found


def bare_texts(free_texts, council, number):
    """(model, column, text) of a council's rows where its marker does not stand, or another's does."""
    return [
        (model._meta.label, name, text)
        for model, names in free_texts.items()
        if names
        for row in rows_of(model, council).values(*names)
        for name, text in row.items()
        if text and numbers_in(text) != {number}
    ]


def test_every_text_of_every_row_says_whose_it_is(db, free_texts):
    people = register(3)
    assert [bare_texts(free_texts, people.councils[str(number)], number) for number in (1, 2, 3)] == [[], [], []]


def test_that_test_sees_a_text_without_the_marker(db, free_texts):
    """Negative control."""
    people = register(3)
    Risk.objects.filter(plan__slug="plan-2").update(mitigation="Of nobody")
    assert bare_texts(free_texts, people.councils["2"], 2) == [("plans.Risk", "mitigation", "Of nobody")]


def test_every_table_that_hangs_on_a_council_has_a_row_of_each(db):
    people = register(3)
    lacking = [
        (model._meta.label, number)
        for model in of_councils()
        for number, council in people.councils.items()
        if not rows_of(model, council).exists()
    ]
    # Whom a plan is shared with: the first council's alone is, with the second.
    assert lacking == [("plans.PlanPartner", number) for number in ("1", "3")]


def test_whose_a_row_is_goes_by_what_it_is_about_and_every_other_table_is_named():
    assert {model._meta.label for model in apps.get_models()} - {
        model._meta.label for model in of_councils()
    } == NOBODYS
    ways = {model._meta.label: way_to_council(model) for model in of_councils()}
    assert ways["actions.Assignment"] == ways["actions.Reminder"] == "action__plan__organisation"
    assert ways["people.AuditEvent"] == ways["people.Officer"] == "organisation"
    assert ways["reports.CalendarFeed"] == "plan__organisation"


def seed(*options):
    out = StringIO()
    call_command("seed_demo", *options, stdout=out)
    return out.getvalue()


def counts():
    return {model._meta.label: model._base_manager.count() for model in of_councils()}


def test_the_command_builds_them_says_who_signs_in_and_changes_nothing_the_second_time(db):
    said = json.loads(seed("--orgs", "1", "--marker", MARKER, "--json"))
    made = counts()
    assert json.loads(seed("--orgs", "1", "--marker", MARKER, "--json")) == said
    assert counts() == made
    said = json.loads(seed("--orgs", "2", "--marker", MARKER, "--json"))
    first, second = said["councils"]
    assert (first["organisation"], first["plan"], first["shared_with"]) == ("council-1", "plan-1", ["council-2"])
    assert (second["plan"], second["shared_with"]) == ("plan-2", [])
    assert [one["email"] for one in second["sign_ins"]] == [
        "officer@council-2.example", "director@council-2.example", "plan.manager@council-2.example",
        "surveys@council-2.example", "democratic.services@council-2.example", "head@council-2.example",
        "administrator@council-2.example",
    ]  # fmt: skip
    assert [one["role"] for one in first["sign_ins"]] == list(Role)
    user = User.objects.get(email="plan.manager@council-2.example")
    assert user.check_password(said["password"])
    assert Plan.objects.get(slug="plan-1").reports.filter(issues__publication__isnull=False).exists()
    assert Organisation.objects.count() == 2
    assert trail.verify().faults == []


def test_it_stands_beside_the_demo_with_one_password(db):
    demo = seed("--as-written")
    both = seed("--orgs", "1", "--marker", MARKER)
    assert demo.rsplit("password: ")[-1] == both.rsplit("password: ")[-1]
    assert "officer@council-1.example" in both and Plan.objects.filter(slug="mkip-2015-16").exists()
    assert "officer@demo.example" in seed("--as-written") and Plan.objects.filter(slug="plan-1").exists()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--orgs", "0", "--marker", MARKER], "Give a number of councils from 1 to 99."),
        (["--orgs", "2"], "Give --orgs and --marker together."),
        (["--marker", "x"], "Give --orgs and --marker together."),
        (["--orgs", "2", "--marker", "two words"], "Give a marker of 2 to 12 letters and digits that begins with a letter."),
        (["--orgs", "2", "--marker", "Abc", "--as-written"], "--as-written is for the demo alone."),
    ],
)  # fmt: skip
def test_it_says_in_one_sentence_what_it_cannot_do(db, options, sentence):
    with pytest.raises(CommandError, match=sentence.replace(".", r"\.")):
        call_command("seed_demo", *options)
    assert not Organisation.objects.exists()


def test_another_marker_beside_the_first_is_refused(db):
    register(1)
    with pytest.raises(CommandError, match="already councils marked “Zyxomma”"):
        call_command("seed_demo", "--orgs", "2", "--marker", "Other")


def test_never_on_a_site_with_an_https_address(db, settings):
    settings.HTTPS = True
    with pytest.raises(CommandError, match="https"):
        call_command("seed_demo", "--orgs", "2", "--marker", MARKER)
    assert not Membership.objects.exists()


def test_addresses_are_of_no_real_domain():
    assert marked.address_of(Role.PLAN_MANAGER, 3) == "plan.manager@council-3.example"
