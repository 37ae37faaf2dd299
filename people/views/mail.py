"""What became of the e-mails, for administrators: who was not reached, and in whose words."""

from django.http import HttpResponse
from django.shortcuts import render

from people.models import OutgoingMail
from people.permissions import SAFE, Verb, answers, requires
from people.requests import SignedInRequest
from people.tables import MailTable


@requires(Verb.ADMINISTER)
@answers(*SAFE)
def mail(request: SignedInRequest) -> HttpResponse:
    """The e-mails of the person's councils; `?show=all` lists every one, else those that were not delivered."""
    everything = request.GET.get("show") == "all"
    rows = OutgoingMail.objects.visible_to(request.user).order_by("-pk").defer("text_body", "html_body")
    table = MailTable.shown(request, rows if everything else rows.not_delivered())
    counts = OutgoingMail.objects.visible_to(request.user).count_by_state()
    states = [(label, counts[state]) for state, label in OutgoingMail.State.choices if counts[state]]
    return render(request, "people/mail.html", {"table": table, "states": states, "everything": everything})
