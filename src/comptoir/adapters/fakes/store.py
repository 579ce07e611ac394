"""What a fake holds: records in collections, a clock that can be set, and a file where it is to survive."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from comptoir.platform import clock

Row = dict[str, Any]
_MS = timedelta(milliseconds=1)
_SECOND = timedelta(seconds=1)
_SINCE = datetime(2026, 1, 1, tzinfo=UTC)


class Store:
    """Collections of rows by id. Every write gets a later instant than the one before."""

    def __init__(self, file: Path | None = None) -> None:
        self.file = file
        self.step = _MS  # between two stamps
        self.ahead = timedelta()
        self._last = datetime(2000, 1, 1, tzinfo=UTC)
        # a number that no earlier run gave: what was linked then is gone now, not another record
        self._next = (clock.instant() - _SINCE) // timedelta(seconds=10)
        self.rows: dict[str, dict[str, Row]] = {}
        if file is not None and file.exists():
            self._load(json.loads(file.read_text(encoding="utf-8"), parse_float=Decimal))

    def now(self) -> datetime:
        """The fake's clock, to the millisecond."""
        now = clock.instant() + self.ahead
        return now.replace(microsecond=now.microsecond // 1000 * 1000)

    def set_clock(self, at: datetime) -> None:
        self.ahead = at - clock.instant()

    def tick(self) -> datetime:
        """The instant of a write."""
        self._last = max(self.now(), self._last + self.step)
        if self.step >= _SECOND:
            self._last = self._last.replace(microsecond=0)
        return self._last

    def next_id(self) -> str:
        self._next += 1
        self.keep()
        return str(self._next)

    def of(self, collection: str) -> dict[str, Row]:
        return self.rows.setdefault(collection, {})

    def all(self, collection: str) -> Iterator[Row]:
        """Rows that are not deleted, in the order they were made."""
        return (row for row in list(self.of(collection).values()) if not row.get("deleted"))

    def get(self, collection: str, ident: str) -> Row | None:
        row = self.of(collection).get(ident)
        return None if row is None or row.get("deleted") else row

    def put(self, collection: str, ident: str, row: Row) -> Row:
        row["changed"] = self.tick().isoformat(timespec="milliseconds")
        row.setdefault("created", row["changed"])
        self.of(collection)[ident] = row
        self.keep()
        return row

    def delete(self, collection: str, ident: str) -> None:
        row = self.of(collection)[ident]
        row["deleted"] = True
        row["changed"] = self.tick().isoformat(timespec="milliseconds")
        self.keep()

    def reset(self) -> None:
        self.rows.clear()
        self.ahead = timedelta()
        self.keep()

    def state(self) -> dict[str, dict[str, Row]]:
        return deepcopy(self.rows)

    def keep(self) -> None:
        if self.file is not None:
            said = {"next": self._next, "last": self._last.isoformat(), "rows": self.rows}
            self.file.write_text(json.dumps(said, default=str), encoding="utf-8")

    def _load(self, said: dict[str, Any]) -> None:
        self._next, self.rows = said["next"], said["rows"]
        self._last = datetime.fromisoformat(said["last"])
