from __future__ import annotations

from django.apps import AppConfig


class ConfiguringConfig(AppConfig):
    name = "comptoir.stages.configuring"
    label = "configuring"
    default_auto_field = "django.db.models.BigAutoField"
