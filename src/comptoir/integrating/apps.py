from __future__ import annotations

from django.apps import AppConfig


class IntegratingConfig(AppConfig):
    name = "comptoir.integrating"
    label = "integrating"
    default_auto_field = "django.db.models.BigAutoField"
