"""Every address of the site. A view that declares no permission stops the start (commsplan.E001)."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkeys
from django.urls import include, path, re_path

from commsplan.metrics import metrics
from people.languages import bilingual
from people.permissions import FORM, SAFE, answers, public, signed_in
from people.views import sign_in

urlpatterns = [
    path("sign-in/", bilingual(public(answers(*FORM)(sign_in.sign_in))), name="account_login"),
    path("sign-out/", public(answers(*FORM)(account.logout)), name="account_logout"),
    path("sign-in/code/", public(answers(*FORM)(sign_in.second_factor)), name="mfa_authenticate"),
    path("sign-in/passkey/", public(answers(*FORM)(passkeys.login_webauthn)), name="mfa_login_webauthn"),
    path("sign-in/council/", public(answers(*SAFE)(sign_in.council)), name="council_sign_in"),
    path("sign-in/council/back/", public(answers(*SAFE)(sign_in.council_callback)), name="council_callback"),
    path("account/second-factor/", signed_in(answers(*SAFE)(mfa.index)), name="mfa_index"),
    path("account/second-factor/app/", signed_in(answers(*FORM)(app.activate_totp)), name="mfa_activate_totp"),
    path(
        "account/second-factor/app/remove/",
        signed_in(answers(*FORM)(app.deactivate_totp)),
        name="mfa_deactivate_totp",
    ),
    path("account/recovery/", signed_in(answers(*SAFE)(codes.view_recovery_codes)), name="mfa_view_recovery_codes"),
    path(
        "account/recovery/new/",
        signed_in(answers(*FORM)(codes.generate_recovery_codes)),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "account/recovery/file/",
        signed_in(answers(*SAFE)(codes.download_recovery_codes)),
        name="mfa_download_recovery_codes",
    ),
    path("account/passkeys/", signed_in(answers(*SAFE)(passkeys.list_webauthn)), name="mfa_list_webauthn"),
    path("account/passkeys/add/", signed_in(answers(*FORM)(passkeys.add_webauthn)), name="mfa_add_webauthn"),
    path(
        "account/passkeys/<int:pk>/",
        signed_in(answers(*FORM)(passkeys.edit_webauthn)),
        name="mfa_edit_webauthn",
    ),
    path(
        "account/passkeys/<int:pk>/remove/",
        signed_in(answers(*FORM)(passkeys.remove_webauthn)),
        name="mfa_remove_webauthn",
    ),
    path("reauthenticate/code/", signed_in(answers(*FORM)(sign_in.code_again)), name="mfa_reauthenticate"),
    path(
        "reauthenticate/passkey/",
        signed_in(answers(*FORM)(passkeys.reauthenticate_webauthn)),
        name="mfa_reauthenticate_webauthn",
    ),
    path("closed/", bilingual(public(answers(*SAFE)(account.account_inactive))), name="account_inactive"),
    path("reauthenticate/", signed_in(answers(*FORM)(sign_in.password_again)), name="account_reauthenticate"),
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
    path("", include("commsplan.persons.urls")),
    path("", include("people.urls")),
    path("metrics", metrics, name="metrics"),
]
handler400 = "people.views.errors.bad_request"
handler403 = "people.views.errors.refused"
handler429 = "people.views.errors.too_many"
handler404 = "people.views.errors.not_found"
handler500 = "people.views.errors.server_error"
