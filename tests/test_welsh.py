"""Pages that anybody may open are whole in Welsh for whoever asks; everything else, and all that is kept or sent, is English."""

import re
from datetime import timedelta
from html.parser import HTMLParser
from uuid import uuid4

import pytest
from django.utils import timezone, translation
from django.utils.dates import MONTHS

from actions.models import ProgressUpdate, UpdateLink
from people import wishes
from people.checks import patterns
from people.models import OutgoingMail
from plans.models import Plan
from surveys.models import BallotBox, Online, Question, Survey
from surveys.services.online import open_online
from tests.demo import seed


@pytest.fixture
def people(db):
    return seed(as_written=False, today=timezone.localdate())


def survey_online(people):
    survey = Survey.objects.create(
        plan=Plan.objects.get(slug="mkip-2015-16"), title="Asked online", held_on=timezone.localdate()
    )
    council = people.councils["maidstone"]
    survey.surveyed.create(organisation=council)
    for number, kind in enumerate(Question.Kind.values):
        answers = [["Good", "yes"], ["Bad", "no"]] if kind in ("scale", "single", "multiple") else []
        survey.questions.create(text=f"What of {kind}?", kind=kind, answers=answers, position=number)
    day = timezone.localdate().replace(year=2099)
    online = Online.objects.create(survey=survey, privacy="Nobody.", introduction="Short.", closes_on=day)
    for number in range(10):
        online.invitations.create(organisation=council, email=f"p{number}@x.example")
    return open_online(online=online, by=people.users["plan.manager"], version=1, on=timezone.localdate())


@pytest.fixture
def pages(people):
    """A path of every bilingual page, by what is on it."""
    invitations = survey_online(people).invitations.order_by("pk")
    link = UpdateLink.objects.get()
    day = link.made_on - timedelta(days=1)
    used = UpdateLink.objects.create(
        officer=link.officer, action=link.action, made_on=day, expires_on=day, used_at=timezone.now()
    )
    invitations.filter(pk=invitations[1].pk).update(has_replied=True)
    return [
        "/sign-in/", "/closed/", "/password/forgotten/", "/password/forgotten/sent/", "/password/choose/x-y/", "/password/chosen/",
        f"/u/{link.token}/", f"/u/{used.token}/", "/u/0.x/",
        f"/u/early/{wishes.SIGNER.sign(str(people.officers['Jane Clarke'].pk))}/",
        f"/s/{invitations[0].token}/", f"/s/{invitations[1].token}/", "/s/0.x/",
        "/papers/", "/accessibility/", "/whats-new/", "/nowhere/at/all/",
    ]  # fmt: skip


class Said(HTMLParser):
    """The texts of a page by the language they are said to be in, its labels for screen readers too."""

    VOID = {"meta", "link", "input", "br", "path", "circle", "rect", "img", "hr"}

    def __init__(self, page):
        super().__init__()
        self.tags, self.found = [(None, None)], {}
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        language = given.get("lang", self.tags[-1][1])
        self.say(given.get("aria-label") or "", language)
        if tag not in self.VOID:
            self.tags.append((tag, language))

    def handle_endtag(self, tag):
        if tag not in self.VOID:
            assert self.tags.pop()[0] == tag

    def handle_data(self, data):
        self.say(data, self.tags[-1][1])

    def say(self, text, language):
        if re.search(r"[A-Za-z]{2}", text):
            self.found.setdefault(language, set()).add(" ".join(text.split()))


def said(client, path, language, **sent):
    answer = (client.post(path, sent) if sent else client.get(f"{path}?lang={language}")).content.decode()
    return Said(answer).found


SAME_IN_BOTH = {"commsplan", "axe", "Maidstone Borough Council"}


def left_over(english, welsh):
    """The texts of a Welsh page that are not marked as English, and are those of the English page; its title has a name."""
    theirs = {text for texts in Said(english).found.values() for text in texts}
    ours = {text for text in Said(welsh).found["cy"] if not text.endswith("– commsplan")}
    return ours & theirs - SAME_IN_BOTH


