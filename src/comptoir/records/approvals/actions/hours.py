"""When the company works."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time

from comptoir.kernel.errors import Invalid
from comptoir.platform.actions import Do, action
from comptoir.records.approvals.core.hours import FRANCE
from comptoir.records.approvals.events import WorkHoursSet
from comptoir.records.approvals.models import WorkCalendar

MOST_OFF = 366
WEEK = range(1, 8)


class BadWorkHours(Invalid):
    """Working days are 1 (Monday) to 7, work ends after it began, holidays are those of FR or none."""

    code = "bad_work_hours"


@action(may="approvals.write")
def set_work_hours(
    do: Do,
    *,
    days: Sequence[int],
    opens: time,
    closes: time,
    holidays: str = "",
    off: Sequence[date] = (),
) -> WorkHoursSet:
    """Say when the company works; the hours of policies count only then, in its own zone.

    days      ISO weekdays, Monday is 1; none: around the clock
    holidays  FR or ""
    off       further free days
    """
    if not set(days) <= set(WEEK):
        raise BadWorkHours(field="days", found=str(list(days))[:40], expected="1 … 7")
    if closes <= opens:
        raise BadWorkHours(field="closes", found=f"{closes:%H:%M}", expected=f"> {opens:%H:%M}")
    if holidays not in ("", FRANCE):
        raise BadWorkHours(field="holidays", found=holidays[:10], expected=FRANCE)
    if len(off) > MOST_OFF:
        raise BadWorkHours(field="off", found=len(off), expected=f"at most {MOST_OFF}")
    row = WorkCalendar.objects.select_for_update().filter(entity_id=do.entity_id).first()
    before = (row.days, f"{row.opens:%H:%M}–{row.closes:%H:%M}", row.holidays) if row else None
    row = row or WorkCalendar(entity_id=do.entity_id)
    row.days = "".join(str(day) for day in sorted(set(days)))
    row.opens, row.closes, row.holidays = opens, closes, holidays
    row.off = [day.isoformat() for day in sorted(set(off))]
    row.save()
    event = WorkHoursSet(
        entity_id=do.entity_id, days=row.days, opens=f"{opens:%H:%M}", closes=f"{closes:%H:%M}",
        holidays=holidays,
    )  # fmt: skip
    after = (row.days, f"{opens:%H:%M}–{closes:%H:%M}", holidays)
    return do.record(event, changed={"hours": (before, after)})
