"""A list of officers taken in: what each row would do, all of it at once, and the same list twice."""

import json
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from imports.officer_rows import written_rows
from imports.sandbox import rows_in_subprocess
from people.joining import Written, compare
from people.models import AuditEvent, Membership, Officer, OutgoingMail, Role, User
from people.takeaway import as_csv
from tests.demo import once, said, seed

TODAY = timezone.localdate()
HEAD = ["Name", "Post", "E-mail address", "Roles"]


@pytest.fixture
def people(db):
    return seed(as_written=False, today=TODAY)


@pytest.fixture
def council(people):
    """A council of its own: two who sign in, one who does not."""
    found = people.councils["tunbridge-wells"]
    for name, address, *roles in (("Ann Able", "ann@tw.example", Role.OFFICER), ("Bob Best", "bob@tw.example", Role.DIRECTOR, Role.SURVEYS)):  # fmt: skip
        user = User.objects.create_user(address, "x", name=name)
        Officer.objects.create(organisation=found, name=name, post="Officer", email=address, user=user)
        for role in roles:
            Membership.objects.create(user=user, organisation=found, role=role)
    Officer.objects.create(organisation=found, name="Cat Cole", post="Editor")
    return found


@pytest.fixture
def admin(people, council, client):
    boss = User.objects.create_user("boss@tw.example", "x", name="Boss")
    Membership.objects.create(user=boss, organisation=council, role=Role.ADMINISTRATOR)
    client.force_login(boss)
    return client


def upload(client, council, *rows, data=None, name="list.csv"):
    content = as_csv([HEAD, *rows]) if data is None else data
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("imports:officers"), once(organisation=council.pk, file=file))


def confirm(client, page):
    sent = {"form_token": str(page.context["form"]["form_token"].value()), "read": page.context["form"].initial["read"]}
    return client.post(reverse("imports:officers-take-in"), sent)


def standing(council, *rows):
    found = compare([Written(number, *row) for number, row in enumerate(rows, start=2)], council)
    return [(one.standing.name, one.why) for one in found.rows], found


def test_a_list_is_shown_row_by_row_and_then_taken_in_whole(admin, council):
    page = upload(
        admin, council,
        ["Dan Dell", "Web Officer", "Dan@TW.example", "officer; Plan manager"],
        ["Cat Cole", "Editor", "cat@tw.example", ""],
        ["Ann Able", "Head of Web", "ann@tw.example", "Officer"],
        ["Bob Best", "", "bob@tw.example", "Director"],
        ["Ann Abel", "", "", ""],
        ["Eve Ebb", "", "eve at tw", ""],
    )  # fmt: skip
    text = said(page)
    for words in (
        "2 added, 2 changed, 1 there already, 1 not taken in", "1 person is then sent a link",
        "email “cat@tw.example”", "post “Head of Web” instead of “Officer”", "Also holds Surveys.",
        "Perhaps the same as Ann Able (Officer): a letter’s difference",
    ):  # fmt: skip
        assert words in text
    assert Officer.objects.filter(organisation=council).count() == 3, "nothing is saved yet"
    told = said(admin.get(confirm(admin, page).url))
    assert "The list of Tunbridge Wells Borough Council has been taken in: 2 added, 2 changed" in told
    dan = Officer.objects.get(organisation=council, name="Dan Dell")
    held = sorted(Membership.objects.filter(user=dan.user, organisation=council).values_list("role", flat=True))
    assert (dan.post, dan.email, held) == ("Web Officer", "dan@tw.example", ["officer", "plan_manager"])
    assert Officer.objects.get(organisation=council, name="Cat Cole").email == "cat@tw.example"
    assert Officer.objects.get(organisation=council, name="Ann Able").post == "Head of Web"
    assert [mail.to_address for mail in OutgoingMail.objects.filter(kind="set-password")] == ["dan@tw.example"]
    assert Membership.objects.filter(organisation=council, user__name="Bob Best").count() == 2, "no role is taken away"
    event = AuditEvent.objects.get(verb="took in a list of officers for")
    assert event.after == {"added": 2, "changed": 2, "there": 1, "not taken in": 1}


def test_the_same_list_twice_and_the_present_list_change_nothing(admin, council):
    rows = [["Dan Dell", "Web Officer", "dan@tw.example", "Officer"], ["=Eve", "+44", "", ""]]
    confirm(admin, upload(admin, council, *rows))
    assert Officer.objects.filter(organisation=council, name="=Eve", post="+44").count() == 1
    again = upload(admin, council, *rows)
    assert "2 there already" in said(again) and "There is nothing to take in." in said(again)
    number = Officer.objects.count(), OutgoingMail.objects.count(), Membership.objects.count()
    for kind in ("csv", "xlsx"):
        present = admin.get(reverse(f"imports:officers-{kind}", kwargs={"pk": council.pk}))
        assert present.status_code == 200
        page = upload(admin, council, data=present.content, name=f"list.{kind}")
        assert "5 there already" in said(page), kind
        assert page.context["found"].missing == []
    assert (Officer.objects.count(), OutgoingMail.objects.count(), Membership.objects.count()) == number


