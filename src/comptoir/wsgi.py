"""The application for a WSGI server: `granian --interface wsgi comptoir.wsgi:application`."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from comptoir.platform import parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comptoir.settings")
application = get_wsgi_application()
parent.follow()
