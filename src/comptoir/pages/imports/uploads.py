"""Uploaded files: kept under COMPTOIR_HOME/uploads under a generated name, never under their own.

They are removed KEPT_DAYS after they came in; the import, its report and its proof stay.
"""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile

from comptoir.kernel.errors import Invalid, NotFound
from comptoir.pages.imports.core.states import ImportState
from comptoir.pages.imports.models import Import, LineFile
from comptoir.pages.imports.reader import recognize
from comptoir.platform import clock
from comptoir.platform.home import home
from comptoir.platform.ids import new_id

MEBIBYTE = 2**20
MAX_BYTES = 200 * MEBIBYTE
KEPT_DAYS = 30


class NoFile(Invalid):
    """Choose a file first."""

    code = "no_file"


class TooLarge(Invalid):
    """The file is too large."""

    code = "file_too_large"


class FileGone(NotFound):
    """The uploaded file is no longer on the disk."""

    code = "file_gone"


def receive(upload: UploadedFile[bytes] | None) -> Path:
    """Store an upload that is a table; anything else leaves nothing behind."""
    if upload is None or upload.size is None:
        raise NoFile(field="file", expected=".csv, .csv.gz, .csv.xz, .xlsx")
    if upload.size > MAX_BYTES:
        raise TooLarge(
            field="file", found=f"{upload.size / MEBIBYTE:.1f} MiB",
            expected=f"at most {MAX_BYTES // MEBIBYTE} MiB", fix="Pack it (.csv.xz) or split it.",
        )  # fmt: skip
    folder = home() / "uploads"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / new_id().hex
    try:
        with path.open("wb") as file:
            for chunk in upload.chunks():
                file.write(chunk)
        recognize(path)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path


def place_for(entity_id: UUID, sha256: str, stored: Path) -> str:
    """Where the import of this content keeps its file: "" if it has one already."""
    known = Import.objects.filter(entity_id=entity_id, sha256=sha256).first()
    has_one = known is not None and known.path != "" and Path(known.path).is_file()
    return "" if has_one else str(stored)


def drop_unless_kept(path: Path, import_id: UUID) -> None:
    """Remove an upload that no import uses: a refused one, or a file that was here before."""
    if not Import.objects.filter(pk=import_id, path=str(path)).exists():
        path.unlink(missing_ok=True)


def path_of(row: Import | LineFile) -> Path:
    """Where the file of an import lies."""
    path = Path(row.path)
    if not row.path or not path.is_file():
        raise FileGone(field="file", found=row.name, fix="Upload the same file again.")
    return path


def sweep() -> int:
    """Remove the files that came in more than KEPT_DAYS ago; returns how many. One whose commit has
    begun and not ended stays, so that the commit can go on."""
    oldest = clock.in_seconds(-KEPT_DAYS * 86_400).timestamp()
    writing = set(Import.objects.filter(state=ImportState.WRITING).values_list("path", flat=True))
    old = [
        path for path in (home() / "uploads").glob("*")
        if path.stat().st_mtime < oldest and str(path) not in writing
    ]  # fmt: skip
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
