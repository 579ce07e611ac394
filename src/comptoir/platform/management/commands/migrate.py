"""Django's `migrate`, which lays all tables of an empty database at once."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.core.management.commands import migrate

from comptoir.platform import schema


class Command(migrate.Command):
    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--one-by-one",
            action="store_true",
            help="On an empty database too: apply each migration, as `make schema` does.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        whole = not (options["app_label"] or options["plan"] or options["check_unapplied"])
        if whole and not options["fake"] and not options["one_by_one"]:
            schema.lay()
        super().handle(*args, **options)
