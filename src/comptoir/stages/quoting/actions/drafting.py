"""Opening a quote and changing its head."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from comptoir.kernel.errors import Invalid, Refused
from comptoir.platform import bulk, numbering, sql
from comptoir.platform.actions import Change, Do, action
from comptoir.platform.ids import new_id
from comptoir.records.parties import parts as buyers
from comptoir.records.parties import queries as parties
from comptoir.records.parties import terms
from comptoir.stages.pricing import indexes
from comptoir.stages.pricing import queries as pricing
from comptoir.stages.prospecting import queries as prospecting
from comptoir.stages.quoting.actions import cross, rows, stale, whole
from comptoir.stages.quoting.actions.pricing_lines import (
    Categories,
    check_count,
    draft_of,
    price_lines,
)
from comptoir.stages.quoting.core import blocks, schedule, uplift
from comptoir.stages.quoting.core.lines import LineIn
from comptoir.stages.quoting.events import QuoteChanged, QuoteDrafted
from comptoir.stages.quoting.models import Quote, QuoteLine

LANGUAGES = ("fr", "en")
DISCOUNTS = ("none", "percent", "amount")
HEAD = frozenset(
    {"title", "language", "starts_on", "term_months", "valid_until", "deposit_percent", "note"}
    | {"discount_kind", "discount_value", "contact_id", "coupons", "terms_kind", "terms_days"}
    | {"schedule", "uplift"}
)
LONGEST_TERM = 240  # months
HUNDRED = Decimal(100)


class BadTerm(Invalid):
    """The term is between 1 and 240 months."""

    code = "bad_term"


class BadValidity(Invalid):
    """The offer must be valid today at least."""

    code = "bad_validity"


class BadPercent(Invalid):
    """A percentage lies between 0 and 100."""

    code = "bad_percent"


class BadChoice(Invalid):
    """This value is not one of the possible ones."""

    code = "bad_choice"


class DepositTwice(Invalid):
    """The schedule says what is paid at the signature: leave the deposit empty, or the schedule."""

    code = "deposit_twice"


class NoIndexValue(Refused):
    """This index has no value yet: what follows it would follow nothing."""

    code = "no_index_value"


class OtherCustomer(Refused):
    """This belongs to another customer."""

    code = "other_customer"


@action(may="quoting.write")
def draft_quote(
    do: Do,
    *,
    customer_id: UUID,
    opportunity_id: UUID | None = None,
    contact_id: UUID | None = None,
    title: str = "",
    valid_days: int = 30,
    term_months: int = 12,
    starts_on: date | None = None,
    deposit_percent: Decimal = Decimal(0),
    language: str = "",
    currency: str = "",
    note: str = "",
    channel: str = "",
    lines: Sequence[LineIn] = (),
) -> QuoteDrafted:
    """Open a quote for a customer, with the customer's language, currency and terms.

    starts_on  first day of the recurring part; None: the day of acceptance
    channel    chooses the price book, with the customer's segment
    lines      what is known already of its lines: cheaper than adding them afterwards
    """
    return new_draft(
        do, customer_id=customer_id, opportunity_id=opportunity_id, contact_id=contact_id,
        title=title, valid_days=valid_days, term_months=term_months, starts_on=starts_on,
        deposit_percent=deposit_percent, language=language, currency=currency, note=note,
        channel=channel, lines=lines,
    )  # fmt: skip


def new_draft(
    do: Do,
    *,
    customer_id: UUID,
    opportunity_id: UUID | None = None,
    contact_id: UUID | None = None,
    title: str = "",
    valid_days: int = 30,
    term_months: int = 12,
    starts_on: date | None = None,
    deposit_percent: Decimal = Decimal(0),
    language: str = "",
    currency: str = "",
    note: str = "",
    channel: str = "",
    lines: Sequence[LineIn] = (),
) -> QuoteDrafted:
    """The same, joined to whatever else is done."""
    customer = buyers.customer(do, customer_id)
    _check_links(customer, opportunity_id, contact_id)
    money = currency or customer.currency
    book = pricing.default_book(
        do.entity_id, money, do.today, segment=customer.segment, channel=channel
    )
    quote = Quote(
        entity_id=do.entity_id, series=new_id(), customer_id=customer.id, contact_id=contact_id,
        opportunity_id=opportunity_id, book_id=book.id,
        title=title.strip()[:160], language=language or customer.language, currency=money,
        owner_id=owner_of(do), starts_on=starts_on, term_months=term_months,
        valid_until=do.today + timedelta(days=max(0, min(valid_days, 3650))),
        terms_kind=customer.terms_kind, terms_days=customer.terms_days,
        deposit_percent=deposit_percent, note=note, channel=channel.strip()[:40],
    )  # fmt: skip
    check_head(do, quote)
    check_count(lines)
    made, categories = price_lines(do, quote, lines, {}) if lines else ([], {})
    return open_draft(do, quote, made, categories)


@action(may="quoting.write")
def change_quote(
    do: Do, *, quote_id: UUID, revision: int, changes: Mapping[str, Any]
) -> QuoteChanged:
    """Change fields of the head; a new term is taken over by the lines that had the old one.

    revision  of the quote, as its editor saw it; only the same field changed by somebody else is
              refused
    """
    quote = rows.draft(do, quote_id)
    for name in changes:
        if name not in HEAD:
            raise BadChoice(field=name, expected=", ".join(sorted(HEAD)))
    seen = stale.Seen(quote.id, "", revision, quote.revision)
    stale.check_stale(seen, changes, lambda name: getattr(quote, name))
    old_term = quote.term_months
    head: Change = {}
    for name, value in changes.items():
        if getattr(quote, name) != value:
            head[name] = (getattr(quote, name), value)
            setattr(quote, name, value)
    check_head(do, quote)
    if "coupons" in head:
        cross.check_coupons(do, quote)
    _check_terms(quote, head)
    if "contact_id" in head:
        _check_links(parties.customer(quote.customer_id), None, quote.contact_id)
    lines = rows.lines_of(quote)
    before = rows.snapshot(lines)
    if "term_months" in head:
        lines = _with_term(do, quote, lines, old_term)
    return rows.save(do, quote, lines, before, more=head)


def copy_of(line: QuoteLine, quote: Quote) -> QuoteLine:
    """The same line at the same price, for another quote."""
    fields = {f.attname: getattr(line, f.attname) for f in QuoteLine._meta.concrete_fields}
    for name in ("id", "quote_id", "revision"):
        del fields[name]
    return QuoteLine(**fields, quote=quote)


def owner_of(do: Do) -> UUID | None:
    """The person who acts, if it is one."""
    kind, _, pk = do.actor.name.partition(":")
    return UUID(pk) if kind == "user" and len(pk) == 36 else None


def open_draft(
    do: Do,
    quote: Quote,
    lines: Sequence[QuoteLine] = (),
    known: Categories | None = None,
    copied_from: UUID | None = None,
) -> QuoteDrafted:
    """Number and store a new draft with its lines."""
    quote.number = numbering.next_number(do, "quote", do.today)
    for position, line in enumerate(lines, start=1):
        line.position = position
    whole.settle(do, quote, lines, known)
    sql.add(quote)
    bulk.insert(lines, keys=False)
    event = QuoteDrafted(
        entity_id=do.entity_id, quote_id=quote.id, customer_id=quote.customer_id,
        opportunity_id=quote.opportunity_id, renews_contract=quote.renews_contract,
        amends_contract=quote.amends_contract, copied_from=copied_from,
    )  # fmt: skip
    return do.record(event)


def _with_term(do: Do, quote: Quote, lines: Sequence[QuoteLine], old_term: int) -> list[QuoteLine]:
    """The rows with the quote's new term where they had its old one."""
    moved = [li for at, li in enumerate(lines) if not li.level and _has_term(lines, at, old_term)]
    known = {li.product_id: li.decision_id for li in lines}
    drafts = [draft_of(li, term_months=quote.term_months) for li in moved]
    made, _ = price_lines(do, quote, drafts, known)
    return rows.put(lines, made)


