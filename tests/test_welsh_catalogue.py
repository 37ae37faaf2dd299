"""The Welsh catalogue is whole, agrees with what Django loads, and is made without the gettext tools."""

import gettext
import io
import re

import django
import pytest
from django.core.management import CommandError, call_command

from commsplan.catalogue import compiled, in_code, in_template, read_po, wanted
from tests.workers import ROOT

FOLDER = ROOT / "locale/cy/LC_MESSAGES"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
# The words of Django name the field; ours name what it can be, as its name has no Welsh.
WITHOUT_ITS_PLACEHOLDER = {"The password is too similar to the %(verbose_name)s."}


def entries():
    return read_po((FOLDER / "django.po").read_text())


def test_the_catalogue_in_use_is_the_one_that_is_written():
    assert (FOLDER / "django.mo").read_bytes() == compiled(entries())


def test_it_is_whole_and_holds_nothing_that_is_said_no_more():
    assert {entry.key for entry in entries() if entry.msgid} == wanted(ROOT)


def test_no_entry_is_fuzzy_empty_or_lacks_a_form():
    wrong = [entry for entry in entries() if entry.is_fuzzy or not all(entry.forms)]
    assert wrong == []
    assert [e.msgid for e in entries() if len(e.forms) != (4 if e.plural else 1)] == []


def test_placeholders_agree():
    wrong = [
        entry.msgid
        for entry in entries()
        for form in entry.forms
        if set(PLACEHOLDER.findall(form)) != set(PLACEHOLDER.findall(entry.msgid))
    ]
    assert set(wrong) == WITHOUT_ITS_PLACEHOLDER


def test_plural_forms_are_those_of_django():
    theirs = (ROOT / django.__path__[0] / "conf/locale/cy/LC_MESSAGES/django.po").read_text()
    forms = [re.search(r"Plural-Forms: ([^\n]+;)", read_po(text)[0].forms[0])[1] for text in (theirs, po_text())]
    assert forms[0] == forms[1]


def po_text():
    return (FOLDER / "django.po").read_text()


def test_what_is_compiled_is_read_by_gettext():
    text = (
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Plural-Forms: nplurals=2; plural=n!=1;\\n"\n\n'
        'msgid "b"\nmsgstr "tŷ"\n\nmsgctxt "c"\nmsgid "b"\nmsgstr "arall"\n\n#, fuzzy\nmsgid "1"\nmsgid_plural "2"\n'
        'msgstr[0] "un"\nmsgstr[1] "dau "\n"neu dri"\n'
    )
    found = read_po(text)
    words = gettext.GNUTranslations(io.BytesIO(compiled(found)))
    assert (words.gettext("b"), words.pgettext("c", "b")) == ("tŷ", "arall")
    assert (words.ngettext("1", "2", 1), words.ngettext("1", "2", 5)) == ("un", "dau neu dri")
    assert [entry.is_fuzzy for entry in found] == [False, False, False, True]


def test_marked_texts_are_found_in_templates_and_code():
    page = '{% load i18n %}{% translate "One" %}{% blocktranslate trimmed %}\n Two {{ a }}\n{% endblocktranslate %}'
    assert list(in_template(page)) == ["One", "Two %(a)s"]
    assert list(in_code('_("One"); gettext("Two"); other("Three"); _(four)')) == ["One", "Two"]


def test_the_command_makes_the_catalogue_and_names_what_it_lacks(settings, tmp_path):
    settings.BASE_DIR = tmp_path
    folder = tmp_path / "locale/cy/LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(po_text())
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates/new.html").write_text('{% load i18n %}{% translate "Brand new" %}{% translate "Sign in" %}')
    out = io.StringIO()
    with pytest.raises(CommandError, match="The catalogue is not whole"):
        call_command("welsh", stdout=out)
    assert (folder / "django.mo").read_bytes() == (FOLDER / "django.mo").read_bytes()
    said = out.getvalue().splitlines()
    assert [line for line in said if line.startswith("No Welsh for")] == ["No Welsh for: Brand new"]
    assert ("Used no more: Sign out" in said, "Used no more: Sign in" in said) == (True, False)
