"""Reads of the bank lines that wait for a payment, and of what they may pay."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from comptoir.kernel.errors import NotFound
from comptoir.platform.paging import keyset
from comptoir.stages.collecting import importing
from comptoir.stages.collecting.core.bank import StatementRow
from comptoir.stages.collecting.core.matching import Reason, Verdict, match
from comptoir.stages.collecting.core.returns import Found, match_return
from comptoir.stages.collecting.models import BankLine, Payment, Statement
from comptoir.stages.collecting.return_models import PaymentReturn


class UnknownStatement(NotFound):
    """There is no such bank statement."""

    code = "unknown_statement"


@dataclass(frozen=True, slots=True)
class StatementFacts:
    """An imported bank statement file."""

    id: UUID
    name: str
    lines_read: int
    new_lines: int
    payments: int
    returned: int


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
    statement_id: UUID
    verdict: Verdict


def unmatched(entity_id: UUID, limit: int = 100) -> list[BankLineFacts]:
    """Money in of the statements for which no payment was booked, the newest first, with a hint."""
    return unmatched_page(entity_id, limit=limit)[0]


def unmatched_page(
    entity_id: UUID,
    *,
    text: str = "",
    currency: str = "",
    statement_id: UUID | None = None,
    since: date | None = None,
    until: date | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> tuple[list[BankLineFacts], str | None]:
    """`unmatched` page by page; text: in the line's text, the payer's name or IBAN."""
    wanted = {
        "currency": currency, "statement_id": statement_id,
        "booked_on__gte": since, "booked_on__lte": until,
    }  # fmt: skip
    waiting = _waiting(entity_id).filter(**{k: v for k, v in wanted.items() if v})
    words = text.strip()
    if words:
        iban = words.replace(" ", "")
        named = Q(text__icontains=words) | Q(payer__icontains=words)
        waiting = waiting.filter(named | Q(payer_iban__icontains=iban))
    rows, following = keyset(waiting, ("-booked_on", "-id"), cursor, limit)
    debts = importing.debts_of(entity_id) if rows else None
    return [_bank_line(row, match(_row(row), debts)) for row in rows if debts], following


def bank_line(entity_id: UUID, line_id: int) -> BankLineFacts | None:
    """A line that waits for a payment; None when it is unknown or booked."""
    row = _waiting(entity_id).filter(pk=line_id).first()
    return _bank_line(row, Verdict(Reason.NOTHING)) if row else None


def count_unmatched(entity_id: UUID) -> int:
    """How many lines wait."""
    return _waiting(entity_id).count()


def statement_file(entity_id: UUID, statement_id: UUID) -> StatementFacts:
    """An imported file and what came of it."""
    found = statement_files([statement_id], entity_id).get(statement_id)
    if found is None:
        raise UnknownStatement(field="statement_id", found=str(statement_id))
    return found


def statement_files(
    ids: Iterable[UUID], entity_id: UUID | None = None
) -> dict[UUID, StatementFacts]:
    """Several imported files by id; an unknown one is left out."""
    rows = Statement.objects.filter(pk__in=set(ids))
    rows = rows.filter(entity_id=entity_id) if entity_id else rows
    told = BankLine.objects.filter(statement__in=rows).values_list("statement")
    lines = dict(told.annotate(n=Count("id")))
    booked = Payment.objects.filter(bank_line__statement__in=rows)
    paid = dict(booked.values_list("bank_line__statement").annotate(n=Count("id")))
    taken = PaymentReturn.objects.filter(bank_line__statement__in=rows)
    back = dict(taken.values_list("bank_line__statement").annotate(n=Count("id")))
    return {
        r.pk: StatementFacts(
            r.pk, r.name, r.lines_read, *(found.get(r.pk, 0) for found in (lines, paid, back))
        )
        for r in rows
    }


@dataclass(frozen=True, slots=True)
class TakenFacts:
    """Money that went out of the bank, and which payments it may return."""

    id: int
    booked_on: date
    amount_minor: int
    currency: str
    text: str
    code: str
    payments: tuple[UUID, ...]


def taken_back(entity_id: UUID, since: date, limit: int = 100) -> list[TakenFacts]:
    """Lines since a day that say that a payment came back, and are not booked: somebody decides; newest
    first."""
    booked = PaymentReturn.objects.filter(entity_id=entity_id, bank_line__isnull=False)
    rows = BankLine.objects.filter(entity_id=entity_id, amount_minor__lt=0, booked_on__gte=since)
    out = list(rows.exclude(pk__in=booked.values("bank_line")).order_by("-booked_on", "-id")[:500])
    received = importing.received_of(entity_id, {-row.amount_minor for row in out})
    told = ((row, match_return(_row(row), received)) for row in out)
    found = [
        TakenFacts(
            row.pk, row.booked_on, row.amount_minor, row.currency, row.text, verdict.code,
            tuple(UUID(pk) for pk in (verdict.payment, *verdict.candidates) if pk),
        )
        for row, verdict in told
        if verdict.found is not Found.NOTHING
    ]  # fmt: skip
    return found[:limit]


def _waiting(entity_id: UUID) -> QuerySet[BankLine]:
    booked = Payment.objects.filter(entity_id=entity_id, bank_line__isnull=False)
    rows = BankLine.objects.filter(entity_id=entity_id, amount_minor__gt=0)
    return rows.exclude(pk__in=booked.values("bank_line"))


def _bank_line(row: BankLine, verdict: Verdict) -> BankLineFacts:
    return BankLineFacts(
        row.pk, row.booked_on, row.amount_minor, row.currency, row.text, row.payer,
        row.payer_iban, row.statement_id, verdict,
    )  # fmt: skip


def _row(row: BankLine) -> StatementRow:
    return StatementRow(
        0, row.booked_on, row.amount_minor, row.currency, row.text, row.payer, row.payer_iban
    )
