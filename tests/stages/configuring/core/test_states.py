"""The life of a version of a model."""

from __future__ import annotations

import pytest

from comptoir.kernel.errors import NotAllowed
from comptoir.kernel.states import step
from comptoir.stages.configuring.core.states import VERSION_MOVES, VersionState


def test_a_version_is_edited_published_then_retired_and_never_back() -> None:
    assert step(VERSION_MOVES, "edit", VersionState.DRAFT) is VersionState.DRAFT
    published = step(VERSION_MOVES, "publish", VersionState.DRAFT)
    assert step(VERSION_MOVES, "retire", published) is VersionState.RETIRED
    for deed, state in (
        ("edit", published), ("publish", published), ("publish", VersionState.RETIRED),
        ("retire", VersionState.DRAFT),
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            step(VERSION_MOVES, deed, state)
