from __future__ import annotations

from django.apps import AppConfig


class RenewingConfig(AppConfig):
    name = "comptoir.stages.renewing"
    label = "renewing"
    default_auto_field = "django.db.models.BigAutoField"
