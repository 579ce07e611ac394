from __future__ import annotations

from django.apps import AppConfig


class ProspectingConfig(AppConfig):
    name = "comptoir.stages.prospecting"
    label = "prospecting"
    default_auto_field = "django.db.models.BigAutoField"
