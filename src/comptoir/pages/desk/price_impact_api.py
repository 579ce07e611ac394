"""What a change of prices means, over HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from comptoir.pages.desk import price_impact
from comptoir.pages.desk.price_impact_running import ContractImpact, Running
from comptoir.platform.paging import MAX_LIMIT
from comptoir.platform.schemas import (
    ContractId,
    CustomerId,
    MoneyOut,
    Paged,
    PriceBookId,
    PriceChangeId,
    QuoteId,
)
from comptoir.platform.web import entity_of
from comptoir.stages.quoting.repricing import Repriced, Sent

router = Router(tags=["Pricing"])


class QuoteImpactOut(Schema):
    """A draft priced again by the engine on the day of the change, without VAT; nothing is written.

    before: as it stands; otherwise: priced again without the change; after: with it
    changes: whether the change moves it;  lines: of products whose price changes
    kept: how many of these keep what they come to, by reason: net_price, net_total (a price or an amount
    typed for the line), agreed, promotional, bundle, not_counted (options, usage, other alternatives), same
    below_floor: lines that would fall below their floor and do not now
    approvals: roles that would have to approve and need not now
    refused: why it cannot be priced then; "" where it can
    """

    quote_id: QuoteId
    number: str
    version: int
    state: str
    customer_id: CustomerId
    customer: str
    lines: int
    before: MoneyOut
    otherwise: MoneyOut
    after: MoneyOut
    changes: bool
    kept: dict[str, int]
    below_floor: int
    approvals: list[str]
    refused: str


class SentQuoteOut(Schema):
    """It stays as it was sent; its next version keeps the prices until it is priced again."""

    quote_id: QuoteId
    number: str
    version: int
    customer_id: CustomerId
    customer: str
    net: MoneyOut
    valid_until: date


class OtherBookOut(Schema):
    """Open quotes that sell the same products at the prices of another book, which stay."""

    book_id: PriceBookId
    quotes: int


class ContractImpactOut(Schema):
    """A running contract, or an order without one (contract_id null). It keeps its price until `ends_on`, for
    good where no end was agreed; its renewal is drafted at its own prices, raised by its rule if it has one.

    yearly: a year of the services that sell what changes, now and until then
    renewal_quote_id: the open quote that renews it already; its prices are its own
    renewal: else that over its whole term without VAT, as it will be drafted; renewal_priced_again: if
    somebody then prices it again, with the change; null where nothing is renewed, or from another book
    kept, refused: of pricing it again, as of a draft
    """

    contract_id: ContractId | None
    number: str
    customer: str
    ends_on: date | None
    services: int
    yearly: MoneyOut
    renewal_quote_id: QuoteId | None
    renewal: MoneyOut | None
    renewal_priced_again: MoneyOut | None
    kept: dict[str, int]
    refused: str


class PriceImpactOut(Schema):
    """on: the day that drafts are priced for: that of the change, or today where it is past.

    quotes: some of the drafts; send `cursor=next` for the following ones. quotes_before, quotes_otherwise,
    quotes_after: sums over these
    drafts, sent_quotes, sent_net: how many open quotes of the book sell what changes, and what the sent ones
    come to; with the first drafts stand at most 200 of the sent ones, and of the contracts the 200 that end
    next; contracts_count: of all;  renewals, renewals_priced_again: sums over those that stand here
    """

    state: str
    on: date
    drafts: int
    quotes: list[QuoteImpactOut]
    next: str | None
    quotes_before: MoneyOut
    quotes_otherwise: MoneyOut
    quotes_after: MoneyOut
    sent_quotes: int
    sent_net: MoneyOut
    sent: list[SentQuoteOut]
    other_books: list[OtherBookOut]
    services: int
    contracts_count: int
    contracts: list[ContractImpactOut]
    renewals: MoneyOut
    renewals_priced_again: MoneyOut


class ImpactFilter(Paged):
    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT)] = MAX_LIMIT


@router.get("/price-changes/{change_id}/impact", response=PriceImpactOut)
def show_price_impact(
    request: HttpRequest, change_id: PriceChangeId, filters: Query[ImpactFilter]
) -> PriceImpactOut:
    """What a planned or published change of prices means for open quotes, to the cent, and running services.
    A discarded or rolled back one means nothing: refused as `price_change_over`."""
    found = price_impact.impact(
        change_id, entity_of(request), cursor=filters.cursor, limit=filters.limit
    )
    sums = price_impact.Sums().plus(found.quotes)
    names = price_impact.names(found)
    runs = found.running or Running((), 0)

    def money(minor: int) -> MoneyOut:
        return MoneyOut.of(minor, found.currency)

    return PriceImpactOut(
        state=found.change.state, on=found.on, drafts=found.counts.drafts,
        quotes=[_quote(q, names) for q in found.quotes], next=found.next,
        quotes_before=money(sums.before_minor), quotes_otherwise=money(sums.otherwise_minor),
        quotes_after=money(sums.after_minor), sent_quotes=found.counts.sent,
        sent_net=money(found.counts.sent_minor),
        sent=[_sent(q, names, found.currency) for q in found.sent],
        other_books=[OtherBookOut(book_id=pk, quotes=n) for pk, n in found.counts.others.items()],
        services=runs.services, contracts_count=runs.count,
        contracts=[_contract(c, found.currency) for c in runs.contracts],
        renewals=money(runs.before_minor), renewals_priced_again=money(runs.after_minor),
    )  # fmt: skip


def _quote(q: Repriced, names: Mapping[UUID, str]) -> QuoteImpactOut:
    amounts = {
        name: MoneyOut.of(getattr(q, f"{name}_minor"), q.currency)
        for name in ("before", "otherwise", "after")
    }
    return QuoteImpactOut(
        quote_id=q.quote_id, number=q.number, version=q.version, state="draft",
        customer_id=q.customer_id, customer=names[q.customer_id], lines=q.lines, **amounts,
        changes=q.changes, kept=dict(q.kept), below_floor=q.below, approvals=list(q.approvals),
        refused=q.refused,
    )  # fmt: skip


def _contract(c: ContractImpact, currency: str) -> ContractImpactOut:
    told = c.renewal
    priced = told is not None and not told.refused
    return ContractImpactOut(
        contract_id=c.contract_id, number=c.number, customer=c.customer, ends_on=c.ends_on,
        services=c.services, yearly=MoneyOut.of(c.yearly_minor, currency),
        renewal_quote_id=c.quoted[0] if c.quoted else None,
        renewal=MoneyOut.of(told.before_minor, currency) if told else None,
        renewal_priced_again=MoneyOut.of(told.after_minor, currency) if told and priced else None,
        kept=dict(told.kept) if told else {}, refused=told.refused if told else "",
    )  # fmt: skip


def _sent(q: Sent, names: Mapping[UUID, str], currency: str) -> SentQuoteOut:
    return SentQuoteOut(
        quote_id=q.quote_id, number=q.number, version=q.version, customer_id=q.customer_id,
        customer=names[q.customer_id], net=MoneyOut.of(q.net_minor, currency),
        valid_until=q.valid_until,
    )  # fmt: skip
