from __future__ import annotations

from django.apps import AppConfig


class InvoicingConfig(AppConfig):
    name = "comptoir.stages.invoicing"
    label = "invoicing"
    default_auto_field = "django.db.models.BigAutoField"
