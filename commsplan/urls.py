"""Every address of the site. A view that declares no permission stops the start (commsplan.E001)."""

from allauth.account import views as account
from django.urls import include, path, re_path

from commsplan.metrics import metrics
from people.languages import bilingual
from people.permissions import FORM, SAFE, answers, public, signed_in

urlpatterns = [
    path("sign-in/", bilingual(public(answers(*FORM)(account.login))), name="account_login"),
    path("sign-out/", public(answers(*FORM)(account.logout)), name="account_logout"),
    path("closed/", bilingual(public(answers(*SAFE)(account.account_inactive))), name="account_inactive"),
    path("reauthenticate/", signed_in(answers(*FORM)(account.reauthenticate)), name="account_reauthenticate"),
    path("password/change/", signed_in(answers(*FORM)(account.password_change)), name="account_change_password"),
    path("password/set/", signed_in(answers(*FORM)(account.password_set)), name="account_set_password"),
    path(
        "password/forgotten/", bilingual(public(answers(*FORM)(account.password_reset))), name="account_reset_password"
    ),
    path(
        "password/forgotten/sent/",
        bilingual(public(answers(*SAFE)(account.password_reset_done))),
        name="account_reset_password_done",
    ),
    re_path(
        r"^password/choose/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        bilingual(public(answers(*FORM)(account.password_reset_from_key))),
        name="account_reset_password_from_key",
    ),
    path(
        "password/chosen/",
        bilingual(public(answers(*SAFE)(account.password_reset_from_key_done))),
        name="account_reset_password_from_key_done",
    ),
    path("", include("actions.urls")),
    path("", include("plans.urls")),
    path("", include("surveys.urls")),
    path("", include("campaigns.urls")),
    path("", include("reports.urls")),
    path("", include("imports.urls")),
    path("", include("people.urls")),
    path("metrics", metrics, name="metrics"),
]
handler400 = "people.views.errors.bad_request"
handler403 = "people.views.errors.refused"
handler404 = "people.views.errors.not_found"
handler500 = "people.views.errors.server_error"
