from __future__ import annotations

from django.apps import AppConfig


class FulfillingConfig(AppConfig):
    name = "comptoir.stages.fulfilling"
    label = "fulfilling"
    default_auto_field = "django.db.models.BigAutoField"
