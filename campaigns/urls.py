from django.urls import path

from campaigns.views import coverage, emergencies, enquiries, figures

app_name = "campaigns"
urlpatterns = [
    path("media/", enquiries.media, name="media"),
    path("media/new/", enquiries.add, name="add-enquiry"),
    path("media/coverage/", coverage.coverage, name="coverage"),
    path("media/coverage/new/", coverage.add, name="add-coverage"),
    path("media/coverage/<int:pk>/", coverage.edit, name="edit-coverage"),
    path("media/coverage/<int:pk>/remove/", coverage.remove, name="remove-coverage"),
    path("media/figures/", figures.figures, name="figures"),
    path("media/councils/<int:pk>/", figures.settings, name="press-office"),
    path("media/<int:pk>/", enquiries.enquiry, name="enquiry"),
    path("media/<int:pk>/edit/", enquiries.edit, name="edit-enquiry"),
    path("media/<int:pk>/lines/", enquiries.lines, name="lines"),
    path("media/<int:pk>/lines/approve/", enquiries.approve, name="approve-lines"),
    path("media/<int:pk>/answer/", enquiries.answer, name="answer-enquiry"),
    path("media/<int:pk>/remove/", enquiries.remove, name="remove-enquiry"),
    path("emergencies/", emergencies.emergencies, name="emergencies"),
    path("emergencies/new/", emergencies.start, name="open-emergency"),
    path("emergencies/<int:pk>/", emergencies.emergency, name="emergency"),
    path("emergencies/<int:pk>/say/", emergencies.say, name="say"),
    path("emergencies/<int:pk>/edit/", emergencies.edit, name="edit-emergency"),
    path("emergencies/<int:pk>/close/", emergencies.close, name="close-emergency"),
    path("emergencies/<int:pk>/report/", emergencies.report, name="report-emergency"),
]
