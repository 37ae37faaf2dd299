"""Forms by which things are taken in: papers, calendars, whole plans."""

from imports.forms.calendar import CalendarConfirmForm, CalendarForm
from imports.forms.checking import AnswersForm, ColumnsForm, ImportForm, ItemForm, RowButtonForm, RowForm
from imports.forms.officers import OfficerListForm, OfficersConfirmForm
from imports.forms.replies import ReadingForm, RepliesForm
from imports.forms.upload import UploadForm
from imports.forms.whole import ForwardForm, RemovePlanForm, TakeInForm

__all__ = [
    "AnswersForm",
    "CalendarConfirmForm",
    "CalendarForm",
    "ColumnsForm",
    "ForwardForm",
    "ImportForm",
    "ItemForm",
    "OfficerListForm",
    "OfficersConfirmForm",
    "ReadingForm",
    "RemovePlanForm",
    "RepliesForm",
    "RowButtonForm",
    "RowForm",
    "TakeInForm",
    "UploadForm",
]