def test_on_a_welsh_page_nothing_is_left_in_english_unmarked(pages, client):
    for path in pages:
        english, welsh = (client.get(f"{path}?lang={language}").content.decode() for language in ("en-gb", "cy"))
        assert (path, left_over(english, welsh)) == (path, set())
        assert (path, '<html lang="cy"' in welsh) == (path, True)


def test_that_test_sees_english_left_over():
    english = '<html lang="en-GB"><p>Saved</p><p aria-label="Close">Title</p></html>'
    welsh = '<html lang="cy"><p>Saved</p><p lang="en-GB">Title</p><p aria-label="Close">x</p></html>'
    assert left_over(english, welsh) == {"Saved", "Close"}


def test_errors_of_forms_are_in_welsh_too(pages, client):
    client.cookies["language"] = "cy"
    assert "Llenwch “Cyfeiriad e-bost”." in said(client, "/sign-in/", "cy", login="", password="x")["cy"]
    wrong = said(client, "/sign-in/", "cy", login="a@b.example", password="x")["cy"]
    assert "Nid yw’r cyfeiriad e-bost a/neu’r cyfrinair yn gywir." in wrong
    reply = next(path for path in pages if path.startswith("/s/"))
    assert any(text.startswith("Nid ydych wedi ateb dim") for text in said(client, reply, "cy", nonce="1")["cy"])


def test_what_the_register_says_of_a_colour_without_its_reason_is_marked_as_english(pages, client):
    client.cookies["language"] = "cy"
    link = next(path for path in pages if path.startswith("/u/"))
    form = client.get(link).context["form"]
    sent = {"form_token": str(uuid4()), "version": form.initial["version"], "rag": "red"}
    found = said(client, link, "cy", **sent)
    assert "Say why it is red." in found["en-GB"]
    assert "Mae problem" in found["cy"]


def bilingual_names():
    return {pattern.name for _, pattern in patterns() if getattr(pattern.callback, "is_bilingual", False)}


def test_which_pages_are_in_both_languages():
    assert bilingual_names() == {
        "account_login", "account_inactive", "account_reset_password", "account_reset_password_done",
        "account_reset_password_from_key", "account_reset_password_from_key_done",
        "by-link", "early-reminders", "reply", "published", "published-html", "accessibility", "whats-new",
    }  # fmt: skip


def language_of(answer):
    return re.search(r'<html lang="([^"]+)"', answer.content.decode())[1]


def test_english_is_the_default_whatever_the_browser_says(pages, client):
    for path in pages:
        answer = client.get(path, headers={"accept-language": "cy"})
        assert (path, language_of(answer)) == (path, "en-GB")


def test_the_choice_is_remembered_taken_back_and_nothing_else_is_one(db, client):
    assert language_of(client.get("/sign-in/?lang=de")) == "en-GB"
    assert "language" not in client.cookies
    asked = client.get("/sign-in/?next=/plans/&lang=cy")
    assert language_of(asked) == "cy"
    assert 'href="?next=%2Fplans%2F&amp;lang=en-gb" lang="en-GB" hreflang="en-GB">English</a>' in asked.content.decode()
    assert language_of(client.get("/papers/")) == "cy"
    assert language_of(client.get("/papers/?lang=en-gb")) == "en-GB"
    page = client.get("/papers/").content.decode()
    assert 'href="?lang=cy" lang="cy" hreflang="cy">Cymraeg</a>' in page


def test_the_cookie_says_nothing_but_the_language_and_is_read_by_the_site_only(db, client):
    kept = client.get("/sign-in/?lang=cy").cookies["language"]
    assert (kept.value, kept["httponly"], kept["samesite"], kept["path"]) == ("cy", True, "Lax", "/")


