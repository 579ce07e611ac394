"""What time it is: the only place that reads a clock, and where a sandbox company sets its own day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, Q

from comptoir.kernel.errors import NotFound, Refused
from comptoir.platform import sql
from comptoir.platform.models import Clock


class UnknownEntity(NotFound):
    """There is no such company."""

    code = "unknown_entity"


class RealClock(Refused):
    """Only a sandbox company may set its date."""

    code = "real_clock"


class ClockBackwards(Refused):
    """A company's date only moves forward."""

    code = "clock_backwards"


def instant() -> datetime:
    """Now, UTC."""
    return datetime.now(UTC)


def local_day(now: datetime, zone: str) -> date:
    """The day it is in `zone` at the instant `now`."""
    return now.astimezone(ZoneInfo(zone)).date()


def today(entity_id: UUID, now: datetime | None = None) -> date:
    """The company's business day: its sandbox date if it set one, else the day in its zone."""
    row = sql.one("SELECT today, zone FROM platform_clock WHERE entity_id = %s", [entity_id])
    if row is None:
        return (now or instant()).date()
    set_to, zone = row
    return set_to or local_day(now or instant(), zone)


def played(entity_id: UUID, now: datetime) -> date | None:
    """The day that a sandbox believes in, where the real one in its zone is another; None: the same."""
    row = sql.one("SELECT today, zone FROM platform_clock WHERE entity_id = %s", [entity_id])
    set_to: date | None = row[0] if row else None
    return set_to if row and set_to and set_to != local_day(now, row[1]) else None


class OnlyTried(Refused):
    """This is not for a company that somebody tries."""

    code = "only_tried"


def start(entity_id: UUID, *, zone: str, sandbox: bool, on: date | None = None) -> None:
    """Give a new company its clock."""
    Clock.objects.create(
        entity_id=entity_id, zone=zone, sandbox=sandbox, today=on if sandbox else None
    )


def move(entity_id: UUID, on: date) -> date:
    """Set a sandbox company's day, forward only; returns the day before."""
    row = Clock.objects.select_for_update().filter(pk=entity_id).first()
    if row is None:
        raise UnknownEntity(found=str(entity_id))
    if not row.sandbox:
        raise RealClock(field="on", found=on.isoformat())
    before = row.today or local_day(instant(), row.zone)
    if row.today and on < row.today:
        raise ClockBackwards(field="on", found=on.isoformat(), expected=f"{row.today} or later")
    row.today = on
    row.save(update_fields=["today"])
    return before


def in_seconds(seconds: int, now: datetime | None = None) -> datetime:
    """The instant `seconds` after now."""
    return (now or instant()) + timedelta(seconds=seconds)


def is_sandbox(entity_id: UUID) -> bool:
    """Whether the company only plays: it may set its date, and nobody reads its mail."""
    return Clock.objects.filter(pk=entity_id, sandbox=True).exists()


def let_try(entity_id: UUID) -> None:
    """This sandbox is somebody's trial: it stands alone, sends no e-mail, and goes when nobody opens it."""
    Clock.objects.filter(pk=entity_id).update(opened_on=instant().date())


def is_tried(entity_id: UUID) -> bool:
    """Whether somebody only tries this company."""
    return Clock.objects.filter(pk=entity_id, opened_on__isnull=False).exists()


def tried() -> set[UUID]:
    """The companies that somebody only tries."""
    rows = Clock.objects.filter(opened_on__isnull=False).values_list("entity_id", flat=True)
    return set(rows)


def untried(entity_id: UUID) -> Q:
    """A condition: what holds for all companies holds for this one too, because nobody only tries it."""
    return Q(~Exists(Clock.objects.filter(pk=entity_id, opened_on__isnull=False)))


def opened(row: Clock) -> None:
    """Somebody opens a company that is tried; written once a day."""
    today = instant().date()
    if row.opened_on is not None and row.opened_on < today:
        Clock.objects.filter(pk=row.pk).update(opened_on=today)
