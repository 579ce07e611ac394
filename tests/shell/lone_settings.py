"""The shell alone: no database, no stage. `--ds=lone_settings` with tests/shell on the path."""

from __future__ import annotations

SECRET_KEY = "the shell alone"
DEBUG = False
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "lone_urls"
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.staticfiles",
    "django_htmx",
    "template_partials.apps.SimpleAppConfig",
    "django_cotton.apps.SimpleAppConfig",
    "django_tables2",
    "comptoir.shell.apps.ShellConfig",
]
MIDDLEWARE = [
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "comptoir.shell.middleware.reader_language",
    "django_htmx.middleware.HtmxMiddleware",
    "comptoir.shell.middleware.content_security",
]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csrf",
                "comptoir.shell.rail.shell",
            ],
        },
    }
]
DATABASES: dict[str, object] = {}
STATIC_URL = "/static/"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fr", "Français")]
USE_TZ = True
COMPTOIR_RAIL = (
    ("home", "Home", "home"),
    ("sell", "Sell", "shell:styleguide"),
    ("contracts", "Contracts", "contracts"),
    ("orders", "Orders", "orders"),
    ("bill", "Bill", "bill"),
    ("collect", "Collect", "collect"),
    ("revenue", "Revenue", "revenue"),
    ("data", "Data", "data"),
)
COMPTOIR_RAIL_MORE = (("catalog", "Catalog", "catalog"), ("settings", "Settings", "settings"))
COMPTOIR_RAIL_COUNTS = "lone_urls.counts"
