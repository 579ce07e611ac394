from __future__ import annotations

from django.apps import AppConfig


class RecognizingConfig(AppConfig):
    name = "comptoir.stages.recognizing"
    label = "recognizing"
    default_auto_field = "django.db.models.BigAutoField"
