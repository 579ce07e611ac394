"""Writes recognitions: rows and ledger entries, of one deed or of a thousand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from comptoir.platform import bulk
from comptoir.platform.actions import Do
from comptoir.records.ledger import parts as ledger
from comptoir.records.ledger import queries as books
from comptoir.records.ledger.parts import EntryDraft, LineDraft
from comptoir.records.parties import queries as parties
from comptoir.stages.recognizing.models import Recognition
from comptoir.stages.recognizing.sources import Head

RECOGNITION_COLUMNS = (
    "obligation_id", "cause", "delivery_line_id", "invoice_line_id", "month", "recognized_on",
    "amount_minor",
)  # fmt: skip
_LABELS = {"fr": "Produits constatés {}", "en": "Revenue recognized {}"}


@dataclass(frozen=True, slots=True)
class Earned:
    """A recognition to write; the words are explained on the model."""

    head: Head
    cause: str
    month: date
    recognized_on: date
    amount_minor: int
    delivery_line_id: int | None = None
    invoice_line_id: int | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """The document, or the month, that the entry points to."""

    id: UUID
    number: str


def first_open_day(entity_id: UUID, day: date) -> date:
    """`day`, or the first day of the open period if the books of that day are closed."""
    book = books.book(entity_id)
    return open_day(book.closed_through if book else None, day)


def open_day(closed_through: date | None, day: date) -> date:
    """`first_open_day`, of books whose last closed day is known."""
    if closed_through is None or day > closed_through:
        return day
    return closed_through + timedelta(days=1)


def write(do: Do, earned: Sequence[Earned], origin: Origin) -> None:
    """Store the rows, post one entry per day of posting."""
    store(earned)
    ledger.post(do, entries(do.entity_id, earned, origin))


def store(earned: Sequence[Earned]) -> None:
    rows = (
        (e.head.id, e.cause, e.delivery_line_id, e.invoice_line_id, e.month, e.recognized_on,
         e.amount_minor)
        for e in earned
    )  # fmt: skip
    bulk.copy(Recognition._meta.db_table, RECOGNITION_COLUMNS, rows)


def entries(entity_id: UUID, earned: Iterable[Earned], origin: Origin) -> list[EntryDraft]:
    """Debit deferred revenue, credit revenue: one entry per day of posting, a line per account."""
    days: dict[date, dict[tuple[str, str], int]] = {}
    for e in earned:
        sums = days.setdefault(e.recognized_on, {})
        key = (e.head.account_role, e.head.currency)
        sums[key] = sums.get(key, 0) + e.amount_minor
    label = _LABELS[parties.entity(entity_id).language].format(origin.number)
    return [
        EntryDraft(
            journal="OD", booked_on=day, label=label, source_kind="recognition",
            source_id=origin.id, source_number=origin.number, lines=_lines(sums),
        )
        for day, sums in sorted(days.items())
    ]  # fmt: skip


def _lines(sums: dict[tuple[str, str], int]) -> tuple[LineDraft, ...]:
    deferred: dict[str, int] = {}
    for (_, currency), minor in sums.items():
        deferred[currency] = deferred.get(currency, 0) + minor
    return (
        *(LineDraft("deferred", minor, currency) for currency, minor in sorted(deferred.items())),
        *(LineDraft(role, -minor, currency) for (role, currency), minor in sorted(sums.items())),
    )
