"""The settings of signing in: passwords, second factors, the council's own sign-in, sessions and cookies.

`commsplan.settings` takes them in whole; what is half set or unsafe has been refused there before.
"""

import os

from commsplan.environment import number, required_for, site_url
from commsplan.oidc_environment import roles_of_groups, tenant_of

SITE_URL = site_url(os.environ)
HTTPS = SITE_URL.startswith("https://")
HOST_ONLY = "__Host-" if HTTPS else ""  # a cookie of that name is this host's alone, and goes by https alone

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.ScryptPasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/start/"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "people.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # of an address nobody has, nothing is said or sent
# Guesses at a password are counted by people.guesses. These stop floods, and guesses at codes and at an old password.
ACCOUNT_RATE_LIMITS = {
    "login": "100/m/ip",
    "login_failed": "10/10m/key",
    "reauthenticate": "10/10m/user",
    "change_password": "10/10m/user",
}
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_FORMS = {
    "login": "people.forms.SignInForm",
    "reset_password": "people.forms.ForgottenPasswordForm",
    "reset_password_from_key": "people.forms.NewPasswordForm",
    "change_password": "people.forms.ChangePasswordForm",
    "reauthenticate": "people.mfa_forms.PasswordAgainForm",
}

MFA_REQUIRED_FOR = required_for(os.environ)  # administrators, everybody or nobody
MFA_ADAPTER = "people.second_factor.MFAAdapter"
MFA_SUPPORTED_TYPES = ["recovery_codes", "totp", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_PERIOD = 30  # seconds
MFA_TOTP_TOLERANCE = 1  # periods that a telephone's clock may be off; a code is good once all the same
MFA_FORMS = {
    "authenticate": "people.mfa_forms.CodeForm",
    "reauthenticate": "people.mfa_forms.CodeAgainForm",
    "activate_totp": "people.mfa_forms.SetUpAppForm",
    "add_webauthn": "people.mfa_forms.AddPasskeyForm",
    "edit_webauthn": "people.mfa_forms.RenamePasskeyForm",
    "authenticate_webauthn": "people.mfa_forms.PasskeyForm",
    "reauthenticate_webauthn": "people.mfa_forms.PasskeyAgainForm",
    "login_webauthn": "people.mfa_forms.PasskeyAloneForm",
}

# The council's own directory (people/oidc.py). Empty: there is none.
OIDC_ISSUER = os.environ.get("OIDC_ISSUER", "")
OIDC_CLIENT_ID = os.environ.get("OIDC_CLIENT_ID", "")
OIDC_CLIENT_SECRET = os.environ.get("OIDC_CLIENT_SECRET", "")
OIDC_NAME = os.environ.get("OIDC_NAME", "")
OIDC_TENANT = tenant_of(OIDC_ISSUER)
OIDC_ROLE_CLAIM = os.environ.get("OIDC_ROLE_CLAIM", "")
OIDC_ROLES = roles_of_groups(os.environ.get("OIDC_ROLES", ""))
OIDC_ORGANISATION = os.environ.get("OIDC_ORGANISATION", "")
SOCIALACCOUNT_ADAPTER = "people.oidc.SocialAccountAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = True  # it begins with a link: a form that is led off the site is refused by our own policy

SESSION_IDLE_MINUTES = number(os.environ, "SESSION_IDLE_MINUTES", usual=30, least=1, most=480)
SESSION_HOURS = number(os.environ, "SESSION_HOURS", usual=8, least=1, most=24)
SESSION_COOKIE_AGE = SESSION_HOURS * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = f"{HOST_ONLY}sessionid"
CSRF_COOKIE_NAME = f"{HOST_ONLY}csrftoken"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "people.views.errors.form_expired"
KNOWN_BROWSER_COOKIE_NAME = f"{HOST_ONLY}known"
MESSAGE_STORAGE = "people.sessions.MessageStorage"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
