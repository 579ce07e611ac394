from __future__ import annotations

from django.apps import AppConfig


class OrderingConfig(AppConfig):
    name = "comptoir.stages.ordering"
    label = "ordering"
    default_auto_field = "django.db.models.BigAutoField"
