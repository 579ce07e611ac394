"""Uploads are kept for a stated time."""

from __future__ import annotations

import os
from pathlib import Path
from uuid import UUID

import pytest

from comptoir.pages.imports import uploads
from comptoir.pages.imports.core.states import ImportState
from comptoir.pages.imports.models import Import
from comptoir.pages.imports.uploads import KEPT_DAYS, FileGone, path_of, sweep
from comptoir.platform import clock
from tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(uploads, "home", lambda: tmp_path)
    made = tmp_path / "uploads"
    made.mkdir()
    return made


@pytest.fixture
def entity() -> UUID:
    return world.make_entity()


def upload(entity: UUID, folder: Path, name: str, *, days: int, state: ImportState) -> Import:
    """An import whose file came in `days` ago."""
    path = folder / name
    path.write_text("a,b", encoding="utf-8")
    at = clock.in_seconds(-days * 86_400).timestamp()
    os.utime(path, (at, at))
    return Import.objects.create(
        entity_id=entity, name=name, sha256=name, path=str(path), state=state
    )


def test_old_uploads_go_and_their_imports_stay(entity, folder):
    old = upload(entity, folder, "old", days=KEPT_DAYS + 1, state=ImportState.DONE)
    young = upload(entity, folder, "young", days=KEPT_DAYS - 1, state=ImportState.CHECKED)
    assert sweep() == 1
    assert [p.name for p in folder.iterdir()] == ["young"]
    assert path_of(young) == folder / "young"
    with pytest.raises(FileGone):
        path_of(Import.objects.get(pk=old.pk))


def test_a_file_whose_commit_has_begun_stays_until_it_ends(entity, folder):
    upload(entity, folder, "half", days=KEPT_DAYS + 9, state=ImportState.WRITING)
    assert sweep() == 0
    Import.objects.update(state=ImportState.DONE)
    assert sweep() == 1


def test_before_the_first_upload_there_is_nothing_to_sweep(tmp_path, monkeypatch):
    monkeypatch.setattr(uploads, "home", lambda: tmp_path / "nowhere")
    assert sweep() == 0
