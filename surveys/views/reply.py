"""The page on which people reply: no sign-in, no cookie, and nothing kept but counts."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from people.permissions import FORM, answers, public
from surveys.forms.online import ReplyForm
from surveys.models import Invitation, Online
from surveys.replying import reply as count_reply

GONE = (
    "The survey is open no longer, or this is not the whole of its link. If it was cut off on the way, copy it again from "
    "the e-mail."
)
NOT_YET = "The survey has not opened yet."
CLOSED = "It has closed. Thank you for your interest."
TOO_LATE = "It closed while you were replying, so your reply could not be counted."
THANKS = (
    "It has been added to the counts of all replies and can be neither changed nor traced any more. Each person is counted "
    "once. You may close this page."
)


@csrf_exempt  # the address is the secret, and nothing of whoever replies is kept in their browser
@never_cache
@public
@answers(*FORM)
def reply(request: HttpRequest, token: str) -> HttpResponse:
    """Read the questions and answer them, once."""
    invitation = Invitation.of_token(token)
    online = invitation.online if invitation else Online.objects.by_open_link(token)
    if online is None:
        return told(request, "This link does not work", GONE, status=404)
    if not online.is_open:
        was = online.state == Online.State.CLOSED
        return told(request, online.survey.title, CLOSED if was else NOT_YET, status=410 if was else 200)
    if invitation and invitation.has_replied:
        return told(request, "Your reply is counted", THANKS)
    councils = online.survey.councils if invitation is None else []
    sent = request.POST if request.method == "POST" else None
    form = ReplyForm(sent, survey=online.survey, councils=councils if len(councils) > 1 else None)
    if form.is_valid():
        organisation = invitation.organisation if invitation else form.cleaned_data.get("council", *councils[:1])
        nonce = form.cleaned_data["nonce"]
        try:
            count_reply(online=online, organisation=organisation, given=form.given, invitation=invitation, nonce=nonce)
        except Online.DoesNotExist:
            return told(request, online.survey.title, TOO_LATE, status=410)
        return told(request, "Thank you. Your reply is counted", THANKS)
    page = {"online": online, "survey": online.survey, "form": form, "home_organisation": online.plan.organisation}
    return render(request, "surveys/reply.html", page, status=400 if form.errors else 200)


def told(request: HttpRequest, heading: str, words: str, *, status: int = 200) -> HttpResponse:
    return render(request, "surveys/reply_told.html", {"heading": heading, "words": words}, status=status)
