"""A row of the page on which somebody with many actions posts on all of them at once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from actions.forms.progress import CHOICES, ORDER, dates_to_tick, in_a_tick
from actions.mine import MyAction, can_repeat
from actions.rated import RatedAction
from actions.services.updates import Progress, the_same_again
from people.forms import EditForm, TextField
from plans.rag import MEANINGS, NEEDS_EXPLANATION, Rag, is_better

NOTHING, SAME = "", "same"
COLOURS = sorted(CHOICES, key=lambda choice: ORDER.index(choice[0]))


class SeveralForm(EditForm):
    """One action: a colour to choose with one key, what was done, and one sentence for whatever the colour needs."""

    rag = forms.ChoiceField(label="How is it going?", required=False)
    done = TextField(label="What has been done?", rows=1, required=False)
    why = TextField(label="Why", rows=1, required=False)
    delivered = forms.TypedMultipleChoiceField(
        label="Delivered", coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any, *, item: MyAction) -> None:
        row, pk = item.row, item.row.action.pk
        super().__init__(data, prefix=f"a{pk}", auto_id="id_%s")
        self.item, self.row = item, row
        self.fields["rag"].choices = [(NOTHING, "Leave as it is"), *same_as(row), *COLOURS]
        self.fields["delivered"].choices = [(one.pk, in_a_tick(one)) for one in dates_to_tick(self, row)]
        if not row.next_two:
            del self.fields["delivered"]
        self.initial["version"] = row.action.version

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        if not facts.get("rag") and (facts.get("done") or facts.get("why") or facts.get("delivered")):
            self.add_error("rag", f"Choose a colour for “{self.row.action}”.")
        return facts

    @property
    def says_something(self) -> bool:
        return any(self[name].data for name in ("rag", "done", "why", "delivered") if name in self.fields)

    @property
    def better(self) -> list[str]:
        """The colours that are better than the dates say."""
        proposed, has_open_dates = self.row.rating.proposed_once_heard, bool(self.row.next_two)
        found = [rag for rag, _ in COLOURS if rag != Rag.COMPLETE and is_better(rag, proposed)]
        return [*found, *([Rag.COMPLETE.value] if has_open_dates else [])]

    @property
    def asks_why_for(self) -> str:
        """The colours that need a sentence."""
        return " ".join(dict.fromkeys([*NEEDS_EXPLANATION, *self.better]))

    def carry_version(self, version: int) -> None:
        """What it is sent with next: posting over somebody else's word is then a decision."""
        data: Any = self.data.copy()
        data[self.add_prefix("version")] = version
        self.data = data

    @property
    def only_repeats(self) -> bool:
        """Does it say that nothing has changed, and nothing else?"""
        facts = self.cleaned_data
        return facts["rag"] == SAME and not any(facts.get(name) for name in ("done", "why", "delivered"))

    def progress(self) -> Progress:
        """What it comes to: the sentence explains an amber or a red, and excuses a colour better than the dates say. What
        was last expected at the year end, and whether words are exempt, stay as they were; of a row that says "the same
        again" whatever is not written anew, but what is delivered is news."""
        facts, last = self.cleaned_data, self.row.declaration
        before = the_same_again(last) if last else Progress(rag="")
        rag, why = before.rag if facts["rag"] == SAME else facts["rag"], facts["why"]
        news = facts["done"] or (self.delivered_in_words if facts["rag"] == SAME else "")
        written = {"done": news} if news else {}
        if why:
            written |= {
                "explanation": why if rag in NEEDS_EXPLANATION else "",
                "better_because": why if rag in self.better else "",
            }
        if facts["rag"] == SAME:
            return replace(before, **written)
        exempt = "" if self.row.action.exempt else before.exempt
        return Progress(rag=rag, forecast=before.forecast, exempt=exempt, **written)

    @property
    def delivered_in_words(self) -> str:
        ticked = self.cleaned_data.get("delivered", ())
        return " ".join(f"{in_a_tick(one)}." for one in self.row.open_dates if one.pk in ticked)

    def take_errors(self, refusal: ValidationError) -> None:
        """Whatever sentence is lacking is lacking in the one field there is for it; each says of which action."""
        told = getattr(refusal, "message_dict", {"": refusal.messages})
        for name, messages in told.items():
            into = name if name in self.fields else "why" if name in ("explanation", "better_because") else None
            self.add_error(into, [f"“{self.row.action}”: {words}" for words in messages])


def same_as(row: RatedAction) -> list[tuple[str, str]]:
    """Saying that nothing has changed, where that may be said without a sentence."""
    if not can_repeat(row):
        return []
    return [(SAME, f"Same again: {MEANINGS[row.rating.declared or ''].label.lower()}")]
