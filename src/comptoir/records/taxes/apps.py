from __future__ import annotations

from django.apps import AppConfig


class TaxesConfig(AppConfig):
    name = "comptoir.records.taxes"
    label = "taxes"
    default_auto_field = "django.db.models.BigAutoField"