def _has_term(lines: Sequence[QuoteLine], at: int, months: int) -> bool:
    """Whether a line or a part of it runs that long; a ramp says itself how long it runs."""
    block = lines[at : blocks.end_of(lines, at)]
    return block[0].block != "ramp" and any(line.term_months == months for line in block)


def _check_links(
    customer: parties.CustomerFacts, opportunity_id: UUID | None, contact_id: UUID | None
) -> None:
    if opportunity_id:
        opportunity = prospecting.opportunity(opportunity_id, customer.entity_id)
        if opportunity.customer_id != customer.id:
            raise OtherCustomer(field="opportunity_id", found=opportunity.number)
    if contact_id and contact_id not in {c.id for c in customer.contacts}:
        raise OtherCustomer(field="contact_id", found=str(contact_id))


def _check_terms(quote: Quote, head: Change) -> None:
    """Payment terms of one deal keep the law of the seller's country (C. com. L441-10)."""
    if not head.keys() & {"terms_kind", "terms_days"}:
        return
    agreed = terms.read_terms(quote.terms_kind, quote.terms_days)
    if parties.customer(quote.customer_id).is_business:
        terms.check_terms(agreed, parties.entity(quote.entity_id).address.country)


def _check_schedule(quote: Quote) -> None:
    schedule.check(schedule.load(quote.schedule))
    if quote.schedule and quote.amends_contract:
        raise schedule.NothingOnce(field="schedule", found=len(quote.schedule), expected="0")
    if quote.schedule and quote.deposit_percent:
        found = f"{quote.deposit_percent} %"
        raise DepositTwice(field="deposit_percent", found=found, expected="0")


