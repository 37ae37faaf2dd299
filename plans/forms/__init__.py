"""Forms of plans, and of the rows of their sections."""

from plans.forms.plan import DeclareForm, HeaderForm, PlanForm, RulesForm
from plans.forms.rows import RowForm

__all__ = ["DeclareForm", "HeaderForm", "PlanForm", "RowForm", "RulesForm"]
