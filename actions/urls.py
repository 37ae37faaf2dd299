from django.urls import path

from actions.views import elections, meetings, pages, updates

app_name = "actions"
urlpatterns = [
    path("", updates.mine, name="mine"),
    path("actions/<int:pk>/", pages.action, name="action"),
    path("actions/<int:pk>/update/", updates.post_update, name="update"),
    path("actions/<int:pk>/no-change/", updates.post_no_change, name="no-change"),
    path("actions/<int:pk>/delivered/<int:occurrence>/", pages.deliver, name="deliver"),
    path("actions/<int:pk>/date/", pages.retime, name="retime"),
    path("actions/<int:pk>/edit/", pages.edit_action, name="edit"),
    path("actions/<int:pk>/drop/", pages.drop, name="drop"),
    path("actions/<int:pk>/take-up/", pages.take_up, name="take-up"),
    path("plans/<slug:slug>/actions/add/", pages.add_action, name="add"),
    path("meetings/", meetings.meetings, name="meetings"),
    path("meetings/<int:pk>/", meetings.meeting, name="meeting"),
    path("elections/", elections.elections, name="elections"),
    path("elections/<int:pk>/", elections.election, name="election"),
]