def _check_uplift(quote: Quote, today: date) -> None:
    """A rule is one, its index has a value, and an amendment leaves the contract's as it is."""
    if quote.uplift is None:
        return
    rule = uplift.load(quote.uplift)
    uplift.check(rule)
    if quote.amends_contract:
        raise uplift.BadUplift(field="uplift", found=str(rule.kind), expected="—")
    if rule.index:
        check_index(quote.entity_id, rule.index, today)


def check_index(entity_id: UUID, index: str, today: date) -> None:
    """Refuse an index that has no value."""
    if indexes.value_on(entity_id, index, today) is None:
        raise NoIndexValue(field="uplift", found=index, fix="enter a value of this index first")


def check_head(do: Do, quote: Quote) -> None:
    """Refuse what no quote may say of itself."""
    if not 1 <= quote.term_months <= LONGEST_TERM:
        raise BadTerm(field="term_months", found=quote.term_months, expected=f"1 … {LONGEST_TERM}")
    if quote.valid_until < do.today:
        found = quote.valid_until.isoformat()
        raise BadValidity(field="valid_until", found=found, expected=f"{do.today} or later")
    if quote.language not in LANGUAGES:
        raise BadChoice(field="language", found=quote.language, expected="fr, en")
    _check_schedule(quote)
    _check_uplift(quote, do.today)
    if quote.discount_kind not in DISCOUNTS:
        expected = ", ".join(DISCOUNTS)
        raise BadChoice(field="discount_kind", found=quote.discount_kind, expected=expected)
    percents = {"deposit_percent": quote.deposit_percent}
    if quote.discount_kind == "percent":
        percents["discount_value"] = quote.discount_value
    for field, value in percents.items():
        if not 0 <= value <= HUNDRED:
            raise BadPercent(field=field, found=f"{value} %", expected="0 … 100")
