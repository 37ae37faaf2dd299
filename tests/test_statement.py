"""The accessibility statement has the parts that the regulations ask for, and names the council's contact."""

import pytest

PARTS = [
    "How accessible it is",
    "What is not accessible",
    "Feedback and contact",
    "If you are not happy with the answer",
    "How it was tested",
    "About this statement",
]


def statement(client):
    return " ".join(client.get("/accessibility/").content.decode().split())


@pytest.mark.django_db
def test_it_has_every_part_and_says_whom_the_regulations_name(client):
    page = statement(client)
    assert [part for part in PARTS if f">{part}</h2>" not in page] == []
    assert [name for name in ("(EHRC)", "(EASS)", "(ECNI)", "partially compliant") if name not in page] == []


@pytest.mark.django_db
def test_the_contact_is_the_councils_own_and_text(client, settings):
    settings.ACCESSIBILITY_CONTACT = "Ashby <Council>, web@ashby.example"
    page = statement(client)
    assert "Ashby &lt;Council&gt;, web@ashby.example" in page
    assert "has not named its contact" not in page


@pytest.mark.django_db
def test_without_one_it_says_so_and_where_to_go_instead(client, settings):
    settings.ACCESSIBILITY_CONTACT = ""
    page = statement(client)
    assert "has not named its contact here yet" in page
    assert "the council’s own website" in page
