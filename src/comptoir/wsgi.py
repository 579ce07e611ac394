"""The application for a WSGI server: `granian --interface wsgi comptoir.wsgi:application`."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from comptoir.platform import memory, parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comptoir.settings")
application = get_wsgi_application()
parent.follow()
_ = get_resolver().url_patterns  # every page and operation is loaded now, not by the first request
memory.settle()