def test_pages_of_both_languages_are_kept_by_nobody_on_the_way(pages, client):
    for path in pages[:-1]:
        answer = client.get(f"{path}?lang=cy")
        assert (path, "no-store" in answer["Cache-Control"], "Cookie" in answer["Vary"]) == (path, True, True)


@pytest.mark.parametrize("path", ["/", "/plans/mkip-2015-16/", "/help/", "/password/change/", "/sign-out/"])
def test_signed_in_pages_and_help_stay_english_whole(people, client, path):
    client.cookies["language"] = "cy"
    client.force_login(people.users["officer"])
    answer = client.get(path)
    assert (answer.status_code, language_of(answer)) == (200, "en-GB")
    assert "hreflang" not in answer.content.decode()


def test_a_refusal_that_is_told_in_english_is_a_page_in_english(people, client):
    client.cookies["language"] = "cy"
    client.force_login(people.users["officer"])
    assert language_of(client.get("/meetings/")) == "en-GB"
    assert language_of(client.get("/nowhere/")) == "cy"


def test_dates_are_in_welsh(people, client):
    online = survey_online(people)
    page = client.get(f"/s/{online.invitations.first().token}/?lang=cy").content.decode()
    with translation.override("cy"):
        months = [str(name) for name in MONTHS.values()]
    assert months[0] == "Ionawr"
    assert re.search(rf"hyd at: Dydd \w+ \d+ ({'|'.join(months)}) 2099", page)


@pytest.mark.parametrize("language", ["en-gb", "cy"])
def test_a_reply_is_counted_alike_in_either_language(people, client, language):
    online = survey_online(people)
    path = f"/s/{online.invitations.first().token}/?lang={language}"
    sent = {"nonce": client.get(path).context["form"]["nonce"].value()}
    for question in online.survey.questions.all():
        choices = [text for text, _ in question.choices]
        sent[f"q{question.pk}"] = choices[0] if choices else "3" if question.kind == "number" else "Mine"
    answer = client.post(path, sent)
    assert (answer.status_code, language_of(answer)) == (200, "cy" if language == "cy" else "en-GB")
    box = BallotBox.objects.get(online=online)
    given = {key: [sent[f"q{key}"]] for key in box.counts}
    assert (box.replies, {key: list(one["answers"]) for key, one in box.counts.items()}) == (1, given)
    assert len(given) == online.survey.questions.count()


@pytest.mark.parametrize("language", ["en-gb", "cy"])
def test_an_update_from_either_page_is_kept_alike_and_told_in_english(people, client, language):
    client.cookies["language"] = language
    link = UpdateLink.objects.get()
    version = client.get(f"/u/{link.token}/").context["form"].initial["version"]
    OutgoingMail.objects.all().delete()
    sent = {"form_token": str(uuid4()), "version": version, "rag": "red", "explanation": "Papur", "done": "Dim"}
    assert client.post(f"/u/{link.token}/", sent).status_code == 302
    update = ProgressUpdate.objects.filter(action=link.action).order_by("-pk").first()
    assert (update.rag, update.explanation, update.done, update.source) == ("red", "Papur", "Dim", "link")
    mail = OutgoingMail.objects.first()
    assert (mail.subject, "has declared this action red." in mail.text_body) == ("Now red: Member survey", True)
    assert re.search("Coch|gweithred|Tachwedd", mail.subject + mail.text_body) is None


def test_the_letter_with_a_new_password_is_in_english(people, client):
    texts = {}
    for language in ("en-gb", "cy"):
        OutgoingMail.objects.all().delete()
        client.cookies["language"] = language
        assert client.post("/password/forgotten/", {"email": "officer@demo.example"}).status_code == 302
        mail = OutgoingMail.objects.get()
        texts[language] = (mail.subject, re.sub(r"https?://\S+", "", mail.text_body))
    assert texts["cy"] == texts["en-gb"]
