"""Reads of the books: balances, accounts, journal, entries, and the proof of the chain."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Sum
from django.utils.translation import get_language, gettext, gettext_noop

from comptoir.kernel.errors import NotFound
from comptoir.kernel.period import Period
from comptoir.platform import sql
from comptoir.platform.paging import Sorts, arranged, keyset
from comptoir.records.ledger.models import Account, Entry, Line
from comptoir.records.ledger.proof import export_chain, verify
from comptoir.shell import format as fmt

__all__ = ["export_chain", "verify"]

# The books keep the label as it was posted; what is read is said by kind and number.
SAID = {
    "recognition": gettext_noop("Revenue recognized %s"),
}
_BOOK = "SELECT closed_through, entries, batches, head FROM ledger_book WHERE entity_id = %s"


class UnknownAccount(NotFound):
    """There is no such account in the chart."""

    code = "unknown_account"


class UnknownEntry(NotFound):
    """There is no such entry in the books."""

    code = "unknown_entry"


@dataclass(frozen=True, slots=True)
class BookFacts:
    """How far the books are closed, and the head of their chain."""

    closed_through: date | None
    entries: int
    batches: int
    head: str


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """An account of the chart. kind: asset | liability | equity | income | expense."""

    id: int
    code: str
    name_fr: str
    name_en: str
    kind: str
    role: str | None

    def name(self, lang: str) -> str:
        return self.name_fr if lang.startswith("fr") else self.name_en


@dataclass(frozen=True, slots=True)
class BalanceFacts:
    """What an account holds in one currency, minor units; debit and credit are both positive."""

    account: AccountFacts
    currency: str
    debit: int
    credit: int

    @property
    def balance(self) -> int:
        """Debit − credit."""
        return self.debit - self.credit


@dataclass(frozen=True, slots=True)
class EntryHead:
    """An entry without its lines."""

    id: int
    number: int
    journal: str
    booked_on: date
    label: str
    source_kind: str
    source_id: UUID
    source_number: str
    at: datetime

    @property
    def said(self) -> str:
        """The label in the reader's language: of the entries that the system words, by their document."""
        words = SAID.get(self.source_kind)
        return gettext(words) % _named(self.source_number) if words else self.label


def _named(number: str) -> str:
    """A month (`2026-10`) by its name, in the reader's language; the number of a document as it is."""
    try:
        day = date.fromisoformat(f"{number}-01")
    except ValueError:
        return number
    return fmt.month(day, get_language() or "en")


@dataclass(frozen=True, slots=True)
class LineFacts:
    """A line: debit positive, credit negative, minor units."""

    id: int
    account: AccountFacts
    amount_minor: int
    currency: str
    party_id: UUID | None
    entry: EntryHead

    @property
    def debit(self) -> int | None:
        return self.amount_minor if self.amount_minor > 0 else None

    @property
    def credit(self) -> int | None:
        return -self.amount_minor if self.amount_minor < 0 else None


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """A journal entry; `digest` is its leaf in the chain, `batch` the posting it belongs to."""

    head: EntryHead
    lines: tuple[LineFacts, ...]
    digest: str
    batch: int
    reverses: EntryHead | None
    reversed_by: EntryHead | None


def book(entity_id: UUID) -> BookFacts | None:
    """The state of the books, None before they are open."""
    row = sql.one(_BOOK, [entity_id])
    return BookFacts(*row) if row else None


def accounts(entity_id: UUID) -> list[AccountFacts]:
    """The chart, by code."""
    return [_account(a) for a in Account.objects.filter(entity_id=entity_id).order_by("code")]


def account(entity_id: UUID, code: str) -> AccountFacts:
    """One account by its code."""
    row = Account.objects.filter(entity_id=entity_id, code=code).first()
    if row is None:
        raise UnknownAccount(field="code", found=code)
    return _account(row)


def balance(entity_id: UUID, role: str, currency: str, through: date | None = None) -> int:
    """Debit − credit of the account that plays `role`, up to and including `through`."""
    rows = Line.objects.filter(account__entity_id=entity_id, account__role=role, currency=currency)
    if through:
        rows = rows.filter(booked_on__lte=through)
    return int(rows.aggregate(sum=Sum("amount_minor"))["sum"] or 0)


_BALANCES = """
SELECT account_id, currency,
       coalesce(sum(amount_minor) FILTER (WHERE amount_minor > 0), 0)::bigint,
       coalesce(-sum(amount_minor) FILTER (WHERE amount_minor < 0), 0)::bigint
FROM ledger_line
WHERE account_id = ANY(%s) AND (%s::date IS NULL OR booked_on <= %s)
GROUP BY account_id, currency
"""


def trial_balance(
    entity_id: UUID, through: date | None = None, code: str | None = None
) -> list[BalanceFacts]:
    """Every account that moved, per currency, by code; each currency sums to zero.

    code  only this account
    """
    chart = {a.id: a for a in accounts(entity_id) if code in (None, a.code)}
    with connection.cursor() as cursor:
        cursor.execute(_BALANCES, [list(chart), through, through])
        rows = cursor.fetchall()
    found = [BalanceFacts(chart[pk], currency, dr, cr) for pk, currency, dr, cr in rows]
    return sorted(found, key=lambda b: (b.currency, b.account.code))


