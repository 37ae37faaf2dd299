"""Plans and what they intend: audiences, priorities, declared colours; the meetings and elections that dates hang on."""

from plans.models.declaration import Declaration
from plans.models.election import Election
from plans.models.meeting import Meeting
from plans.models.parts import Audience, Priority
from plans.models.plan import Plan, PlanPartQuerySet
from plans.models.rules import RULES

__all__ = ["RULES", "Audience", "Declaration", "Election", "Meeting", "Plan", "PlanPartQuerySet", "Priority"]
