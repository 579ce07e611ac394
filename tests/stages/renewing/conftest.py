"""This room alone: no other room answers its events."""

from __future__ import annotations

import pytest

from comptoir.platform import outbox


@pytest.fixture(autouse=True)
def nobody_hears(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "_handlers", {})
