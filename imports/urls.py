from django.urls import path

from imports.views import calendar, columns, officers, papers, removal, replies, rows, whole

app_name = "imports"
urlpatterns = [
    path("plans/<slug:slug>/import/", papers.upload, name="upload"),
    path("plans/<slug:slug>/import/columns/", columns.remembered, name="remembered"),
    path("imports/<int:pk>/", papers.preview, name="preview"),
    path("imports/plan/", whole.take_in_page, name="take-in"),
    path("plans/<slug:slug>/export.json", whole.export, name="export"),
    path("plans/<slug:slug>/forward/", whole.forward, name="forward"),
    path("plans/<slug:slug>/remove/", removal.remove_plan, name="remove-plan"),
    path("imports/<int:pk>/questions/", papers.questions, name="questions"),
    path("imports/<int:pk>/columns/", columns.read_again, name="columns"),
    path("imports/<int:pk>/rows/", rows.decide, name="rows"),
    path("imports/<int:pk>/rows/<int:row>/", rows.correct, name="row"),
    path("imports/<int:pk>/<slug:kind>/<int:item>/", rows.correct_item, name="item"),
    path("imports/<int:pk>/undo/", papers.undo, name="undo"),
    path("surveys/<int:pk>/replies/", replies.upload, name="replies"),
    path("replies/<int:pk>/", replies.reading, name="reply-file"),
    path("replies/<int:pk>/discard/", replies.discard, name="discard-replies"),
    path("people/import/", officers.upload, name="officers"),
    path("people/import/take-in/", officers.take_in, name="officers-take-in"),
    path("people/import/template.csv", officers.template, {"kind": "csv"}, name="officers-template-csv"),
    path("people/import/template.xlsx", officers.template, {"kind": "xlsx"}, name="officers-template-xlsx"),
    path("organisations/<int:pk>/officers.csv", officers.present_list, {"kind": "csv"}, name="officers-csv"),
    path("organisations/<int:pk>/officers.xlsx", officers.present_list, {"kind": "xlsx"}, name="officers-xlsx"),
    path("meetings/import/", calendar.upload, name="calendar"),
    path("meetings/import/add/", calendar.add, name="calendar-add"),
]
