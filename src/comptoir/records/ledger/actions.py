"""Open books, post by hand, reverse, close, map a role to an account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from comptoir.kernel.errors import Invalid, Refused
from comptoir.kernel.money import exponent
from comptoir.platform.actions import Do, action
from comptoir.platform.ids import new_id
from comptoir.records.ledger import posting
from comptoir.records.ledger.core.chart import CONTROL_ROLES, PCG
from comptoir.records.ledger.core.posting import PostingLine, check_entry, reversal
from comptoir.records.ledger.events import (
    AccountMapped,
    BooksOpened,
    EntryPosted,
    EntryReversed,
    PeriodClosed,
)
from comptoir.records.ledger.models import Account, Book, Entry, Line
from comptoir.records.ledger.posting import BooksNotOpen, Placed
from comptoir.records.ledger.queries import UnknownAccount, UnknownEntry


class BooksAlreadyOpen(Refused):
    """The books of this company are open already."""

    code = "books_already_open"


class ControlAccount(Refused):
    """Only documents post to this account, because a sub-ledger stands behind it."""

    code = "control_account"


class EntryOfDocument(Refused):
    """This entry comes from a document; correct the document instead."""

    code = "entry_of_document"


class AlreadyReversed(Refused):
    """This entry was reversed before."""

    code = "already_reversed"


class AlreadyClosed(Refused):
    """The books are closed up to this day or later already."""

    code = "already_closed"


class PeriodNotOver(Refused):
    """Only a month that is over can be closed."""

    code = "period_not_over"


class NotMonthEnd(Invalid):
    """A period closes on the last day of a month."""

    code = "not_month_end"


class AccountInUse(Refused):
    """Entries were posted under this role; it keeps its account."""

    code = "account_in_use"


@dataclass(frozen=True, slots=True)
class ManualLine:
    """A line typed by a person: account code, debit positive, credit negative, minor units."""

    account: str
    amount_minor: int


@action(may="ledger.write")
def open_books(do: Do) -> BooksOpened:
    """Give a company its chart of accounts (French PCG) and an empty, open ledger."""
    _book, created = Book.objects.get_or_create(entity_id=do.entity_id)
    if not created:
        raise BooksAlreadyOpen
    Account.objects.bulk_create(
        Account(
            entity_id=do.entity_id, code=a.code, name_fr=a.name_fr, name_en=a.name_en,
            kind=a.kind.value, role=a.role,
        )
        for a in PCG
    )  # fmt: skip
    return do.record(BooksOpened(entity_id=do.entity_id, accounts=len(PCG)))


@action(may="ledger.write")
def post_manual(
    do: Do, *, journal: str, booked_on: date, label: str, currency: str, lines: Sequence[ManualLine]
) -> EntryPosted:
    """Post an entry that no document makes: opening balances, accruals, bank fees."""
    exponent(currency)
    accounts = {
        a.code: a
        for a in Account.objects.filter(entity_id=do.entity_id, code__in=[x.account for x in lines])
    }
    _check_manual(lines, accounts)
    placed = Placed(
        journal, booked_on, label, "manual", new_id(), "",
        tuple(PostingLine(x.account, x.amount_minor, currency) for x in lines),
    )  # fmt: skip
    check_entry(placed.lines)
    ref = posting.write(do, [placed], {code: a.pk for code, a in accounts.items()})[0]
    return do.record(EntryPosted(entity_id=do.entity_id, entry_id=ref.id, number=ref.number))


def _check_manual(lines: Sequence[ManualLine], accounts: dict[str, Account]) -> None:
    for n, line in enumerate(lines):
        field = f"lines.{n}.account"
        if line.account not in accounts:
            raise UnknownAccount(field=field, found=line.account)
        if accounts[line.account].role in CONTROL_ROLES:
            raise ControlAccount(field=field, found=line.account)


@action(may="ledger.write")
def reverse_entry(do: Do, *, entry_id: int, reason: str) -> EntryReversed:
    """Undo a manual entry by its mirror image, booked today; nothing is ever deleted."""
    Book.objects.select_for_update().filter(pk=do.entity_id).first()  # two reversals take turns
    entry = Entry.objects.filter(pk=entry_id, entity_id=do.entity_id).first()
    if entry is None:
        raise UnknownEntry(field="entry_id", found=str(entry_id))
    if entry.source_kind != "manual":
        raise EntryOfDocument(field="entry_id", found=entry.source_number)
    if Entry.objects.filter(reverses=entry).exists():
        raise AlreadyReversed(field="entry_id", found=str(entry.number))
    lines = Line.objects.filter(entry=entry).select_related("account").order_by("id")
    keys = {x.account.code: x.account_id for x in lines}
    placed = Placed(
        entry.journal, do.today, reason[:160], entry.source_kind, entry.source_id,
        entry.source_number,
        reversal(PostingLine(x.account.code, x.amount_minor, x.currency,
                             str(x.party_id or "")) for x in lines),
        reverses=entry.number, reverses_id=entry.pk,
    )  # fmt: skip
    ref = posting.write(do, [placed], keys)[0]
    return do.record(EntryReversed(entity_id=do.entity_id, entry_id=entry.pk, reversal_id=ref.id))


@action(may="ledger.close")
def close_period(do: Do, *, through: date) -> PeriodClosed:
    """Close the books through a month's last day; nothing is posted on or before it any more."""
    book = Book.objects.select_for_update().filter(pk=do.entity_id).first()
    if book is None:
        raise BooksNotOpen(fix="open the books first")
    if (through + timedelta(days=1)).day != 1:
        raise NotMonthEnd(field="through", found=through.isoformat())
    if through >= do.today:
        raise PeriodNotOver(
            field="through", found=through.isoformat(), expected=f"< {do.today.isoformat()}"
        )
    before = book.closed_through
    if before and through <= before:
        raise AlreadyClosed(field="through", found=through.isoformat(), expected=f"> {before}")
    book.closed_through = through
    book.save(update_fields=["closed_through"])
    return do.record(
        PeriodClosed(entity_id=do.entity_id, through=through),
        changed={"closed_through": (before, through)},
    )


@action(may="ledger.write")
def map_account(do: Do, *, role: str, code: str) -> AccountMapped:
    """Let another account play a role, before anything was posted under it."""
    Book.objects.select_for_update().filter(pk=do.entity_id).first()  # no posting meanwhile
    own = Account.objects.filter(entity_id=do.entity_id)
    target, before = own.filter(code=code).first(), own.filter(role=role).first()
    if target is None:
        raise UnknownAccount(field="code", found=code)
    if before is None:
        raise UnknownAccount(field="role", found=role)
    if target.role and target.role != role:
        raise AccountInUse(field="code", found=code, expected=target.role)
    if Line.objects.filter(account=before).exists():
        raise AccountInUse(field="role", found=role, expected=before.code)
    own.filter(pk=before.pk).update(role=None)
    own.filter(pk=target.pk).update(role=role)
    return do.record(
        AccountMapped(entity_id=do.entity_id, role=role, code=code),
        changed={"code": (before.code, code)},
    )
