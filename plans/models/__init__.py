"""Plans and what they intend, section by section; declared colours; the meetings and elections that dates hang on."""

from plans.models.aims import Contribution, Decision, Objective, Priority, ReviewMethod
from plans.models.declaration import Declaration
from plans.models.election import Election
from plans.models.header import HEADER
from plans.models.means import Continuity, EstablishmentRow, FinanceRow, Risk, Support
from plans.models.meeting import Meeting
from plans.models.partner import PlanPartner
from plans.models.parts import Audience, KeyMessage, Stakeholder
from plans.models.plan import Plan, PlanPartQuerySet
from plans.models.rows import PlanRow, RowQuerySet
from plans.models.rules import RULES

__all__ = [
    "HEADER",
    "RULES",
    "Audience",
    "Continuity",
    "Contribution",
    "Decision",
    "Declaration",
    "Election",
    "EstablishmentRow",
    "FinanceRow",
    "KeyMessage",
    "Meeting",
    "Objective",
    "Plan",
    "PlanPartQuerySet",
    "PlanPartner",
    "PlanRow",
    "Priority",
    "ReviewMethod",
    "Risk",
    "RowQuerySet",
    "Stakeholder",
    "Support",
]
