from django.urls import path

from actions.views import elections, links, meetings, occurrences, oversight, pages, updates

app_name = "actions"
urlpatterns = [
    path("", updates.mine, name="mine"),
    path("actions/<int:pk>/", pages.action, name="action"),
    path("actions/<int:pk>/update/", updates.post_update, name="update"),
    path("actions/<int:pk>/no-change/", updates.post_no_change, name="no-change"),
    path("actions/<int:pk>/delivered/<int:occurrence>/", occurrences.deliver, name="deliver"),
    path("actions/<int:pk>/due/<int:occurrence>/move/", occurrences.move, name="move-occurrence"),
    path("actions/<int:pk>/due/<int:occurrence>/missed/", occurrences.missed, name="missed"),
    path("actions/<int:pk>/milestones/add/", occurrences.add_milestone, name="add-milestone"),
    path("actions/<int:pk>/milestones/<int:milestone>/remove/", occurrences.remove_milestone, name="remove-milestone"),
    path("actions/<int:pk>/declare/", oversight.declare, name="declare"),
    path("actions/<int:pk>/declare/back/", oversight.take_back, name="take-back"),
    path("actions/<int:pk>/quiet/", oversight.quiet, name="quiet"),
    path("actions/<int:pk>/wake/", oversight.wake, name="wake"),
    path("dates/", oversight.date_requests, name="date-requests"),
    path("dates/<int:pk>/withdraw/", oversight.withdraw_date, name="withdraw-date"),
    path("dates/<int:pk>/", oversight.date_request, name="date-request"),
    path("actions/<int:pk>/date/", pages.retime, name="retime"),
    path("actions/<int:pk>/links/revoke/", links.revoke, name="revoke-links"),
    path("u/<str:token>/", links.by_link, name="by-link"),
    path("actions/<int:pk>/edit/", pages.edit_action, name="edit"),
    path("actions/<int:pk>/who/", pages.who, name="who"),
    path("actions/<int:pk>/remove/", pages.remove, name="remove"),
    path("actions/<int:pk>/move/", pages.move, name="move"),
    path("actions/<int:pk>/drop/", pages.drop, name="drop"),
    path("actions/<int:pk>/take-up/", pages.take_up, name="take-up"),
    path("plans/<slug:slug>/actions/add/", pages.add_action, name="add"),
    path("meetings/", meetings.meetings, name="meetings"),
    path("meetings/<int:pk>/remove/", meetings.remove, name="remove-meeting"),
    path("meetings/<int:pk>/", meetings.meeting, name="meeting"),
    path("elections/", elections.elections, name="elections"),
    path("elections/<int:pk>/remove/", elections.remove, name="remove-election"),
    path("elections/<int:pk>/", elections.election, name="election"),
]
