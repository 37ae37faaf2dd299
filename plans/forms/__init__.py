"""Forms of plans, and of the rows of their sections."""

from plans.forms.partners import PartnersForm
from plans.forms.plan import AdoptForm, CloseForm, DeclareForm, HeaderForm, PlanForm, RulesForm
from plans.forms.rows import RowForm

__all__ = ["AdoptForm", "CloseForm", "DeclareForm", "HeaderForm", "PartnersForm", "PlanForm", "RowForm", "RulesForm"]
