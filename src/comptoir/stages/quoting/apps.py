from __future__ import annotations

from django.apps import AppConfig


class QuotingConfig(AppConfig):
    name = "comptoir.stages.quoting"
    label = "quoting"
    default_auto_field = "django.db.models.BigAutoField"