def test_units_are_taken_in_and_given_back_as_the_council_spells_them(admin, council):
    heads = ["Name", "Unit"]
    page = upload(admin, council, data=as_csv([heads, ["Ann Able", "Place > Waste"], ["New One", "place>waste>Bins"]]))
    assert "unit “Place &gt; Waste”" in said(page)
    confirm(admin, page)
    named = Officer.objects.filter(organisation=council).exclude(unit="").order_by("name")
    kept = [("Ann Able", "Place > Waste"), ("New One", "Place > Waste > Bins")]
    assert list(named.values_list("name", "unit")) == kept
    again = upload(admin, council, data=as_csv([heads, *map(list, kept), ["Cat Cole", ""]]))
    assert "3 there already" in said(again), "a blank cell leaves what there is"


def test_nobody_is_removed_and_whoever_is_not_in_the_file_is_named(admin, council):
    page = upload(admin, council, ["Ann Able", "", "", ""], ["New One", "", "", ""])
    assert [one.name for one in page.context["found"].missing] == ["Bob Best", "Cat Cole"]
    assert "Not in the file (2)" in said(page)
    confirm(admin, page)
    assert Officer.objects.filter(organisation=council).count() == 4
    assert Membership.objects.filter(organisation=council, user__name="Ann Able").exists()


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (("", "Post"), "There is no name."),
        (("x" * 121,), "The name has more than 120 characters."),
        (("New", "x" * 161), "The post has more than 160 characters."),
        (("New", "", "a@b"), "This is not an e-mail address, such as name@example.org."),
        (
            ("New", "", "a@b.example, c@d.example"),
            "An e-mail address cannot contain spaces, line breaks or control characters.",
        ),
        (("New", "", "", ("Officer",)), "Somebody with a role signs in with an e-mail address, and there is none."),
        (("New", "", "n@b.example", ("Boss",)), "“Boss” is no role."),
        (("Ann Able", "Officer", "other@tw.example"), "Ann Able is there with the address ann@tw.example."),
    ],
)
def test_a_row_that_cannot_be_taken_in_says_why(council, row, why):
    ((found, said_why),), _ = standing(council, row)
    assert (found, said_why[: len(why)]) == ("REFUSED", why)


def test_a_person_who_stands_twice_in_the_list_is_taken_once(council):
    rows = [
        ("New One", "", "n@b.example"),
        ("Other Name", "", "N@b.example"),
        ("Ann Able",),
        ("X", "", "ann@tw.example"),
    ]
    found, _ = standing(council, *rows)
    assert [one for one, _ in found] == ["ADD", "REFUSED", "THERE", "REFUSED"]
    assert found[1][1] == "Row 2 is about the same person already."


def test_two_of_one_name_are_told_apart_by_the_post(council):
    for post in ("Clerk", "Editor"):
        Officer.objects.create(organisation=council, name="Sam Same", post=post)
    found, compared = standing(council, ("Sam Same",), ("Sam Same", "editor", "s@b.example"), ("Sam Same", "Mayor"))
    assert [one for one, _ in found] == ["REFUSED", "CHANGE", "ADD"]
    assert "Give the post or the address" in found[0][1]
    assert compared.rows[1].changes == {"post": "editor", "email": "s@b.example"}


def test_somebody_who_left_comes_back_with_a_role_and_not_without(council, people):
    Officer.objects.filter(organisation=council, name="Cat Cole").update(left_on=TODAY)
    found, _ = standing(council, ("Cat Cole",))
    assert found[0][0] == "REFUSED" and "has left" in found[0][1]
    found, compared = standing(council, ("Cat Cole", "", "cat@tw.example", ("Officer",)))
    assert found[0][0] == "CHANGE" and "had left, and is here again" in found[0][1]
    assert compared.rows[0].is_invited


def test_what_has_changed_since_the_look_is_shown_again_and_nothing_is_saved(admin, council):
    page = upload(admin, council, ["Dan Dell", "", "", ""], ["Eve Ebb", "", "", ""])
    Officer.objects.create(organisation=council, name="Dan Dell")
    answer = confirm(admin, page)
    assert (answer.status_code, "The officers have changed since this was shown" in said(answer)) == (409, True)
    assert not Officer.objects.filter(organisation=council, name="Eve Ebb").exists()
    assert confirm(admin, answer).status_code == 302
    assert Officer.objects.filter(organisation=council, name="Eve Ebb").exists()


