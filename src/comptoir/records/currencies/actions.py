"""Exchange rates are set one by one, or come in a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256
from uuid import UUID

from comptoir.kernel.errors import Invalid, Refused
from comptoir.platform import bulk, sql
from comptoir.platform.actions import Do, action
from comptoir.platform.ids import new_id
from comptoir.records.currencies.core import ecb
from comptoir.records.currencies.core.rates import Rate, checked
from comptoir.records.currencies.events import ExchangeRateSet, ExchangeRatesImported
from comptoir.records.currencies.models import ExchangeRate

NAMED = 20  # of the rates that differ
COLUMNS = (
    "entity_id", "day", "from_currency", "to_currency", "rate", "revision", "source", "deed_id",
)  # fmt: skip


class RateAhead(Refused):
    """A rate of a day that is still to come is not known yet."""

    code = "rate_ahead"


class OtherWayRound(Refused):
    """The rate of this day is kept the other way round."""

    code = "other_way_round"


class SameRate(Refused):
    """This rate is kept already."""

    code = "same_rate"


class NoSource(Invalid):
    """Say who published the rate, in at most 40 characters."""

    code = "no_source"


@dataclass(frozen=True, slots=True)
class Different:
    """A rate that is known with another figure."""

    known: Rate
    found: Decimal

    def __str__(self) -> str:
        k = self.known
        pair = f"{k.day.isoformat()} {k.source}/{k.target}"
        return f"{pair}: {k.rate:f} ({k.origin}) ≠ {self.found:f}"


@action(may="currencies.write")
def set_exchange_rate(
    do: Do, *, day: date, from_currency: str, to_currency: str, rate: Decimal, source: str
) -> ExchangeRateSet:
    """Keep the rate of a day; one that is known is corrected by a new revision, and stays on record."""
    checked(rate, from_currency, to_currency)
    named = source.strip()
    if not named or len(named) > 40 or "\x00" in named:
        raise NoSource(field="source", found=named[:60], expected="ECB")
    if day > do.today:
        raise RateAhead(field="day", found=day.isoformat(), expected=f"≤ {do.today.isoformat()}")
    _lock(do.entity_id)
    known = ExchangeRate.objects.filter(entity_id=do.entity_id, day=day)
    if known.filter(from_currency=to_currency, to_currency=from_currency).exists():
        raise OtherWayRound(
            field="from_currency", found=f"{from_currency} → {to_currency}",
            expected=f"{to_currency} → {from_currency}",
        )  # fmt: skip
    before = (
        known.filter(from_currency=from_currency, to_currency=to_currency)
        .order_by("-revision")
        .first()
    )
    if before and (before.rate, before.source) == (rate, named):
        raise SameRate(field="rate", found=f"{rate.normalize():f}")
    row = ExchangeRate.objects.create(
        entity_id=do.entity_id, day=day, from_currency=from_currency, to_currency=to_currency,
        rate=rate, revision=before.revision + 1 if before else 1, source=named, deed_id=new_id(),
    )  # fmt: skip
    event = ExchangeRateSet(
        entity_id=do.entity_id, deed_id=row.deed_id, day=day, from_currency=from_currency,
        to_currency=to_currency, rate=f"{rate.normalize():f}", source=named, revision=row.revision,
    )  # fmt: skip
    was = f"{before.rate.normalize():f}" if before else None
    return do.record(event, changed={"rate": (was, event.rate)})


@action(may="currencies.write")
def import_exchange_rates(do: Do, *, content: bytes) -> ExchangeRatesImported:
    """Keep the ECB's reference rates of a file: those that are not known yet, in one transaction.

    A rate that is known with another figure stays as it is; `do.memo["different"]` names the first of
    them. A second import of the same file adds nothing. On a dry run: what it would do.
    """
    found = ecb.read(content)
    now = [one for one in found if one.day <= do.today]
    days = [one.day for one in found]
    _lock(do.entity_id)
    fresh, different = _sorted(do.entity_id, now, min(days), max(days))
    deed_id = new_id()
    bulk.copy(
        "currencies_rate", COLUMNS,
        ((do.entity_id, r.day, r.source, r.target, r.rate, 1, r.origin, deed_id) for r in fresh),
    )  # fmt: skip
    do.memo["different"] = tuple(map(str, different[:NAMED]))
    return do.record(
        ExchangeRatesImported(
            entity_id=do.entity_id, deed_id=deed_id, sha256=sha256(content).hexdigest(),
            source=ecb.ORIGIN, added=len(fresh), different=len(different),
            same=len(now) - len(fresh) - len(different), ahead=len(found) - len(now),
            first_day=min(days), last_day=max(days),
        )
    )  # fmt: skip


def _sorted(
    entity_id: UUID, rates: Sequence[Rate], first: date, last: date
) -> tuple[list[Rate], list[Different]]:
    """The new ones, and those that are known with another figure, in either direction."""
    rows = ExchangeRate.objects.filter(entity_id=entity_id, day__gte=first, day__lte=last)
    known: dict[tuple[date, str, str], Rate] = {}
    told = ("day", "from_currency", "to_currency", "rate", "source", "revision")
    for row in rows.order_by("revision").values_list(*told):
        one = Rate(row[0], row[1], row[2], row[3].normalize(), row[4], row[5])
        known[one.day, one.source, one.target] = one
    fresh, different = [], []
    for one in rates:
        kept = known.get((one.day, one.source, one.target)) or known.get(
            (one.day, one.target, one.source)
        )
        if kept is None:
            fresh.append(one)
        elif (kept.source, kept.rate) != (one.source, one.rate):
            different.append(Different(kept, one.rate))
    return fresh, different


def _lock(entity_id: UUID) -> None:
    """One at a time: a revision is the next of what is known."""
    sql.alone(f"currencies {entity_id}")
