from __future__ import annotations

from django.apps import AppConfig


class CurrenciesConfig(AppConfig):
    name = "comptoir.records.currencies"
    label = "currencies"
