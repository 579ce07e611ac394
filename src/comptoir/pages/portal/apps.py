"""The buyer's room as a Django app: who is invited, what was asked and proposed, how it is read."""

from __future__ import annotations

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "comptoir.pages.portal"
    label = "portal"
