"""The states of an import, and of a file of quote lines. Pure."""

from __future__ import annotations

from enum import StrEnum


class ImportState(StrEnum):
    UPLOADED = "uploaded"  # the file is here, its columns are guessed or mapped
    CHECKED = "checked"  # read to its end; nothing is written
    WRITING = "writing"  # some of it is booked; a commit goes on where the last one stopped
    DONE = "done"


I = ImportState  # noqa: E741 — the table below reads better with one letter
IMPORT_MOVES: dict[tuple[str, ImportState], ImportState] = {
    ("check", I.UPLOADED): I.CHECKED,
    ("check", I.CHECKED): I.CHECKED,
    ("write", I.CHECKED): I.WRITING,
    ("write", I.WRITING): I.WRITING,
    ("write", I.DONE): I.WRITING,
    ("finish", I.WRITING): I.DONE,
}


class LineFileState(StrEnum):
    UPLOADED = "uploaded"  # the file is here; its columns are guessed or mapped
    CHECKED = "checked"  # read to its end and priced; no line is added
    DONE = "done"  # its good rows are in the quote


F = LineFileState
LINE_FILE_MOVES: dict[tuple[str, LineFileState], LineFileState] = {
    ("check", F.UPLOADED): F.CHECKED,
    ("check", F.CHECKED): F.CHECKED,
    ("check", F.DONE): F.DONE,
    ("commit", F.UPLOADED): F.DONE,
    ("commit", F.CHECKED): F.DONE,
    ("commit", F.DONE): F.DONE,
}
