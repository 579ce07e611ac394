"""When a company works, as the hours of its policies count; one statement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from json import loads
from uuid import UUID
from zoneinfo import ZoneInfo

from comptoir.platform import sql
from comptoir.records.approvals.core.hours import FRANCE, WorkHours, later

_HOURS = """
SELECT c.zone, w.days, w.opens, w.closes, w.holidays, w.off
FROM platform_clock c LEFT JOIN approvals_calendar w ON w.entity_id = c.entity_id
WHERE c.entity_id = %s
"""


@dataclass(frozen=True, slots=True)
class Working:
    """zone of the company; hours None: around the clock."""

    zone: str
    hours: WorkHours | None

    def due(self, now: datetime, today: date, many: int) -> tuple[datetime | None, date | None]:
        """When a step that begins now is late: by the clock, and by the company's own day."""
        if not many:
            return None, None
        if self.hours is None:
            return now + timedelta(hours=many), today + timedelta(days=-(-many // 24))
        zone = ZoneInfo(self.zone)
        here = datetime.combine(today, now.astimezone(zone).time(), zone).astimezone(UTC)
        on = later(self.hours, here, many).astimezone(zone).date()
        return later(self.hours, now, many), on


def working(entity_id: UUID) -> Working:
    """The hours of a company."""
    row = sql.one(_HOURS, [entity_id])
    if row is None:
        return Working("UTC", None)
    zone, days, opens, closes, holidays, off = row
    if not days:
        return Working(zone, None)
    free = loads(off) if isinstance(off, str) else off
    hours = WorkHours(
        zone, frozenset(map(int, days)), _time(opens), _time(closes), holidays,
        frozenset(date.fromisoformat(day) for day in free),
    )  # fmt: skip
    return Working(zone, hours)


def _time(value: time | str) -> time:
    return value if isinstance(value, time) else time.fromisoformat(value)


#: what the page proposes to who has set nothing yet
USUAL = WorkHours("", opens=time(9), closes=time(18), holidays=FRANCE)
