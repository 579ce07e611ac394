"""A bank statement becomes lines, and lines that match without doubt become payments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from hashlib import sha256
from uuid import UUID

from comptoir.kernel.errors import NotFound, Refused
from comptoir.platform.actions import Do
from comptoir.records.ledger import queries as ledger
from comptoir.records.parties import queries as parties
from comptoir.stages.collecting import settling
from comptoir.stages.collecting.core.bank import Mapping, StatementRow, read_statement
from comptoir.stages.collecting.core.matching import Debt, Debts, Verdict, match
from comptoir.stages.collecting.events import StatementImported
from comptoir.stages.collecting.models import BankLine, OpenItem, Payment, Statement
from comptoir.stages.collecting.settling import Receipt


class UnknownBankLine(NotFound):
    """There is no such line in the bank statements."""

    code = "unknown_bank_line"


class LineBooked(Refused):
    """A payment was booked for this bank line already."""

    code = "line_booked"


class LineDiffers(Refused):
    """The payment's amount is not that of the bank line."""

    code = "line_differs"


def run(do: Do, name: str, content: bytes, mapping: Mapping) -> StatementImported:
    """Keep the new lines of a statement and book what matches; see actions.import_statement."""
    rows = read_statement(content, mapping)
    digest = sha256(content).hexdigest()
    statement, _created = Statement.objects.get_or_create(
        entity_id=do.entity_id,
        sha256=digest,
        defaults={"name": name[:200], "lines_read": len(rows)},
    )
    fresh = _keep(do, statement, rows)
    receipts = _certain(do, fresh)
    items = settling.lock_items(
        do.entity_id, {UUID(s.id) for receipt in receipts for s in receipt.wanted or ()}
    )
    receipts = _still_open(receipts, items)
    event = do.record(
        StatementImported(
            entity_id=do.entity_id, statement_id=statement.pk, lines=len(rows),
            new_lines=len(fresh), payments=len(receipts),
        )
    )  # fmt: skip
    if receipts:
        settling.book(do, receipts, items)
    return event


def _keep(
    do: Do, statement: Statement, rows: Sequence[StatementRow]
) -> list[tuple[BankLine, StatementRow]]:
    """Store the lines that are not known yet."""
    known = set(
        BankLine.objects.filter(
            entity_id=do.entity_id, fingerprint__in={row.fingerprint for row in rows}
        ).values_list("fingerprint", "occurrence")
    )
    fresh = [row for row in rows if (row.fingerprint, row.occurrence) not in known]
    lines = BankLine.objects.bulk_create(
        BankLine(
            entity_id=do.entity_id, statement=statement, fingerprint=row.fingerprint,
            occurrence=row.occurrence, booked_on=row.booked_on, amount_minor=row.amount_minor,
            currency=row.currency, text=row.text, payer=row.payer, payer_iban=row.payer_iban,
        )
        for row in fresh
    )  # fmt: skip
    return list(zip(lines, fresh, strict=True))


def _certain(do: Do, fresh: Iterable[tuple[BankLine, StatementRow]]) -> list[Receipt]:
    """The payments to book; nothing for a closed period, a later day, or money that went out."""
    book = ledger.book(do.entity_id)
    closed = book.closed_through if book else None
    debts = debts_of(do.entity_id)
    receipts = []
    for line, row in fresh:
        in_time = row.booked_on <= do.today and not (closed and row.booked_on <= closed)
        if row.amount_minor <= 0 or not in_time:
            continue
        verdict = match(row, debts)
        if verdict.certain:
            debts.take(verdict.shares)
            receipts.append(_receipt(line, verdict))
    return receipts


def _receipt(line: BankLine, verdict: Verdict) -> Receipt:
    return Receipt(
        UUID(verdict.customer), line.amount_minor, line.currency, line.booked_on, "transfer",
        line.text, verdict.shares, line.pk, verdict.reason.value,
    )  # fmt: skip


def _still_open(receipts: Sequence[Receipt], items: settling.Items) -> list[Receipt]:
    """Those whose invoices nobody settled meanwhile."""
    left = {str(key): item.open_minor for key, item in items.items()}
    kept = []
    for receipt in receipts:
        shares = receipt.wanted or ()
        if all(s.amount_minor <= left.get(s.id, 0) for s in shares):
            for s in shares:
                left[s.id] -= s.amount_minor
            kept.append(receipt)
    return kept


def debts_of(entity_id: UUID) -> Debts:
    """All that is owed to the company, ready to be matched."""
    rows = OpenItem.objects.filter(entity_id=entity_id, open_minor__gt=0).values_list(
        "pk", "number", "customer_id", "currency", "due_on", "open_minor"
    )
    debts = [Debt(str(pk), n, str(c), cur, due, minor) for pk, n, c, cur, due, minor in rows]
    customers = parties.customers({UUID(d.customer) for d in debts})
    ibans: dict[str, set[str]] = defaultdict(set)
    for customer in customers.values():
        if customer.iban:
            ibans[customer.iban.replace(" ", "").upper()].add(str(customer.id))
    names = {str(pk): customer.name for pk, customer in customers.items()}
    return Debts(debts, names, {iban: frozenset(ids) for iban, ids in ibans.items()})


def check_line(entity_id: UUID, bank_line_id: int, amount_minor: int, currency: str) -> None:
    """Refuse a payment that is not the bank line's, or a line that was booked before."""
    line = BankLine.objects.filter(pk=bank_line_id, entity_id=entity_id).first()
    if line is None:
        raise UnknownBankLine(field="bank_line_id", found=str(bank_line_id))
    if Payment.objects.filter(bank_line=line).exists():
        raise LineBooked(field="bank_line_id", found=str(bank_line_id))
    if (line.amount_minor, line.currency) != (amount_minor, currency):
        raise LineDiffers(
            field="amount", found=f"{amount_minor} {currency}",
            expected=f"{line.amount_minor} {line.currency}",
        )  # fmt: skip
