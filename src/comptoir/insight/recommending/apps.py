from __future__ import annotations

from django.apps import AppConfig


class RecommendingConfig(AppConfig):
    name = "comptoir.insight.recommending"
    label = "recommending"
    default_auto_field = "django.db.models.BigAutoField"
