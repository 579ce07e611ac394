"""The imports as a Django app: it keeps what was imported, and the lines under a stated rule."""

from __future__ import annotations

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "comptoir.pages.imports"
    label = "imports"
