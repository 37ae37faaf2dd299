"""The meetings and elections that a plan's dates may hang on, those of its councils, in two queries."""

from actions.event_words import NOTICE, POLLING, Event
from plans.models import Election, Meeting, Plan


def known_events(plan: Plan) -> list[Event]:
    events = [Event(("meeting", pk), body, day) for pk, body, day in Meeting.objects.known_to(plan)]
    for pk, name, notice, polling in Election.objects.known_to(plan):
        events += [Event(("election", pk), name, notice, NOTICE), Event(("election", pk), name, polling, POLLING)]
    return events