def test_one_row_that_cannot_be_saved_after_all_saves_none(admin, council):
    page = upload(
        admin, council, ["Dan Dell", "", "dan@tw.example", "Officer"], ["Eve Ebb", "", "eve@tw.example", "Officer"]
    )
    foreign = User.objects.create_user("eve@tw.example", "x", name="Eve")
    Officer.objects.create(
        organisation=council, name="Somebody", user=foreign
    )  # a sign-in without an address of its own
    answer = confirm(admin, page)
    assert answer.status_code == 409
    assert not Officer.objects.filter(organisation=council, name="Dan Dell").exists()


@pytest.mark.parametrize(
    "data",
    [
        "Name;Post;Email;Role\r\nZoë Ünal;Press;zoe@tw.example;officer\r\n".encode("cp1252"),
        "Name\tPost\tE-mail\tRoles\nZoë Ünal\tPress\tzoe@tw.example\tOfficer\n".encode(),
        "sep=;\r\nName;Job title;E-mail address;Roles\r\nZoë Ünal;Press;zoe@tw.example;OFFICER\r\n".encode("utf-16"),
        "First name,Last name,Post,Email,Roles\nZoë,Ünal,Press,zoe@tw.example,officer\n".encode("utf-8-sig"),
    ],
)
def test_any_alphabet_and_separator_is_read(data):
    read = rows_in_subprocess(data, "list.csv")
    (row,) = written_rows(read["rows"], read["numbers"])
    assert (row.name, row.post, row.email, [word.lower() for word in row.roles]) == (
        "Zoë Ünal", "Press", "zoe@tw.example", ["officer"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "The file is empty."),
        (b"Who,What\nA,B\nC,D\n", None),
        (b"Post,Email\nA,a@b.example\n", "No column is headed “Name”."),
        (b"Name,Post\n" + b"A,B\n" * 1001, "The list has 1,001 rows. Take in up to 1,000 at a time."),
        (b"\x89PNG\r\n\x1a\n\0\0", "is a PNG picture by its content"),
        (b"PK\x03\x04broken", None),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_a_sentence(admin, council, data, why):
    answer = upload(admin, council, data=data)
    assert answer.status_code == (200 if data.startswith(b"Who") else 400)
    if why:
        assert why in said(answer)


def test_a_pasted_list_is_read_and_kept_where_it_is_refused(admin, council):
    pasted = {"organisation": council.pk, "pasted": "Name\tPost\nDan Dell\tEditor\n"}
    assert "1 added" in said(admin.post(reverse("imports:officers"), once(**pasted)))
    refused = admin.post(reverse("imports:officers"), once(**pasted | {"pasted": "Post\tMail\nThis is kept\tx\n"}))
    assert (refused.status_code, "This is kept" in said(refused)) == (400, True)


@pytest.mark.parametrize(("who", "code"), [("officer", 403), ("plan.manager", 403), ("officer2", 403), ("admin", 200)])
def test_only_an_administrator_takes_in_a_list(people, council, client, who, code):
    client.force_login(people.users[who])
    assert client.get(reverse("imports:officers")).status_code == code
    present = client.get(reverse("imports:officers-csv", kwargs={"pk": council.pk}))
    assert present.status_code == (200 if who == "admin" else 404)


def test_an_administrator_takes_in_no_list_for_another_council(admin, people):
    other = people.councils["kent"]
    answer = upload(admin, other, ["Dan Dell", "", "", ""])
    assert answer.status_code == 400
    assert not Officer.objects.filter(name="Dan Dell").exists()


def test_a_list_of_many_takes_as_many_queries_as_a_list_of_one(council):
    def number(*names):
        with CaptureQueriesContext(connection) as captured:
            standing(council, *[(name,) for name in names])
        return len(captured)

    assert number("Ann Able") == number("Ann Able", "Bob Best", "New One") == 2


def run(*arguments):
    out, err = StringIO(), StringIO()
    call_command("import_officers", *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_the_command_shows_and_with_commit_saves(admin, council, tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes(as_csv([HEAD, ["Dan Dell", "", "dan@tw.example", "Officer"], ["Bad", "", "x", ""]]))
    common = (str(path), "--org", council.slug, "--by", "boss@tw.example")
    shown, told = run(*common)
    assert "2 | Dan Dell | Added | Officer" in shown and "Nothing has been saved" in told
    assert not Officer.objects.filter(name="Dan Dell").exists()
    data = json.loads(run(*common, "--commit", "--json")[0])
    assert {key: data[key] for key in ("saved", "added", "refused")} == {"saved": True, "added": 1, "refused": 1}
    assert data["missing"] == ["Ann Able", "Bob Best", "Cat Cole"]
    assert data["rows"][1]["standing"] == "refused"
    assert json.loads(run(*common, "--commit", "--json")[0])["added"] == 0
    for wrong in (("none.csv", *common[1:]), (str(path), "--org", "nowhere", *common[3:])):
        with pytest.raises(CommandError):
            run(*wrong)
    with pytest.raises(CommandError, match="You may not administer people here"):
        run(str(path), "--org", council.slug, "--by", "officer@demo.example")
