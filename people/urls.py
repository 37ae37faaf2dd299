from django.urls import path

from people.views import account, accounts, leaving, mail, officers, reminders, site, trail

app_name = "people"
urlpatterns = [
    path("people/", officers.officers, name="officers"),
    path("people/add/", officers.add_officer, name="add-officer"),
    path("people/<int:pk>/", officers.officer, name="officer"),
    path("people/<int:pk>/address/", officers.give_address, name="give-address"),
    path("people/<int:pk>/two/<int:other>/", officers.tell_apart, name="tell-apart"),
    path("people/<int:pk>/password-link/", officers.send_password_link, name="password-link"),
    path("people/<int:pk>/sign-in/", accounts.tie, name="tie-account"),
    path("people/<int:pk>/sign-in/untie/", accounts.untie, name="untie-account"),
    path("people/<int:pk>/leave/", leaving.leave, name="leave"),
    path("people/<int:pk>/hand-over/", leaving.hand_over, name="hand-over"),
    path("people/<int:pk>/back/", leaving.come_back, name="come-back"),
    path("people/<int:pk>/reminders/", reminders.reminders, name="reminders"),
    path("people/<int:pk>/reminders/early/", reminders.choose, name="choose-reminders"),
    path("people/<int:pk>/away/<int:absence>/end/", reminders.end_absence, name="end-absence"),
    path("u/early/<str:token>/", reminders.by_link, name="early-reminders"),
    path("people/<int:pk>/sign-out/", account.sign_officer_out, name="sign-officer-out"),
    path("people/<int:pk>/second-factor/reset/", account.reset_second_factor, name="reset-second-factor"),
    path("account/", account.account, name="account"),
    path("account/sign-out/", account.sign_out_everywhere, name="sign-out-everywhere"),
    path("people/mail/", mail.mail, name="mail"),
    path("people/mail/release/", mail.release, name="release-sending"),
    path("people/mail/test/", mail.send_test, name="test-mail"),
    path("audit/", trail.trail, name="trail"),
    path("organisations/", officers.organisations, name="organisations"),
    path("organisations/<int:pk>/", officers.organisation, name="organisation"),
    path("brand/<slug:slug>-<int:version>.css", site.brand, name="brand"),
    path("unsent/", site.unsent_form, name="unsent"),
    path("start/", site.start, name="start"),
    path("whats-new/", site.whats_new, name="whats-new"),
    path("accessibility/", site.accessibility, name="accessibility"),
    path("healthz", site.healthz, name="healthz"),
    path("readyz", site.readyz, name="readyz"),
]
