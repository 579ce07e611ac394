from __future__ import annotations

from django.apps import AppConfig


class ContractingConfig(AppConfig):
    name = "comptoir.stages.contracting"
    label = "contracting"
    default_auto_field = "django.db.models.BigAutoField"
