from __future__ import annotations

from django.apps import AppConfig


class CreditConfig(AppConfig):
    name = "comptoir.records.credit"
    label = "credit"
    default_auto_field = "django.db.models.BigAutoField"
