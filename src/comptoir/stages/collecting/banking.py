"""Reads of the bank lines that wait for a payment, and of what they may pay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from comptoir.platform.paging import keyset
from comptoir.stages.collecting import importing
from comptoir.stages.collecting.core.bank import StatementRow
from comptoir.stages.collecting.core.matching import Reason, Verdict, match
from comptoir.stages.collecting.models import BankLine, Payment


@dataclass(frozen=True, slots=True)
class BankLineFacts:
    """A line of a bank statement that waits for a payment, and what it may pay."""

    id: int
    booked_on: date
    amount_minor: int
    currency: str
    text: str
    payer: str
    payer_iban: str
    verdict: Verdict


def unmatched(entity_id: UUID, limit: int = 100) -> list[BankLineFacts]:
    """Money in of the statements for which no payment was booked, the newest first, with a hint."""
    return unmatched_page(entity_id, limit=limit)[0]


def unmatched_page(
    entity_id: UUID, *, cursor: str | None = None, limit: int = 50
) -> tuple[list[BankLineFacts], str | None]:
    """`unmatched` page by page."""
    rows, following = keyset(_waiting(entity_id), ("-booked_on", "-id"), cursor, limit)
    debts = importing.debts_of(entity_id) if rows else None
    return [_bank_line(row, match(_row(row), debts)) for row in rows if debts], following


def bank_line(entity_id: UUID, line_id: int) -> BankLineFacts | None:
    """A line that waits for a payment; None when it is unknown or booked."""
    row = _waiting(entity_id).filter(pk=line_id).first()
    return _bank_line(row, Verdict(Reason.NOTHING)) if row else None


def count_unmatched(entity_id: UUID) -> int:
    """How many lines wait."""
    return _waiting(entity_id).count()


def _waiting(entity_id: UUID) -> QuerySet[BankLine]:
    booked = Payment.objects.filter(entity_id=entity_id, bank_line__isnull=False)
    rows = BankLine.objects.filter(entity_id=entity_id, amount_minor__gt=0)
    return rows.exclude(pk__in=booked.values("bank_line"))


def _bank_line(row: BankLine, verdict: Verdict) -> BankLineFacts:
    return BankLineFacts(
        row.pk, row.booked_on, row.amount_minor, row.currency, row.text, row.payer,
        row.payer_iban, verdict,
    )  # fmt: skip


def _row(row: BankLine) -> StatementRow:
    return StatementRow(
        0, row.booked_on, row.amount_minor, row.currency, row.text, row.payer, row.payer_iban
    )
