"""The books over HTTP."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, StreamingHttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from comptoir.kernel.money import money
from comptoir.kernel.period import month_of
from comptoir.platform.expanding import Expandable, expandable
from comptoir.platform.paging import after
from comptoir.platform.schemas import (
    JSON_LINES,
    CustomerId,
    Day,
    DecimalText,
    In,
    MoneyOut,
    Page,
    Paged,
)
from comptoir.platform.web import entity_of, perform
from comptoir.records.ledger import actions, queries
from comptoir.records.ledger.actions import ManualLine
from comptoir.records.ledger.posting import BooksNotOpen

router = Router(tags=["Ledger"])
Code = Annotated[str, Field(pattern=r"^[0-9A-Z]{3,12}$", examples=["411000"])]
CurrencyCode = Annotated[str, Field(pattern=r"^[A-Z]{3}$", examples=["EUR"])]
Label = Annotated[str, Field(min_length=1, max_length=160, pattern=r"^[^\x00]*$")]


class AccountOut(Schema):
    code: str
    name_fr: str
    name_en: str
    kind: str
    role: str | None


class BalanceOut(Schema):
    """debit and credit are both positive; balance = debit − credit."""

    account: AccountOut
    debit: MoneyOut
    credit: MoneyOut
    balance: MoneyOut


class TrialBalanceOut(Schema):
    """totals: per currency debit − credit, always zero."""

    through: date | None
    balances: list[BalanceOut]
    totals: list[MoneyOut]


class EntryLineOut(Schema):
    """amount: debit positive, credit negative."""

    entry_id: int
    number: int
    booked_on: date
    label: str
    document: str
    account: str
    amount: MoneyOut
    customer_id: CustomerId | None


class EntryOut(Expandable):
    id: int
    number: int
    journal: str
    booked_on: date
    label: str
    source_kind: str
    document: str
    recorded_at: datetime
    digest: str
    batch: int
    reverses_id: int | None
    reversed_by_id: int | None
    lines: list[EntryLineOut]


class EntryLineIn(In):
    """amount: debit positive, credit negative, major units."""

    account: Code
    amount: DecimalText


class EntryIn(In):
    journal: Literal["VE", "BQ", "OD", "AN"]
    booked_on: Day
    label: Label
    currency: CurrencyCode
    lines: Annotated[list[EntryLineIn], Field(min_length=2, max_length=500)]


class ReversalIn(In):
    reason: Label


class BooksCloseIn(In):
    through: Day


class MapIn(In):
    role: Annotated[str, Field(pattern=r"^[a-z_]{2,30}$")]
    code: Code


class BooksOut(Schema):
    """head: of the hash chain; keep it elsewhere to prove later that nothing was changed."""

    closed_through: date | None
    entries: int
    batches: int
    head: str


class FaultOut(Schema):
    kind: str
    batch_seq: int
    entry_number: int | None
    found: str
    expected: str


class VerificationOut(Schema):
    entries: int
    batches: int
    head: str
    faults: list[FaultOut]


class JournalFilter(Paged):
    """month: any day of it; document: a document or entry number; q: a part of the label."""

    month: Day | None = None
    journal: Literal["", "VE", "BQ", "OD", "AN"] = ""
    document: Annotated[str, Field(max_length=40)] = ""
    q: Annotated[str, Field(max_length=100)] = ""
    account: Literal[""] | Code = ""
    customer_id: CustomerId | None = None
    currency: Literal[""] | CurrencyCode = ""
    since: Day | None = None
    until: Day | None = None


class LineFilter(Paged):
    currency: CurrencyCode | None = None
    customer_id: CustomerId | None = None
    since: Day | None = None
    through: Day | None = None


@router.get("/ledger/books", response=BooksOut)
def books(request: HttpRequest) -> queries.BookFacts:
    """How far the books are closed, and the head of their chain."""
    found = queries.book(entity_of(request))
    if found is None:
        raise BooksNotOpen(fix="POST /ledger/books")
    return found


@router.post("/ledger/books", response=BooksOut)
def open_books(request: HttpRequest) -> BooksOut:
    """Open the books with the French chart of accounts."""
    return perform(request, actions.open_books, lambda e: _book(e.entity_id))


@router.get("/ledger/accounts", response=Page[AccountOut])
def accounts(request: HttpRequest, paging: Query[Paged]) -> dict[str, Any]:
    """The chart of accounts, by code."""
    found = queries.accounts(entity_of(request))
    items, following = after(found, lambda a: (a.code,), paging.cursor, paging.limit)
    return {"items": items, "next": following}


@router.post("/ledger/accounts/map", response=AccountOut)
def map_account(request: HttpRequest, body: MapIn) -> queries.AccountFacts:
    """Let another account play a role, before anything was posted under it."""
    return perform(
        request, actions.map_account, lambda e: queries.account(e.entity_id, e.code),
        **body.model_dump(),
    )  # fmt: skip


@router.get("/ledger/trial-balance", response=TrialBalanceOut)
def trial_balance(request: HttpRequest, through: Day | None = None) -> TrialBalanceOut:
    """Every account that moved, per currency."""
    found = queries.trial_balance(entity_of(request), through)
    sums: dict[str, int] = {}
    for b in found:
        sums[b.currency] = sums.get(b.currency, 0) + b.balance
    return TrialBalanceOut(
        through=through,
        balances=[_balance(b) for b in found],
        totals=[MoneyOut.of(off, currency) for currency, off in sorted(sums.items())],
    )


@router.get("/ledger/accounts/{code}/lines", response=Page[EntryLineOut])
def account_lines(request: HttpRequest, code: Code, filters: Query[LineFilter]) -> dict[str, Any]:
    """The lines of an account, newest first."""
    rows, following = queries.account_lines(entity_of(request), code, **_given(filters))
    return {"items": [_line(x) for x in rows], "next": following}


@router.get("/ledger/entries", response=Page[EntryOut])
def journal(request: HttpRequest, filters: Query[JournalFilter]) -> dict[str, Any]:
    """Journal entries, newest first."""
    wanted = _given(filters)
    wanted["text"] = wanted.pop("q")
    day = wanted.pop("month")
    month = month_of(day) if day else None
    rows, following = queries.journal(entity_of(request), month=month, **wanted)
    return {"items": [shown(e) for e in rows], "next": following}


@router.get("/ledger/entries/{entry_id}", response=EntryOut)
@expandable("entry")
def entry(
    request: HttpRequest, entry_id: Annotated[int, Field(ge=1, le=2**63 - 1)]
) -> dict[str, Any]:
    """One entry with its lines."""
    return shown(queries.entry(entity_of(request), entry_id))


@router.post("/ledger/entries", response=EntryOut)
def post_entry(request: HttpRequest, body: EntryIn) -> dict[str, Any]:
    """Post an entry by hand."""
    lines = [ManualLine(x.account, money(x.amount, body.currency).minor) for x in body.lines]
    return perform(
        request, actions.post_manual, lambda e: shown(queries.entry(e.entity_id, e.entry_id)),
        journal=body.journal, booked_on=body.booked_on, label=body.label, currency=body.currency,
        lines=lines,
    )  # fmt: skip


@router.post("/ledger/entries/{entry_id}/reverse", response=EntryOut)
def reverse_entry(
    request: HttpRequest, entry_id: Annotated[int, Field(ge=1, le=2**63 - 1)], body: ReversalIn
) -> dict[str, Any]:
    """Undo a manual entry by its mirror image; answers with the reversal."""
    return perform(
        request, actions.reverse_entry,
        lambda e: shown(queries.entry(e.entity_id, e.reversal_id)),
        entry_id=entry_id, reason=body.reason,
    )  # fmt: skip


@router.post("/ledger/close", response=BooksOut)
def close_period(request: HttpRequest, body: BooksCloseIn) -> BooksOut:
    """Close the books through the last day of a month."""
    return perform(
        request, actions.close_period, lambda e: _book(e.entity_id), through=body.through
    )


@router.get("/ledger/verification", response=VerificationOut)
def verification(request: HttpRequest) -> VerificationOut:
    """Check the hash chain now; names every altered entry or batch."""
    entity_id = entity_of(request)
    book = _book(entity_id)
    found = [FaultOut.from_orm(f) for f in queries.verify(entity_id)]
    return VerificationOut(entries=book.entries, batches=book.batches, head=book.head, faults=found)


@router.get("/ledger/export", openapi_extra=JSON_LINES)
def export(request: HttpRequest) -> StreamingHttpResponse:
    """The books as JSON lines for the stand-alone verifier."""
    lines = (line + "\n" for line in queries.export_chain(entity_of(request)))
    return StreamingHttpResponse(lines, content_type="application/jsonl")


def _given(filters: Schema) -> dict[str, Any]:
    """The fields as read, ids as UUIDs; model_dump would write them out again."""
    return {name: getattr(filters, name) for name in type(filters).model_fields}


def _book(entity_id: Any) -> BooksOut:
    found = queries.book(entity_id)
    if found is None:
        raise BooksNotOpen(fix="POST /ledger/books")
    return BooksOut.from_orm(found)


def _balance(b: queries.BalanceFacts) -> BalanceOut:
    return BalanceOut(
        account=AccountOut.from_orm(b.account),
        debit=MoneyOut.of(b.debit, b.currency),
        credit=MoneyOut.of(b.credit, b.currency),
        balance=MoneyOut.of(b.balance, b.currency),
    )


def _line(x: queries.LineFacts) -> dict[str, Any]:
    return {
        "entry_id": x.entry.id,
        "number": x.entry.number,
        "booked_on": x.entry.booked_on,
        "label": x.entry.label,
        "document": x.entry.source_number,
        "account": x.account.code,
        "amount": MoneyOut.of(x.amount_minor, x.currency),
        "customer_id": x.party_id,
    }


def shown(e: queries.EntryFacts) -> dict[str, Any]:
    head = e.head
    return {
        "id": head.id,
        "number": head.number,
        "journal": head.journal,
        "booked_on": head.booked_on,
        "label": head.label,
        "source_kind": head.source_kind,
        "document": head.source_number,
        "recorded_at": head.at,
        "digest": e.digest,
        "batch": e.batch,
        "reverses_id": e.reverses.id if e.reverses else None,
        "reversed_by_id": e.reversed_by.id if e.reversed_by else None,
        "lines": [_line(x) for x in e.lines],
    }
