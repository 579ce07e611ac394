"""The design system as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class ShellConfig(AppConfig):
    """Layout, components, tables, charts and formats of every page; knows no stage."""

    name = "comptoir.shell"
    label = "shell"
