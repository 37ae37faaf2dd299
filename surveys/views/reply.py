"""The page on which people reply: no sign-in, no cookie, and nothing kept but counts."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from people.languages import bilingual
from people.permissions import FORM, answers, public
from surveys.forms.online import ReplyForm
from surveys.models import Invitation, Online
from surveys.replying import reply as count_reply

Words = str | Promise
GONE = _(
    "The survey is open no longer, or this is not the whole of its link. If it was cut off on the way, copy it again from "
    "the e-mail."
)
NOT_YET = _("The survey has not opened yet.")
CLOSED = _("It has closed. Thank you for your interest.")
TOO_LATE = _("It closed while you were replying, so your reply could not be counted.")
THANKS = _(
    "It has been added to the counts of all replies and can be neither changed nor traced any more. Each person is counted "
    "once. You may close this page."
)


@csrf_exempt  # the address is the secret, and nothing of whoever replies is kept in their browser
@never_cache
@public
@answers(*FORM)
@bilingual
def reply(request: HttpRequest, token: str) -> HttpResponse:
    """Read the questions and answer them, once."""
    invitation = Invitation.of_token(token)
    online = invitation.online if invitation else Online.objects.by_open_link(token)
    if online is None:
        return told(request, _("This link does not work"), GONE, status=404)
    survey = online.survey
    if not online.is_open:
        was = online.state == Online.State.CLOSED
        return told(request, survey.title, CLOSED if was else NOT_YET, status=410 if was else 200, is_councils=True)
    if invitation and invitation.has_replied:
        return told(request, _("Your reply is counted"), THANKS)
    councils = survey.councils if invitation is None else []
    sent = request.POST if request.method == "POST" else None
    form = ReplyForm(sent, survey=survey, councils=councils if len(councils) > 1 else None)
    if form.is_valid():
        organisation = invitation.organisation if invitation else form.cleaned_data.get("council", *councils[:1])
        nonce = form.cleaned_data["nonce"]
        try:
            count_reply(online=online, organisation=organisation, given=form.given, invitation=invitation, nonce=nonce)
        except Online.DoesNotExist:
            return told(request, survey.title, TOO_LATE, status=410, is_councils=True)
        return told(request, _("Thank you. Your reply is counted"), THANKS)
    page = {"online": online, "survey": survey, "form": form, "home_organisation": online.plan.organisation}
    return render(request, "surveys/reply.html", page, status=400 if form.errors else 200)


def told(
    request: HttpRequest, heading: Words, words: Words, *, status: int = 200, is_councils: bool = False
) -> HttpResponse:
    """`is_councils`: the heading is the council's own, not ours."""
    page = {"heading": heading, "words": words, "is_councils": is_councils}
    return render(request, "surveys/reply_told.html", page, status=status)
