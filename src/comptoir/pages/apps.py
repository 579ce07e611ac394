from __future__ import annotations

from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "comptoir.pages"
    label = "pages"
