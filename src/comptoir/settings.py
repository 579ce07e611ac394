"""Every setting, over one typed reading of the environment."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from django.utils.translation import gettext_lazy as _

from comptoir.platform import database, secret


@dataclass(frozen=True, slots=True)
class Env:
    """What the environment may say; everything has a default that runs on a laptop.

    COMPTOIR_SECRET  signing key; made once and kept beside the database when absent
    COMPTOIR_HOSTS   comma-separated host names served
    COMPTOIR_DEBUG   1 shows tracebacks; never on a reachable machine
    COMPTOIR_HTTPS   1 behind TLS: secure cookies, HSTS
    COMPTOIR_URL     where people reach us, for links in e-mails
    COMPTOIR_SMTP    smtp://user:password@host:587, smtps:// for TLS from the first byte; absent:
                     e-mails are kept as files under mail/ in the directory of COMPTOIR_HOME
    COMPTOIR_ADDRESS_HEADER  header in which a proxy of ours says where a request comes from
    COMPTOIR_SIGNING  names of the trust services that may collect signatures, comma-separated: box is
                     the one for trying out, without any effect in law; absent: our own links only
    COMPTOIR_COUNTRY_HEADER  header in which it says the country; absent: no country is known
    COMPTOIR_TRY     1 lets anybody sign up at /try/ for a sandbox company of their own
    """

    secret: str
    hosts: tuple[str, ...]
    debug: bool
    https: bool
    url: str
    smtp: SplitResult
    address_header: str
    country_header: str
    signing: tuple[str, ...]
    trying: bool

    @classmethod
    def read(cls) -> Env:
        hosts = os.environ.get("COMPTOIR_HOSTS", "127.0.0.1,localhost,[::1],testserver")
        return cls(
            secret=os.environ.get("COMPTOIR_SECRET") or secret.load(),
            hosts=tuple(h.strip() for h in hosts.split(",") if h.strip()),
            debug=os.environ.get("COMPTOIR_DEBUG") == "1",
            https=os.environ.get("COMPTOIR_HTTPS") == "1",
            url=os.environ.get("COMPTOIR_URL", "http://127.0.0.1:8000").rstrip("/"),
            smtp=urlsplit(os.environ.get("COMPTOIR_SMTP", "")),
            address_header=os.environ.get("COMPTOIR_ADDRESS_HEADER", ""),
            country_header=os.environ.get("COMPTOIR_COUNTRY_HEADER", ""),
            signing=tuple(
                n.strip() for n in os.environ.get("COMPTOIR_SIGNING", "").split(",") if n.strip()
            ),
            trying=os.environ.get("COMPTOIR_TRY") == "1",
        )


ENV = Env.read()
HERE = Path(__file__).parent

SECRET_KEY = ENV.secret
DEBUG = ENV.debug
ALLOWED_HOSTS = list(ENV.hosts)
ROOT_URLCONF = "comptoir.urls"
WSGI_APPLICATION = "comptoir.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

RECORDS = ["parties", "currencies", "catalog", "taxes", "credit", "ledger", "approvals"]
STAGES = [
    "prospecting", "configuring", "pricing", "quoting", "contracting", "ordering", "fulfilling",
    "subscribing", "metering", "invoicing", "collecting", "recognizing", "renewing",
]  # fmt: skip
INSIGHT = ["recommending"]
INSTALLED_APPS = [
    "comptoir.platform.apps.PlatformConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",  # allauth's list of passkeys asks for it
    "django.contrib.postgres",
    "comptoir.pages.apps.PagesConfig",  # before allauth: its templates are ours
    "comptoir.shell.apps.ShellConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "template_partials.apps.SimpleAppConfig",
    "django_cotton.apps.SimpleAppConfig",
    "django_tables2",
    "django_filters",
    "pgtrigger",
    "procrastinate.contrib.django",
    *(f"comptoir.records.{name}" for name in RECORDS),
    *(f"comptoir.stages.{name}" for name in STAGES),
    *(f"comptoir.insight.{name}" for name in INSIGHT),
    "comptoir.integrating.apps.IntegratingConfig",
    "comptoir.pages.imports.apps.ImportsConfig",
    "comptoir.pages.portal.apps.PortalConfig",
    "comptoir.pages.trying.apps.TryingConfig",
    "comptoir.pages.features.apps.FeaturesConfig",
    "comptoir.apps.ComptoirConfig",
]

MIDDLEWARE = [
    "comptoir.pages.faults.api_problems",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "comptoir.shell.middleware.reader_language",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "comptoir.shell.middleware.content_security",
    "comptoir.pages.middleware.staff_only",
    "comptoir.pages.faults.forms_lead_home",
    "comptoir.pages.middleware.refusals",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django_cotton.cotton_loader.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
                "django.templatetags.i18n",
                "django.templatetags.static",
                "comptoir.shell.templatetags.shell",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csrf",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "comptoir.shell.rail.shell",
            ],
        },
    }
]

DATABASES = {"default": database.django_settings()}
AUTH_USER_MODEL = "platform.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
CSRF_FAILURE_VIEW = "comptoir.pages.faults.csrf_failed"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "comptoir.pages.accounts.ClosedSignup"
ACCOUNT_LOGOUT_ON_GET = False
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Comptoir"
MFA_ALLOW_UNVERIFIED_EMAIL = True  # an administrator gave the address
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not ENV.https  # localhost is a secure context without TLS

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("fr", _("French"))]
LANGUAGE_COOKIE_NAME = "comptoir_language"
LOCALE_PATHS = [HERE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# The left rail: (group, label, name of its first page). A page that does not exist is left out.
COMPTOIR_RAIL = [
    ("home", _("Home"), "desk:home"),
    ("sell", _("Sell"), "quoting:list"),
    ("contracts", _("Contracts"), "contracting:list"),
    ("orders", _("Orders"), "ordering:list"),
    ("bill", _("Bill"), "invoicing:list"),
    ("collect", _("Collect"), "collecting:list"),
    ("revenue", _("Revenue"), "recognizing:waterfall"),
    ("data", _("Data"), "desk:data"),
]
COMPTOIR_RAIL_MORE = [
    ("catalog", _("Catalog"), "catalog:list"),
    ("settings", _("Settings"), "desk:settings"),
]
# Where a page stands in the rail when it does not say so: by its name, or by the first word of its address.
COMPTOIR_PLACES = {
    "approvals": "sell", "approvals:hours": "settings", "approvals:new_policy": "settings",
    "approvals:policies": "settings", "approvals:policy": "settings", "room": "sell", "shop": "sell",
    "quoting:blocks": "settings", "configuring": "catalog", "contracting:seal": "settings",
    "accounts": "settings", "connections": "settings", "features:page": "settings",
}  # fmt: skip
# The lists of a group, side by side. A page named here shows its row as tabs.
COMPTOIR_TABS = [
    [
        (_("Quotes"), "quoting:list"),
        (_("Approvals"), "approvals:list"),
        (_("Opportunities"), "prospecting:list"),
        (_("Board"), "prospecting:board"),
        (_("Forecast"), "desk:prospects"),
        (_("Customers"), "parties:list"),
        (_("Partners"), "parties:partners"),
    ],
    [
        (_("Contracts"), "contracting:list"),
        (_("Renewals"), "renewing:list"),
        (_("Obligations"), "contracting:duties"),
        (_("Calendar"), "contracting:calendar"),
        (_("Clauses"), "contracting:clauses"),
        (_("Playbook"), "contracting:playbook"),
        (_("General terms"), "contracting:terms"),
    ],
    [
        (_("Orders"), "ordering:list"),
        (_("To deliver"), "fulfilling:to_deliver"),
        (_("Deliveries"), "fulfilling:list"),
        (_("Credit desk"), "credit:list"),
    ],
    [
        (_("Invoices"), "invoicing:list"),
        (_("To invoice"), "invoicing:to_invoice"),
        (_("Sending"), "invoicing:sending"),
        (_("Subscriptions"), "subscribing:list"),
        (_("Recurring revenue"), "desk:recurring"),
        (_("Usage"), "metering:list"),
        (_("VAT decisions"), "taxes:list"),
    ],
    [
        (_("Products"), "catalog:list"),
        (_("Product models"), "configuring:list"),
        (_("Price books"), "pricing:list"),
        (_("Customer prices"), "pricing:agreements"),
        (_("Promotions"), "pricing:promotions"),
        (_("Price changes"), "pricing:changes"),
        (_("Price models"), "desk:price_models"),
        (_("Price indexes"), "pricing:indexes"),
        (_("Commissions"), "pricing:commissions"),
        (_("Recommendations"), "recommending:overview"),
    ],
]
COMPTOIR_OFFER = "comptoir.pages.features.reading.offer"
COMPTOIR_START = "comptoir.pages.features.starting"
COMPTOIR_RAIL_COUNTS = "comptoir.pages.desk.counts.waiting"
COMPTOIR_SEARCH = "desk:palette"
COMPTOIR_KEEP = "comptoir.pages.people.keep_preferences"
COMPTOIR_VIEWS = "comptoir.pages.people.keep_views"
COMPTOIR_BESIDE_QUOTE = "desk:beside_quote"
COMPTOIR_ROOM_OF_QUOTE = "room:panel"
COMPTOIR_BESIDE_INVOICE = "collecting:of_invoice"
COMPTOIR_HELP = "desk:help"
COMPTOIR_ACCOUNT = "desk:account"
COMPTOIR_URL = ENV.url
COMPTOIR_SIGNING = ENV.signing
COMPTOIR_TRY = ENV.trying
COMPTOIR_ADDRESS_HEADER, COMPTOIR_COUNTRY_HEADER = ENV.address_header, ENV.country_header
COMPTOIR_CONTACT = "comptoir.pages.help_contact.contact"

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if ENV.smtp.hostname
    else "comptoir.platform.mailing.Folder"
)
EMAIL_HOST, EMAIL_PORT = ENV.smtp.hostname or "localhost", ENV.smtp.port or 587
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = (
    unquote(text or "") for text in (ENV.smtp.username, ENV.smtp.password)
)
EMAIL_USE_SSL = ENV.smtp.scheme == "smtps"
EMAIL_USE_TLS = not EMAIL_USE_SSL
EMAIL_TIMEOUT = 20  # seconds
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENV.https
SECURE_HSTS_SECONDS = 31_536_000 if ENV.https else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 60 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PGTRIGGER_SCHEMA = None

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"comptoir": {"level": "INFO"}},
}
if "pytest" in sys.modules:  # a fast hash: the tests create many people
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *PASSWORD_HASHERS]
