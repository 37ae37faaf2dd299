"""The councils and people of the demo. Posts speak in the moved demo; the papers' own names only in the one as written."""

from __future__ import annotations

from dataclasses import dataclass

from people.models import Membership, Officer, Organisation, Role, User

COUNCILS = {
    "maidstone": ("Maidstone Borough Council", "#00507d"),
    "swale": ("Swale Borough Council", "#4b6a1f"),
    "tunbridge-wells": ("Tunbridge Wells Borough Council", "#5a2d82"),
    "kent": ("Kent County Council", "#8a1538"),
    "sevenoaks": ("Sevenoaks District Council", "#0b6e4f"),
}


@dataclass(frozen=True)
class SignIn:
    """One demo sign-in: its address before the @, who it is as written and in the moved demo."""

    address: str
    name: str
    post: str
    council: str
    role: str | None

    @property
    def email(self) -> str:
        return f"{self.address}@demo.example"


SIGN_INS = (
    SignIn("officer", "Jane Clarke", "MKIP Programme Manager", "maidstone", Role.OFFICER),
    SignIn("officer2", "Kent officer", "Communications Officer", "kent", Role.OFFICER),
    SignIn("director", "MKS Director", "Director of Mid Kent Services", "maidstone", Role.DIRECTOR),
    SignIn(
        "democratic.services",
        "Democratic services",
        "Democratic Services Officer",
        "maidstone",
        Role.DEMOCRATIC_SERVICES,
    ),
    SignIn("plan.manager", "Plan manager", "Communications Manager", "maidstone", Role.PLAN_MANAGER),
    # Sevenoaks, where work is asked for by brief: who asks, who assesses, who approves, who runs it.
    SignIn("service.lead", "Service lead", "Head of Direct Services", "sevenoaks", Role.OFFICER),
    SignIn(
        "head.of.communications",
        "Head of communications",
        "Head of Transformation and Strategy",
        "sevenoaks",
        Role.HEAD_OF_COMMUNICATIONS,
    ),
    SignIn("smt", "SMT member", "Chief Officer, People and Places", "sevenoaks", Role.DIRECTOR),
    SignIn("smt2", "Second SMT member", "Chief Officer, Finance and Trading", "sevenoaks", Role.DIRECTOR),
    SignIn(
        "communications", "Communications team", "Communications Manager (Sevenoaks)", "sevenoaks", Role.PLAN_MANAGER
    ),
    SignIn("admin", "Administrator", "Administrator of the installation", "", None),
)
OTHERS = (
    # (as written, post in the moved demo, council)
    ("Paul Taylor", "Director of Change", "maidstone"),
    ("Communications Teams", "Communications teams", "maidstone"),
    ("Head of Policy and Communications", "Head of Policy and Communications", "maidstone"),
    ("Communications Officer", "Communications Officer", "sevenoaks"),
    ("Design and Print Team", "Design and Print Team", "sevenoaks"),
)

# The people KCC's plan names, and the posts that speak for them in the moved demo.
KENT = {
    "Hollie Snelson": "Campaigns Manager",
    "Marcus Chrysostomou": "Head of External Communications",
    "Julian Scott": "Brand and Design Manager",
    "Tracey Gleeson": "Digital Services Manager",
    "Matt Burrows": "Director of Communications",
    "Lucy Majin": "Press Office Manager",
    "Paula Rixon": "Head of Internal Communications",
    "Steve Charman": "Head of Consultation and Engagement",
    "Akua Agyepong": "Equality and Diversity Manager",
    "Mike Hill": "Cabinet Member for Communities",
    "Amanda Honey": "Corporate Director, Customer and Communities",
}


@dataclass
class Cast:
    """Who is there, to be found by the name the paper gives them."""

    councils: dict[str, Organisation]
    officers: dict[str, Officer]
    users: dict[str, User]


def gather(password: str, *, as_written: bool) -> Cast:
    """Make the councils, officers and sign-ins that are not there yet; the password is set for all of them."""
    councils = {
        slug: Organisation.objects.update_or_create(slug=slug, defaults={"name": name, "colour": colour})[0]
        for slug, (name, colour) in COUNCILS.items()
    }
    users = {person.address: sign_in(person, password, as_written=as_written) for person in SIGN_INS}
    officers = {}
    for person in SIGN_INS:
        if person.role:
            council, user = councils[person.council], users[person.address]
            Membership.objects.get_or_create(user=user, organisation=council, role=person.role)
            named = {"name": user.name, "post": person.post, "email": person.email}
            officers[person.name] = Officer.objects.update_or_create(organisation=council, user=user, defaults=named)[0]
    for name, post, council in OTHERS:
        shown = name if as_written else post
        address = f"{shown.lower().replace(' ', '.')}@{council}.example"
        officers[name] = Officer.objects.get_or_create(
            organisation=councils[council], name=shown, post=post, defaults={"email": address}
        )[0]
    return Cast(councils, officers, users)


def forget_the_other_form(*, as_written: bool) -> None:
    """Take away officers under the names they have only in the demo's other form, once no action is given to them."""
    pairs = [*((name, post) for name, post, _ in OTHERS), *KENT.items()]
    others = {post if as_written else name for name, post in pairs} - {
        name if as_written else post for name, post in pairs
    }
    Officer.objects.filter(name__in=others, user=None, assignments=None, organisation__slug__in=COUNCILS).delete()


def sign_in(person: SignIn, password: str, *, as_written: bool) -> User:
    user, _ = User.objects.get_or_create(email=person.email, defaults={"name": person.name})
    user.name = person.name if as_written or not person.role else person.post
    user.is_superuser = person.role is None
    user.set_password(password)
    user.save()
    return user
