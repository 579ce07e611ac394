"""Trying out as a Django app: who tries which company, and whether it is ready."""

from __future__ import annotations

from django.apps import AppConfig


class TryingConfig(AppConfig):
    name = "comptoir.pages.trying"
    label = "trying"