def account_lines(
    entity_id: UUID, code: str, *, currency: str | None = None, customer_id: UUID | None = None,
    since: date | None = None, through: date | None = None,
    cursor: str | None = None, limit: int = 50,
) -> tuple[list[LineFacts], str | None]:  # fmt: skip
    """The lines of an account, newest first, and the cursor of the next page."""
    home = account(entity_id, code)
    rows = Line.objects.filter(account_id=home.id).select_related("entry")
    if currency:
        rows = rows.filter(currency=currency)
    wanted = {"party_id": customer_id, "booked_on__gte": since, "booked_on__lte": through}
    rows = rows.filter(**{k: v for k, v in wanted.items() if v})
    page, following = keyset(rows, ("-booked_on", "-id"), cursor, limit)
    return [_line(x, home, _head(x.entry)) for x in page], following


SORTS: Sorts = {"number": "number", "booked_on": "booked_on", "journal": "journal"}


def journal(
    entity_id: UUID, *, month: Period | None = None, journal: str = "", document: str = "",
    text: str = "", account: str = "", customer_id: UUID | None = None, currency: str = "",
    since: date | None = None, until: date | None = None,
    sort: str = "", cursor: str | None = None, limit: int = 50,
) -> tuple[list[EntryFacts], str | None]:  # fmt: skip
    """Entries, newest number first; `document` matches a document number or an entry number.

    text  a part of the label; account, customer_id, currency: of at least one line, the same one
    """
    rows = Entry.objects.filter(entity_id=entity_id)
    if month:
        rows = rows.filter(booked_on__gte=month.start, booked_on__lt=month.end)
    words = text.replace("\x00", "").strip()
    plain = {
        "journal": journal, "label__icontains": words, "booked_on__gte": since,
        "booked_on__lte": until,
    }  # fmt: skip
    rows = rows.filter(**{k: v for k, v in plain.items() if v})
    lines = {"account__code": account, "party_id": customer_id, "currency": currency}
    if any(lines.values()):
        inside = Line.objects.filter(entry=OuterRef("pk"))
        rows = rows.filter(Exists(inside.filter(**{k: v for k, v in lines.items() if v})))
    if document:
        rows = rows.filter(_about(document))
    page, following = keyset(*arranged(_whole(rows), sort, SORTS, ("-number",)), cursor, limit)
    return _entries(page), following


def entry(entity_id: UUID, entry_id: int) -> EntryFacts:
    """One entry with its lines."""
    row = _whole(Entry.objects.filter(entity_id=entity_id, pk=entry_id)).first()
    if row is None:
        raise UnknownEntry(field="entry_id", found=str(entry_id))
    return _entries([row])[0]


def entries(ids: Iterable[int]) -> dict[int, EntryFacts]:
    """Several entries by id, with their lines."""
    return {e.head.id: e for e in _entries(_whole(Entry.objects.filter(pk__in=set(ids))))}


def entries_of(source_id: UUID) -> list[EntryFacts]:
    """The entries that a document made, oldest first."""
    return _entries(_whole(Entry.objects.filter(source_id=source_id)).order_by("number"))


def _about(document: str) -> Q:
    text = document.replace("\x00", "").strip()
    about = Q(source_number__iexact=text)
    digits = text.upper().removeprefix("E-")
    if digits.isascii() and digits.isdigit() and len(digits) < 18:
        about |= Q(number=int(digits))
    return about


def _whole(rows: QuerySet[Entry]) -> QuerySet[Entry]:
    lines = Line.objects.select_related("account").order_by("id")
    return rows.select_related("batch", "reverses").prefetch_related(Prefetch("lines", lines))


def _entries(rows: Iterable[Entry]) -> list[EntryFacts]:
    found = list(rows)
    undone = {r.reverses_id: r for r in Entry.objects.filter(reverses__in=[e.pk for e in found])}
    return [_entry(row, undone.get(row.pk)) for row in found]


def _entry(row: Entry, undone_by: Entry | None) -> EntryFacts:
    head = _head(row)
    return EntryFacts(
        head=head,
        lines=tuple(_line(x, _account(x.account), head) for x in row.lines.all()),
        digest=row.digest,
        batch=row.batch.seq,
        reverses=_head(row.reverses) if row.reverses else None,
        reversed_by=_head(undone_by) if undone_by else None,
    )


def _fields(kind: Any, row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in kind.__dataclass_fields__}


def _account(row: Account) -> AccountFacts:
    return AccountFacts(**_fields(AccountFacts, row))


def _head(row: Entry) -> EntryHead:
    return EntryHead(**_fields(EntryHead, row))


def _line(row: Line, home: AccountFacts, head: EntryHead) -> LineFacts:
    return LineFacts(row.pk, home, row.amount_minor, row.currency, row.party_id, head)
