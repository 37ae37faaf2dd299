import pytest

from actions.owner_words import is_person, is_post
from actions.owners import Owner, parse_owners


def _pairs(text):
    return [(owner.name, owner.part) for owner in parse_owners(text).owners]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("Jane Clarke", [("Jane Clarke", "")]),
        ("Paul Taylor/Jane Clarke", [("Paul Taylor", ""), ("Jane Clarke", "")]),
        (
            "Paul Taylor/Jane Clarke to prepare. Communications Teams to distribute",
            [("Paul Taylor", "prepares"), ("Jane Clarke", "prepares"), ("Communications Teams", "distributes")],
        ),
        (
            "Jane Clarke to coordinate with relevant democratic services teams",
            [("Jane Clarke", "coordinates with relevant democratic services teams")],
        ),
        (
            "Relevant Chief Executive Relevant Lead Members and or MKS Director",
            [("Relevant Chief Executive", ""), ("Relevant Lead Members and or MKS Director", "")],
        ),
        (
            "Paul Taylor/Jane Clarke to prepare and to discuss distribution with communications teams",
            [
                ("Paul Taylor", "prepares and to discuss distribution with communications teams"),
                ("Jane Clarke", "prepares and to discuss distribution with communications teams"),
            ],
        ),
        ("Matt Burrows/Marcus Chrysostomou", [("Matt Burrows", ""), ("Marcus Chrysostomou", "")]),
    ],
)
def test_cells_of_the_published_plans(cell, expected):
    assert _pairs(cell) == expected


@pytest.mark.parametrize(
    "post",
    [
        "Head of Policy, Communications and Governance",
        "Head of Policy,\nCommunications and Governance",
        "Head of Policy, Customer Services and Democratic Services",
        "Director of Change and Communities",
        "Policy & Performance Manager",
        "Communications and Engagement Team",
        "Policy and Information Teams",
        "Head of HR/OD",
        "Jane Clarke (Head of Policy, Comms and Web)",
    ],
)
def test_one_owner_is_not_cut(post):
    assert _pairs(post) == [(" ".join(post.split()), "")]


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Jane Clarke and Paul Taylor", ["Jane Clarke", "Paul Taylor"]),
        ("Jane Clarke & Paul Taylor", ["Jane Clarke", "Paul Taylor"]),
        ("Jane Clarke, Paul Taylor and Head of Policy", ["Jane Clarke", "Paul Taylor", "Head of Policy"]),
        ("Jane Clarke; Paul Taylor", ["Jane Clarke", "Paul Taylor"]),
        ("Jane Clarke\nPaul Taylor", ["Jane Clarke", "Paul Taylor"]),
        ("Head of Finance and Head of HR", ["Head of Finance", "Head of HR"]),
        ("Head of Communications/Jane Clarke", ["Head of Communications", "Jane Clarke"]),
        ("Leader of the Council and Chief Executive", ["Leader of the Council", "Chief Executive"]),
        ("HR/Communications", ["HR", "Communications"]),
        ("Cllr. Smith and Mr. Brown", ["Cllr. Smith", "Mr. Brown"]),
        (
            "Paul O'Grady, Siân Ap Rhŷs and Mary Anne Smith-Jones",
            ["Paul O'Grady", "Siân Ap Rhŷs", "Mary Anne Smith-Jones"],
        ),
        ("jane@maidstone.example; paul@swale.example", ["jane@maidstone.example", "paul@swale.example"]),
        ("communications team", ["communications team"]),
    ],
)
def test_lists_of_owners_are_cut(cell, names):
    assert _pairs(cell) == [(name, "") for name in names]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("Lead: Jane Clarke; Support: Paul Taylor", [("Jane Clarke", "accountable"), ("Paul Taylor", "delivers")]),
        ("Jane Clarke (lead), Paul Taylor", [("Jane Clarke", "accountable"), ("Paul Taylor", "")]),
        ("Prepared by: Jane Clarke", [("Jane Clarke", "prepares")]),
        ("Jane Clarke to co-ordinate", [("Jane Clarke", "coordinates")]),
        ("Jane Clarke to draft the text", [("Jane Clarke", "prepares (to draft the text)")]),
        ("Chief Executive to sign off", [("Chief Executive", "accountable (to sign off)")]),
        ("Jane Clarke to attend", [("Jane Clarke", "delivers (to attend)")]),
        ("SMT to be consulted", [("SMT", "consulted")]),
        (
            "Jane Clarke to prepare and Communications Teams to distribute",
            [("Jane Clarke", "prepares"), ("Communications Teams", "distributes")],
        ),
        (
            "Jane Clarke to draft the text, Paul Taylor to circulate",
            [("Jane Clarke", "prepares (to draft the text)"), ("Paul Taylor", "distributes (to circulate)")],
        ),
    ],
)
def test_parts(cell, expected):
    assert _pairs(cell) == expected


@pytest.mark.parametrize(
    ("cell", "names", "left_over"),
    [
        ("", [], ()),
        ("Tbc", [], ()),
        ("?", [], ()),
        ("Jane Clarke/Tbc", ["Jane Clarke"], ("Tbc",)),
        ("Jane Clarke with Paul Taylor", ["Jane Clarke"], ("with Paul Taylor",)),
        ("Jane Clarke in consultation with SMT", ["Jane Clarke"], ("in consultation with SMT",)),
        ("Officer to be confirmed", ["Officer"], ("to be confirmed",)),
        ("ction levels and p", [], ("ction levels and p",)),
    ],
)
def test_what_is_no_owner_is_handed_back(cell, names, left_over):
    found = parse_owners(cell)
    assert [owner.name for owner in found.owners] == names
    assert found.left_over == left_over


def test_an_owner_named_twice_with_one_part_stands_once():
    assert parse_owners("Jane Clarke\nJane Clarke").owners == (Owner("Jane Clarke"),)


@pytest.mark.parametrize(
    ("name", "person", "post"),
    [
        ("Jane Clarke", True, False),
        ("P. O'Grady", True, False),
        ("Relevant Chief Executive", False, True),
        ("Head of Policy", False, True),
        ("Communications Teams", False, False),
        ("Customer Services", False, False),
        ("Management Team", False, False),
    ],
)
def test_persons_posts_and_teams_are_told_apart(name, person, post):
    assert (is_person(name), is_post(name)) == (person, post)
