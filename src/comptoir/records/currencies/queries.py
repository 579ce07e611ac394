"""Reads of exchange rates: the list, the latest of each pair, the rate of a day with its reason."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from comptoir.kernel.errors import NotFound
from comptoir.kernel.money import Money, exchanged, total
from comptoir.platform.paging import keyset
from comptoir.records.currencies.core.ecb import EURO
from comptoir.records.currencies.core.rates import OLDEST, Found, Rate, rate_on
from comptoir.records.currencies.models import ExchangeRate
from comptoir.records.parties import queries as parties

DRAWN = 90  # days of the small line beside a pair


class NoRate(NotFound):
    """No exchange rate of these two currencies is known for this day."""

    code = "no_rate"


@dataclass(frozen=True, slots=True)
class PairFacts:
    """Two currencies: the latest rate, its age in days, and the rates of the last DRAWN days."""

    last: Rate
    age: int
    drawn: tuple[Decimal, ...]

    @property
    def old(self) -> bool:
        """Whether it no longer counts."""
        return self.age > OLDEST


@lru_cache(maxsize=256)
def home(entity_id: UUID) -> str:
    """The company's own currency, which never changes."""
    return parties.entity(entity_id).currency


def rates(entity_id: UUID, currencies: Collection[str], first: date, last: date) -> list[Rate]:
    """What is kept of the days `first` … `last` between these currencies; one statement."""
    rows = ExchangeRate.objects.filter(
        entity_id=entity_id, day__gte=first, day__lte=last,
        from_currency__in=currencies, to_currency__in=currencies,
    )  # fmt: skip
    return [_rate(row) for row in rows]


class Table:
    """The rates of one day for one company: read once, asked for any pair.

    `known` of a currency costs nothing more; a deal in the company's own currency reads nothing.
    """

    def __init__(self, entity_id: UUID, day: date, currencies: Iterable[str]) -> None:
        self.home, self.day = home(entity_id), day
        self._through = tuple(dict.fromkeys((self.home, EURO)))
        wanted = set(currencies)
        self._rows: Sequence[Rate] = ()
        if wanted - {self.home}:
            first = day - timedelta(days=OLDEST)
            self._rows = rates(entity_id, wanted | set(self._through), first, day)

    def find(self, source: str, target: str = "") -> Found | None:
        """The rate into another currency, by default the company's; None where there is none."""
        return rate_on(self._rows, source, target or self.home, self.day, self._through)

    def home_of(self, amount: Money) -> Money | None:
        """An amount in the company's currency; None where no rate is known."""
        found = self.find(amount.currency)
        return exchanged(amount, found.rate, self.home) if found else None

    def in_all(self, sums: Iterable[Money]) -> Money | None:
        """Sums of several currencies as one in the company's; None where one cannot be converted."""
        found = [self.home_of(each) for each in sums]
        known = [each for each in found if each is not None]
        return total(known, self.home) if len(known) == len(found) else None


def find(entity_id: UUID, source: str, target: str, day: date) -> Found | None:
    """The rate of a day; None where there is none. One statement, none for one currency."""
    return Table(entity_id, day, (source, target)).find(source, target)


def rate(entity_id: UUID, source: str, target: str, day: date) -> Found:
    """The rate of a day; NoRate where there is none."""
    found = find(entity_id, source, target, day)
    if found is None:
        raise NoRate(
            field="from_currency", found=f"{source} → {target}, {day.isoformat()}",
            expected=f"≤ {OLDEST} days old", fix="Set or import the rate of this day.",
        )  # fmt: skip
    return found


def rates_page(
    entity_id: UUID,
    *,
    currency: str = "",
    on: date | None = None,
    since: date | None = None,
    until: date | None = None,
    history: bool = False,
    cursor: str | None = None,
    limit: int = 50,
) -> tuple[list[Rate], str | None]:
    """Rates, the latest day first; `history` with those that a correction replaced."""
    rows = ExchangeRate.objects.filter(entity_id=entity_id)
    if not history:
        rows = _standing(rows)
    if currency:
        rows = rows.filter(Q(from_currency=currency) | Q(to_currency=currency))
    wanted = {"day": on, "day__gte": since, "day__lte": until}
    rows = rows.filter(**{k: v for k, v in wanted.items() if v})
    found, following = keyset(rows, ("-day", "from_currency", "to_currency", "-id"), cursor, limit)
    return [_rate(row) for row in found], following


def pairs(entity_id: UUID, today: date) -> list[PairFacts]:
    """Every pair with a rate of a day until today, by name. Two statements."""
    rows = ExchangeRate.objects.filter(entity_id=entity_id, day__lte=today)
    named = ("from_currency", "to_currency")
    last = rows.order_by(*named, "-day", "-revision").distinct(*named)
    drawn: dict[tuple[str, str], list[Decimal]] = {}
    recent = _standing(rows.filter(day__gt=today - timedelta(days=DRAWN))).order_by("day")
    for source, target, value in recent.values_list(*named, "rate"):
        drawn.setdefault((source, target), []).append(value)
    return [
        PairFacts(one, (today - one.day).days, tuple(drawn.get(one.pair, ())))
        for one in map(_rate, last)
    ]


def _standing(rows: QuerySet[ExchangeRate]) -> QuerySet[ExchangeRate]:
    """Without those that a later revision replaced."""
    later = ExchangeRate.objects.filter(
        entity_id=OuterRef("entity_id"), day=OuterRef("day"),
        from_currency=OuterRef("from_currency"), to_currency=OuterRef("to_currency"),
        revision__gt=OuterRef("revision"),
    )  # fmt: skip
    return rows.filter(~Exists(later))


def _rate(row: ExchangeRate) -> Rate:
    return Rate(
        row.day, row.from_currency, row.to_currency, row.rate.normalize(), row.source, row.revision
    )
