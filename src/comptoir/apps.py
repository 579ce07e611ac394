from __future__ import annotations

from django.apps import AppConfig


class ComptoirConfig(AppConfig):
    """The last app: wires the process once every stage is loaded."""

    name = "comptoir"
    label = "comptoir"

    def ready(self) -> None:
        from comptoir import process  # needs every stage's models

        process.wire()
