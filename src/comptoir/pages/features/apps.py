"""The features of a company as a Django app: what was chosen, when, by whom."""

from __future__ import annotations

from django.apps import AppConfig


class FeaturesConfig(AppConfig):
    name = "comptoir.pages.features"
    label = "features"
