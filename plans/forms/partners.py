"""What each partner council of a plan may do."""

from __future__ import annotations

from typing import Any

from django import forms

from people.forms import EditForm
from plans.models import PlanPartner


class PartnersForm(EditForm):
    def __init__(self, *args: Any, partners: list[PlanPartner], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.partners = partners
        for one in partners:
            self.fields[f"rights-{one.organisation_id}"] = forms.ChoiceField(
                label=f"The people of {one.organisation} may",
                choices=PlanPartner.Rights.choices,
                widget=forms.RadioSelect,
                initial=one.rights,
            )

    @property
    def rights(self) -> dict[int, str]:
        return {one.organisation_id: self.cleaned_data[f"rights-{one.organisation_id}"] for one in self.partners}
