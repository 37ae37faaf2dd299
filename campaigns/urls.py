from django.urls import path

from campaigns.views import briefs, campaigns, decisions, delivery, holidays

app_name = "campaigns"
urlpatterns = [
    path("briefs/", briefs.briefs, name="briefs"),
    path("briefs/new/", briefs.start, name="start"),
    path("briefs/<int:pk>/", briefs.brief, name="brief"),
    path("briefs/<int:pk>/remove/", briefs.remove, name="remove"),
    path("briefs/<int:pk>/parts/<slug:part>/", briefs.part, name="part"),
    path("briefs/<int:pk>/step/<slug:key>/", decisions.step, name="step"),
    path("briefs/<int:pk>/ahead/", decisions.ahead, name="ahead"),
    path("briefs/<int:pk>/ahead/<int:occurrence>/", decisions.put_back, name="put-back"),
    path("briefs/<int:pk>/ahead/<int:displacement>/leave/", decisions.unname, name="unname"),
    path("briefs/<int:pk>/plan/", campaigns.put_in_plan, name="put-in-plan"),
    path("displacements/", decisions.register, name="displacements"),
    path("campaigns/", campaigns.campaigns, name="campaigns"),
    path("campaigns/<int:pk>/", campaigns.campaign, name="campaign"),
    path("campaigns/<int:pk>/edit/", campaigns.edit, name="edit"),
    path("campaigns/<int:pk>/add/", campaigns.add_activity, name="add-activity"),
    path("campaigns/<int:pk>/spend/", campaigns.spend, name="spend"),
    path("campaigns/<int:pk>/findings/add/", campaigns.add_finding, name="add-finding"),
    path("campaigns/<int:pk>/findings/<int:finding>/", campaigns.edit_finding, name="edit-finding"),
    path("campaigns/<int:pk>/finish/", campaigns.finish, name="finish"),
    path("delivery/", delivery.delivery, name="delivery"),
    path("delivery/calendar.ics", delivery.calendar, name="delivery-calendar"),
    path("delivery/move/<int:pk>/", delivery.move, name="move"),
    path("delivery/holidays/", holidays.holidays, name="holidays"),
    path("delivery/holidays/add/", holidays.add, name="add-holiday"),
    path("delivery/holidays/<int:pk>/", holidays.edit, name="edit-holiday"),
    path("delivery/holidays/<int:pk>/remove/", holidays.remove, name="remove-holiday"),
]
