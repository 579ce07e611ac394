"""A bank statement becomes lines, and lines that match without doubt become payments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from hashlib import sha256
from uuid import UUID

from comptoir.kernel.errors import NotFound, Refused
from comptoir.platform.actions import Do
from comptoir.records.ledger import queries as ledger
from comptoir.records.parties import queries as parties
from comptoir.stages.collecting import returning, settling
from comptoir.stages.collecting.core.bank import Mapping, StatementRow, read_statement
from comptoir.stages.collecting.core.matching import Debt, Debts, Verdict, match
from comptoir.stages.collecting.core.returns import Found, Received, match_return
from comptoir.stages.collecting.events import StatementImported
from comptoir.stages.collecting.models import Allocation, BankLine, OpenItem, Payment, Statement
from comptoir.stages.collecting.return_models import PaymentReturn
from comptoir.stages.collecting.returning import Back
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
    receipts, backs = _certain(do, fresh), _taken_back(do, fresh)
    back = [one.payment_id for one in backs]
    settled = {UUID(s.id) for receipt in receipts for s in receipt.wanted or ()}
    items = settling.lock_items(do.entity_id, settled | returning.to_lock(back))
    payments = returning.lock(do, back)
    receipts = _still_open(receipts, items)
    event = do.record(
        StatementImported(
            entity_id=do.entity_id, statement_id=statement.pk, lines=len(rows),
            new_lines=len(fresh), payments=len(receipts), returned=len(backs),
        )
    )  # fmt: skip
    if receipts:
        settling.book(do, receipts, items)
    if backs:
        returning.give_back(do, backs, payments, items)
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


def _taken_back(do: Do, fresh: Sequence[tuple[BankLine, StatementRow]]) -> list[Back]:
    """The returns to book: a line that says so, of exactly one payment that it names; each payment once."""
    out = [(line, row) for line, row in fresh if row.amount_minor < 0]
    book = ledger.book(do.entity_id) if out else None
    closed = book.closed_through if book else None
    received = received_of(do.entity_id, {-row.amount_minor for _line, row in out})
    found: dict[str, Back] = {}
    for line, row in out:
        in_time = row.booked_on <= do.today and not (closed and row.booked_on <= closed)
        verdict = match_return(row, [r for r in received if r.id not in found])
        if in_time and verdict.found is Found.NAMED:
            pk = UUID(verdict.payment)
            found[verdict.payment] = Back(
                pk, verdict.code, row.booked_on, note=row.text[:140], bank_line_id=line.pk
            )
    return list(found.values())


def received_of(entity_id: UUID, amounts: Collection[int]) -> list[Received]:
    """The payments of these amounts that have not come back, with the numbers that they are known by."""
    rows = Payment.objects.filter(
        entity_id=entity_id, amount_minor__in=amounts, came_back__isnull=True
    )
    paid = {row.pk: row for row in rows.order_by("received_on", "pk")} if amounts else {}
    numbers: dict[UUID, list[str]] = {pk: [row.number] for pk, row in paid.items()}
    settled = Allocation.objects.filter(payment__in=paid, reverses=None)
    for pk, number in settled.values_list("payment_id", "item__number"):
        if pk:
            numbers[pk].append(number)
    return [
        Received(str(pk), tuple(numbers[pk]), row.currency, row.amount_minor, row.received_on)
        for pk, row in paid.items()
    ]


def check_return(entity_id: UUID, bank_line_id: int, amount_minor: int, currency: str) -> None:
    """Refuse a return that is not the bank line's, or a line that was booked before."""
    line = BankLine.objects.filter(pk=bank_line_id, entity_id=entity_id).first()
    if line is None:
        raise UnknownBankLine(field="bank_line_id", found=str(bank_line_id))
    if PaymentReturn.objects.filter(bank_line=line).exists():
        raise LineBooked(field="bank_line_id", found=str(bank_line_id))
    if (line.amount_minor, line.currency) != (-amount_minor, currency):
        raise LineDiffers(
            field="amount", found=f"{-amount_minor} {currency}",
            expected=f"{line.amount_minor} {line.currency}",
        )  # fmt: skip


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
