"""States of a version of a model and the moves between them."""

from __future__ import annotations

from enum import StrEnum


class VersionState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


VERSION_MOVES: dict[tuple[str, VersionState], VersionState] = {
    ("edit", VersionState.DRAFT): VersionState.DRAFT,
    ("publish", VersionState.DRAFT): VersionState.PUBLISHED,
    ("retire", VersionState.PUBLISHED): VersionState.RETIRED,
}
