"""What the environment says of the council's own sign-in, and what of it is refused at the start."""

import re
from collections.abc import Callable, Mapping

UUID = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
TENANT = re.compile(rf"https://login\.(microsoftonline\.(com|us)|partner\.microsoftonline\.cn)/({UUID})/v2\.0")
ANYBODYS = re.compile(r"https://(login\.microsoftonline\.com/(common|organizations|consumers)\b|sts\.windows\.net/)")
NEEDED = ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "OIDC_NAME")
FOR_ROLES = ("OIDC_ROLE_CLAIM", "OIDC_ROLES", "OIDC_ORGANISATION")
ROLES = ("officer", "director", "plan_manager", "surveys", "democratic_services", "head", "administrator")


def tenant_of(issuer: str) -> str:
    """The tenant whose people Entra's issuer is bound to; empty where it is another kind of issuer."""
    found = TENANT.fullmatch(issuer)
    return found[3].lower() if found else ""


def roles_of_groups(given: str) -> dict[str, str]:
    """{group: role}, of text like commsplan-directors=director, comms=plan_manager."""
    pairs = (part.rpartition("=") for part in given.split(",") if part.strip())
    return {group.strip(): role.strip() for group, _, role in pairs}


def half_set(env: Mapping[str, str], is_safe_to_call: Callable[[str], bool]) -> list[str]:
    """Sentences about what is missing or wrong. What is secret is not said."""
    given = [name for name in (*NEEDED, *FOR_ROLES) if env.get(name)]
    missing = [name for name in NEEDED if not env.get(name)]
    reasons = []
    if given and missing:
        reasons.append(f"{given[0]} is set without {' and '.join(missing)}. Set them too, or none of them.")
    issuer = env.get("OIDC_ISSUER", "")
    if issuer and not is_safe_to_call(issuer):
        reasons.append("OIDC_ISSUER is not an https address (http will do on this machine only).")
    if ANYBODYS.match(issuer):
        reasons.append(
            "OIDC_ISSUER lets in people of any organisation. Name your own tenant: "
            "https://login.microsoftonline.com/ and its identifier and /v2.0."
        )
    some = [name for name in FOR_ROLES if env.get(name)]
    if some and len(some) < len(FOR_ROLES):
        lacking = [name for name in FOR_ROLES if name not in some]
        reasons.append(f"{some[0]} is set without {' and '.join(lacking)}. Roles take all three of them, or none.")
    for group, role in roles_of_groups(env.get("OIDC_ROLES", "")).items():
        if not group or role not in ROLES:
            reasons.append(
                f"OIDC_ROLES gives {group!r} the role {role!r}. Write group=role, with commas between; the roles are "
                f"{', '.join(ROLES)}."
            )
    return reasons
