"""Administrators keep organisations, officers and roles; people choose and forget passwords; mail that did not arrive."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from people.models import AuditEvent, Membership, Officer, Organisation, OutgoingMail, User
from people.models.mail import MailTransport
from plans.models import Plan
from tests.demo import once, queries, said, seed


@pytest.fixture
def people(db):
    cache.clear()  # how often each address has tried to sign in
    return seed(as_written=False, today=timezone.localdate())


@pytest.fixture
def admin(people, client):
    client.force_login(people.users["admin"])
    return client


def add(client, people, **sent):
    council = people.councils["maidstone"].pk
    details = {
        "organisation": council,
        "name": "New person",
        "post": "",
        "email": "new@demo.example",
        "roles": ["officer"],
    }
    return client.post(reverse("people:add-officer"), once(**details | sent))


def link_in(mail):
    return re.search(r"https?://[^\s]+/password/choose/[^\s]+", mail.text_body)[0].split("8000", 1)[-1]


def test_an_officer_with_a_role_gets_a_link_and_signs_in_with_the_password_chosen(admin, people, client):
    assert add(admin, people).status_code == 302
    client.logout()
    page = client.get(link_in(OutgoingMail.objects.get(to_address="new@demo.example")), follow=True)
    address = page.redirect_chain[-1][0]
    chosen = {"password1": "three odd words here", "password2": "three odd words here"}
    assert client.post(address, chosen).status_code == 302
    signed_in = client.post("/sign-in/", {"login": "NEW@demo.example", "password": "three odd words here"})
    assert (signed_in.status_code, signed_in.url) == (302, "/start/")
    assert client.get("/").status_code == 200


def test_a_link_is_good_once(admin, people, client):
    add(admin, people)
    link = link_in(OutgoingMail.objects.get(to_address="new@demo.example"))
    client.logout()
    address = client.get(link, follow=True).redirect_chain[-1][0]
    client.post(address, {"password1": "three odd words here", "password2": "three odd words here"})
    client.logout()
    assert "This link has been used or is too old" in said(client.get(link, follow=True))


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"email": ""}, "Give an e-mail address: somebody with a role signs in with it."),
        ({"name": "Director of Change", "post": "Director of Change"}, "Director of Change is already an officer of Maidstone Borough Council."),
        ({"email": "officer@demo.example"}, "Somebody of this organisation already signs in with this address."),
        ({"email": "not an address"}, "Enter a valid email address."),
        ({"name": ""}, "Fill in “Name”."),
        ({"roles": ["emperor"]}, "emperor is not one of the available choices."),
    ],
)  # fmt: skip
def test_what_cannot_be_saved_is_said_and_kept(admin, people, sent, sentence):
    response = add(admin, people, **sent)
    assert response.status_code == 400
    assert sentence in said(response)
    assert not User.objects.filter(email="new@demo.example").exists()


def edit(client, officer, **sent):
    details = {"name": officer.name, "post": officer.post, "email": officer.email, "roles": ["officer"]}
    return client.post(
        reverse("people:officer", kwargs={"pk": officer.pk}), once(version=officer.version) | details | sent
    )


def test_without_a_role_anywhere_somebody_no_longer_signs_in_and_with_one_again(admin, people):
    officer = people.officers["Jane Clarke"]
    for roles, is_active in (([], False), (["director", "officer"], True)):
        officer.refresh_from_db()
        answer = edit(admin, officer, roles=roles)
        assert answer.status_code == 302
        told = "Without a role anywhere they can no longer sign in." in said(admin.get(answer.url))
        assert told is not is_active
        assert User.objects.get(email="officer@demo.example").is_active is is_active
        held = Membership.objects.filter(user=officer.user).values_list("role", flat=True)
        assert sorted(held) == sorted(roles)


def test_a_mistyped_sign_in_address_is_put_right_and_the_link_goes_to_the_new_one(admin, people):
    officer = people.officers["Jane Clarke"]
    assert edit(admin, officer, email="jane@demo.example").status_code == 302
    officer.user.refresh_from_db()
    assert officer.user.email == "jane@demo.example"
    assert OutgoingMail.objects.filter(to_address="jane@demo.example", kind="set-password").count() == 1


def test_an_address_with_which_somebody_also_signs_in_elsewhere_is_not_moved(admin, people):
    officer = people.officers["Jane Clarke"]
    Membership.objects.create(user=officer.user, organisation=people.councils["swale"], role="officer")
    response = edit(admin, officer, email="jane@demo.example")
    assert response.status_code == 400
    assert "also signs in elsewhere, with officer@demo.example" in said(response)


def test_two_who_edit_one_officer_keep_both_texts(admin, people):
    officer = people.officers["Paul Taylor"]
    assert edit(admin, officer, name="First name", roles=[]).status_code == 302
    second = edit(admin, officer, name="Second name", roles=[])
    assert second.status_code == 409
    assert "First name" in said(second)
    assert "Second name" in said(second)


def test_organisations_are_added_and_renamed(admin):
    assert (
        admin.post(reverse("people:organisations"), once(name="Ashford", colour="#123456", nation="ENG")).status_code
        == 302
    )
    ashford = Organisation.objects.get(name="Ashford")
    address = reverse("people:organisation", kwargs={"pk": ashford.pk})
    assert admin.post(address, once(name="Ashford Borough Council", colour="#123456", nation="ENG")).status_code == 302
    assert AuditEvent.objects.filter(kind="organisation", verb="edited").get().after == {
        "name": "Ashford Borough Council"
    }
    again = admin.post(
        reverse("people:organisations"), once(name="Ashford Borough Council", colour="#123456", nation="ENG")
    )
    assert (again.status_code, "There is already an organisation of this name." in said(again)) == (400, True)
    assert admin.post(address, once(version=2, name="Ashford", colour="blue", nation="ENG")).status_code == 400


def test_only_the_administrator_of_the_installation_shares_a_plan(admin, people):
    plan = Plan.objects.get(slug="maidstone-improvement-2013-14")
    facts = {"title": plan.title, "kind": plan.kind, "first_year": "2026/27", "cycle": plan.cycle}
    facts |= {"roll_up": plan.roll_up, "measures_driven_by": plan.measures_driven_by}
    partners = {"partners": [people.councils["swale"].pk]}
    address = reverse("plans:plan", kwargs={"slug": plan.slug})
    admin.force_login(people.users["plan.manager"])
    assert admin.post(address, once(version=plan.version) | facts | partners).status_code == 302
    assert not plan.partners.exists()
    plan.refresh_from_db()
    admin.force_login(people.users["admin"])
    assert admin.post(address, once(version=plan.version) | facts | partners).status_code == 302
    assert [partner.slug for partner in plan.partners.all()] == ["swale"]


# Signing in


def test_a_forgotten_password_says_the_same_of_known_and_unknown_addresses(people, client):
    pages = [
        said(client.post("/password/forgotten/", {"email": address}, follow=True))
        for address in ("officer@demo.example", "nobody@demo.example")
    ]
    assert pages[0] == pages[1]
    assert [mail.to_address for mail in OutgoingMail.objects.all()] == ["officer@demo.example"]


def test_the_link_never_comes_from_the_host_header(people, client, settings):
    settings.ALLOWED_HOSTS = ["*"]
    client.post("/password/forgotten/", {"email": "officer@demo.example"}, headers={"host": "evil.example"})
    assert "evil.example" not in OutgoingMail.objects.get().text_body


def test_guessing_passwords_is_slowed_down(people, client):
    for _ in range(6):
        client.post("/sign-in/", {"login": "officer@demo.example", "password": "wrong"})
    response = client.post("/sign-in/", {"login": "officer@demo.example", "password": "a password of the demo"})
    assert response.status_code in (200, 400, 429)
    assert client.get("/").status_code == 302


def test_the_way_on_after_signing_in_stays_on_this_site(people, client):
    sent = {"login": "officer@demo.example", "password": "a password of the demo", "next": "https://evil.example/"}
    assert client.post("/sign-in/", sent).url == "/start/"


def test_headers_of_a_page_behind_the_sign_in(people, client):
    client.force_login(people.users["officer"])
    response = client.get("/")
    policy = response["Content-Security-Policy"]
    assert "unsafe" not in policy
    for directive in ("object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "script-src 'self' 'nonce-"):
        assert directive in policy
    assert (response["X-Content-Type-Options"], response["Referrer-Policy"]) == ("nosniff", "same-origin")
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/plans/%00/", "/plans/?sort=%ff", "/people/?page=%e2%80%ae"])
def test_an_address_no_database_could_store_is_answered_400(people, client, path):
    client.force_login(people.users["admin"])
    assert client.get(path).status_code == 400


def test_the_same_form_sent_back_with_other_words_is_another_form(admin):
    form = once(name="Ashford", colour="#123456", nation="ENG")
    for name in ("Ashford", "Ashford", "Dover"):
        assert admin.post(reverse("people:organisations"), form | {"name": name}).status_code == 302
    assert Organisation.objects.filter(name__in=["Ashford", "Dover"]).count() == 2


# Mail health


def test_ready_says_what_is_there(db, client):
    now = timezone.now()
    MailTransport.objects.the_one().tick(now)
    response = client.get("/readyz")
    assert response.status_code == 200
    assert set(response.json()) == {"db", "broker", "scheduler_tick", "oldest_unsent", "version"}
    assert response.json() | {"version": ""} == {
        "db": "ok", "broker": "ok", "scheduler_tick": now.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "oldest_unsent": None, "version": "",
    }  # fmt: skip


@pytest.mark.parametrize(("minutes", "code"), [(4, 200), (6, 503)])
def test_a_scheduler_that_is_silent_for_five_minutes_is_not_ready(people, client, minutes, code):
    MailTransport.objects.the_one().tick(timezone.now() - timedelta(minutes=minutes))
    assert client.get("/readyz").status_code == code
    client.force_login(people.users["admin"])
    assert ("The scheduler has not run" in said(client.get("/people/"))) is (code == 503)
    client.force_login(people.users["officer"])
    assert "The scheduler has not run" not in said(client.get("/"))


def mail(people, **columns):
    details = {
        "key": str(uuid4()),
        "kind": "digest",
        "subject": "Your actions",
        "text_body": "secret",
        "message_id": "<1@x>",
    }
    whose = {"organisation": people.councils["maidstone"], "to_address": "a@b.example", "created_at": timezone.now()}
    return OutgoingMail.objects.create(**{**details, **whose, **columns})


@pytest.mark.parametrize(("minutes", "code"), [(14, 200), (16, 503)])
def test_mail_that_waits_for_a_quarter_of_an_hour_is_not_ready(people, client, minutes, code):
    MailTransport.objects.the_one().tick(timezone.now())
    mail(people, created_at=timezone.now() - timedelta(minutes=minutes))
    assert client.get("/readyz").status_code == code


def test_an_administrator_sees_what_was_not_delivered_and_why_but_not_what_it_said(admin, people):
    mail(people, state="failed", reason="550 5.1.1 No such person")
    assert "1 e-mail of the last week could not be delivered" in said(admin.get("/people/"))
    page = said(admin.get("/people/mail/"))
    assert "a@b.example" in page
    assert "550 5.1.1 No such person" in page
    assert "secret" not in page


# What an empty install says


def test_an_empty_install_says_what_to_do_next(db, client):
    client.force_login(User.objects.create_superuser("admin@demo.example", "x", name="Admin"))
    page = said(client.get("/"))
    assert "Add your council" in page
    assert client.get("/people/").status_code == client.get("/plans/").status_code == 200


def test_somebody_without_actions_is_led_to_the_dashboards(people, client):
    client.force_login(people.users["director"])
    assert reverse("reports:dashboard", kwargs={"slug": "mkip-2015-16"}) in said(client.get("/"))


@pytest.mark.parametrize("name", ["people:officers", "people:mail", "people:organisations"])
def test_lists_take_the_same_queries_for_one_and_three_rows(admin, people, name):
    for number in range(3):
        council = Organisation.objects.create(name=f"Council {number}", slug=f"council-{number}")
        Officer.objects.create(organisation=council, name=f"Officer {number}")
        mail(people, state="failed", reason="no")
    with_three = queries(admin, reverse(name))
    Officer.objects.filter(name__in=["Officer 1", "Officer 2"]).delete()
    Organisation.objects.filter(slug__in=["council-1", "council-2"]).delete()
    OutgoingMail.objects.filter(pk__in=list(OutgoingMail.objects.values_list("pk", flat=True)[1:])).delete()
    assert queries(admin, reverse(name)) == with_three


@pytest.mark.django_db(transaction=True)
def test_a_forgotten_password_is_answered_outside_any_transaction_of_ours(client):
    """As the site runs: no request is one transaction."""
    cache.clear()
    User.objects.create_user("officer@demo.example", "x", name="Officer")
    assert client.post("/password/forgotten/", {"email": "officer@demo.example"}).status_code == 302
    assert OutgoingMail.objects.get().kind == "set-password"


def test_somebody_who_comes_back_signs_in_again(admin, people):
    officer = people.officers["Jane Clarke"]
    edit(admin, officer, roles=[])
    swale = people.councils["swale"].pk
    add(admin, people, organisation=swale, name="Jane", email="officer@demo.example")
    assert User.objects.get(email="officer@demo.example").is_active
    assert OutgoingMail.objects.filter(to_address="officer@demo.example", kind="set-password").count() == 1


def test_the_conflict_page_shows_the_roles_of_both(admin, people):
    officer = people.officers["Paul Taylor"]
    assert edit(admin, officer, email="paul@demo.example", roles=["director"]).status_code == 302
    page = said(edit(admin, officer, email="paul@demo.example", roles=["officer", "surveys"]))
    assert "Roles" in page
    assert "Director" in page
    assert "Officer, Surveys" in page


def test_behind_a_proxy_each_visitor_s_own_attempts_are_counted(people, client, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(12):
        wrong = {"login": f"somebody{number}@demo.example", "password": "wrong"}
        client.post("/sign-in/", wrong, headers={"x-forwarded-for": "203.0.113.1"})
    right = {"login": "officer@demo.example", "password": "a password of the demo"}
    assert client.post("/sign-in/", right, headers={"x-forwarded-for": "198.51.100.9"}).status_code == 302


def test_what_is_sent_after_the_session_has_ended_waits_until_somebody_has_signed_in(people, client):
    action = people.officers["Jane Clarke"].assignments.first().action
    address = reverse("actions:update", kwargs={"pk": action.pk})
    sent = client.post(address, once(version=action.version, rag="green", done="Half an hour's work"))
    assert sent.url == f"/sign-in/?next={reverse('people:unsent')}"
    client.post("/sign-in/", {"login": "officer@demo.example", "password": "a password of the demo"})
    page = client.get(reverse("people:unsent"))
    assert "Half an hour&#x27;s work" in page.content.decode()
    assert not action.updates.filter(done="Half an hour's work").exists()
    fields = dict(page.context["fields"])
    assert client.post(page.context["path"], fields).status_code == 302
    assert action.updates.filter(done="Half an hour's work").count() == 1
    assert client.post(reverse("people:unsent")).url == "/"
    assert client.get(reverse("people:unsent")).url == "/"


def test_no_password_waits_with_what_was_not_sent(people, client):
    client.post("/password/change/", {"oldpassword": "secret one", "password1": "secret two", "note": "Mine"})
    assert client.session["unsent"]["fields"] == [["note", "Mine"]]


def test_a_form_whose_protection_has_expired_shows_what_was_written(people):
    client = Client(enforce_csrf_checks=True)
    client.force_login(people.users["officer"])
    action = people.officers["Jane Clarke"].assignments.first().action
    address = reverse("actions:update", kwargs={"pk": action.pk})
    response = client.post(address, once(version=action.version, rag="green", done="Half an hour of work"))
    assert (response.status_code, "Half an hour of work" in said(response)) == (403, True)


@pytest.mark.parametrize("address", ["a@[127.0.0.1]", "a@exａmple.org", '"a b"@x.example', "a@b.example,c@d.example"])
@pytest.mark.parametrize("roles", [[], ["officer"]])
def test_an_address_nobody_could_be_written_to_at_is_refused(admin, people, address, roles):
    assert add(admin, people, email=address, roles=roles).status_code == 400


def test_a_council_cannot_take_another_s_name(admin, people):
    swale = people.councils["swale"]
    address = reverse("people:organisation", kwargs={"pk": swale.pk})
    taken = admin.post(address, once(swale.version, name="MAIDSTONE Borough Council", colour="#123456", nation="ENG"))
    assert (taken.status_code, "There is already an organisation of this name." in said(taken)) == (400, True)


@pytest.mark.parametrize(
    "query", ["?per_page=-1", "?per_page=100000", "?page=99", "?page=-1", "?page=x", "?per_page=x"]
)
def test_nobody_asks_for_more_rows_than_a_page_has(admin, people, query):
    Officer.objects.bulk_create(Officer(organisation=people.councils["swale"], name=f"Officer {n}") for n in range(60))
    page = admin.get("/people/" + query)
    assert (page.status_code, len(page.context["table"].paginated_rows)) == (200, 50)


def test_a_single_line_stays_one(admin, people):
    add(admin, people, name="Two\r\nBcc: victim@x.example", email="", roles=[])
    assert Officer.objects.filter(name="Two Bcc: victim@x.example").exists()
