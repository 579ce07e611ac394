"""What the API of quotes gives."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from ninja import Schema

from comptoir.kernel.margin import Margin
from comptoir.platform.expanding import Expandable
from comptoir.platform.schemas import (
    ConfigurationId,
    ContactId,
    ContractId,
    CustomerId,
    DecimalText,
    DecisionId,
    MoneyOut,
    OpportunityId,
    PriceBookId,
    ProductId,
    QuoteId,
    TermsId,
)
from comptoir.stages.quoting import margins, worth
from comptoir.stages.quoting.core.alternatives import Alternative
from comptoir.stages.quoting.queries import QuoteFacts, QuoteLineFacts, VatFacts, vat_facts
from comptoir.stages.quoting.ramp_schemas import (
    QuoteVatOut,
    RecurringOut,
    YearOut,
    years,
)


class QuoteLineOut(Schema):
    """unit_net and net are per billing period where the line repeats; total is over its term.

    A bundle or a ramp (`block`) is followed by its rows, each one `level` deeper; it costs nothing itself.
    deliver_on: the promised day; of what repeats, its first day where that is after the contract's
    starts_month: months from that to the first day of a segment
    """

    id: int
    position: int
    section: str
    product_id: ProductId
    sku: str
    description: str
    quantity: DecimalText
    unit: str
    charge_kind: str
    billing_months: int | None
    term_months: int | None
    deliver_on: date | None
    optional: bool
    least: DecimalText | None
    most: DecimalText | None
    alternative: str
    list_price: DecimalText
    discount_kind: str
    discount_value: DecimalText
    unit_net: DecimalText
    share: MoneyOut
    net: MoneyOut
    total: MoneyOut
    vat_rate: DecimalText
    decision_id: DecisionId
    floor: DecimalText | None
    below_floor: bool
    waterfall: list[dict[str, Any]]
    configuration_id: ConfigurationId | None
    level: int
    block: str
    per_parent: DecimalText | None
    starts_month: int
    segment: int | None
    segments: list[dict[str, Any]]
    parts_hidden: bool
    revision: int


class AlternativeOut(Schema):
    """What this alternative costs, common lines included; margin as in the quote."""

    key: str
    name: str
    recommended: bool
    net: MoneyOut
    vat_total: MoneyOut
    gross: MoneyOut
    one_off: MoneyOut
    mrr: MoneyOut
    vat: list[QuoteVatOut]
    margin: MoneyOut | None
    margin_percent: DecimalText | None
    margin_unknown: int | None
    margin_unknown_percent: DecimalText | None


class QuoteOut(Expandable):
    """Options and usage are in no total; net is one-off plus recurring over the term. With alternatives the
    totals are those of the recommended one, once accepted those of the one that was taken."""

    id: QuoteId
    number: str
    version: int
    customer_id: CustomerId
    contact_id: ContactId | None
    opportunity_id: OpportunityId | None
    book_id: PriceBookId
    title: str
    state: str
    language: str
    currency: str
    starts_on: date | None
    term_months: int
    valid_until: date
    terms_kind: str
    terms_days: int
    deposit_percent: DecimalText
    schedule: list[dict[str, Any]]
    uplift: dict[str, Any] | None
    discount_kind: str
    discount_value: DecimalText
    note: str
    net: MoneyOut
    vat_total: MoneyOut
    gross: MoneyOut
    one_off: MoneyOut
    mrr: MoneyOut
    vat: list[QuoteVatOut]
    created_at: datetime
    sent_at: datetime | None
    accepted_at: datetime | None
    accepted_name: str
    accepted_role: str
    refused_reason: str
    content_digest: str
    general_terms_id: TermsId | None
    renews_contract: ContractId | None
    recommended: str
    alternative: str
    revision: int


class WorthOut(Schema):
    """A quote in another currency, in the company's: a draft at today's rate, then at that of its sending.

    rates: as they were published, `1 EUR = 1.25 USD`; way: direct, inverse or cross."""

    net: MoneyOut
    gross: MoneyOut
    rate: str
    day: date
    way: str
    source: str
    rates: list[str]


class QuoteDetail(QuoteOut):
    """margin, margin_percent: after the VAT inside the price of a sale under a margin scheme; null without
    the permission `quoting.margin`, and while the cost of some lines is unknown (margin_unknown: of
    how many; margin_unknown_percent: of how much of the value). worth: null in the company's currency,
    and where no rate is known."""

    worth: WorthOut | None

    alternatives: list[AlternativeOut]
    lines: list[QuoteLineOut]
    recurring: list[RecurringOut]
    years: list[YearOut]
    usage_estimate: MoneyOut
    margin: MoneyOut | None
    margin_percent: DecimalText | None
    margin_unknown: int | None
    margin_unknown_percent: DecimalText | None


class QuoteSentOut(Schema):
    """token: the secret of the private link; given once, null when an idempotency key repeats."""

    quote: QuoteDetail
    token: str | None
    path: str | None


def head(quote: QuoteFacts) -> dict[str, Any]:
    """A quote without its lines."""
    fields = {n: getattr(quote, n) for n in QuoteOut.model_fields if hasattr(quote, n)}

    def said(minor: int) -> MoneyOut:
        return MoneyOut.of(minor, quote.currency)

    return {
        **fields,
        "net": said(quote.net_minor),
        "vat_total": said(quote.vat_minor),
        "gross": said(quote.gross_minor),
        "one_off": said(quote.one_off_minor),
        "mrr": said(quote.mrr_minor),
        "vat": [_vat(v, quote.currency) for v in quote.vat],
    }


def _vat(v: VatFacts, currency: str) -> dict[str, Any]:
    money = {"base": MoneyOut.of(v.base_minor, currency), "vat": MoneyOut.of(v.vat_minor, currency)}
    return {"rate": v.rate, "category": v.category, "decision_id": v.decision_id, **money}


def _alternatives(quote: QuoteFacts, may: bool) -> list[dict[str, Any]]:
    found = margins.of_alternatives(quote) if may and quote.alternatives else {}
    return [_alternative(a, quote, found.get(a.key)) for a in quote.alternatives]


def _alternative(its: Alternative, quote: QuoteFacts, margin: Margin | None) -> dict[str, Any]:
    def said(minor: int) -> MoneyOut:
        return MoneyOut.of(minor, quote.currency)

    return {
        "key": its.key, "name": its.name, "recommended": its.key == quote.recommended,
        "net": said(its.net_minor), "vat_total": said(its.vat_minor),
        "gross": said(its.gross_minor), "one_off": said(its.one_off_minor),
        "mrr": said(its.mrr_minor),
        "vat": [_vat(v, quote.currency) for v in vat_facts(its.vat_lines)],
        **_margin(margin, quote.currency),
    }  # fmt: skip


def _worth(quote: QuoteFacts) -> dict[str, Any] | None:
    known = worth.worth(quote)
    if known is None:
        return None
    sums = {"net": quote.net_minor, "gross": quote.gross_minor}
    return {
        **{n: MoneyOut.of(known.of(m, quote.currency).minor, known.currency) for n, m in sums.items()},
        "rate": f"{known.rate:f}", "day": known.day, "way": known.way, "source": known.source,
        "rates": [f"1 {a} = {rate:f} {b}" for a, b, rate in known.published],
    }  # fmt: skip


def detailed(quote: QuoteFacts, margin: bool) -> dict[str, Any]:
    """A quote with its lines; the margin for those who may see it."""

    def said(minor: int) -> MoneyOut:
        return MoneyOut.of(minor, quote.currency)

    return {
        **head(quote),
        "worth": _worth(quote),
        "alternatives": _alternatives(quote, margin),
        "lines": [lined(line, quote.currency) for line in quote.lines],
        "recurring": [{"months": r.months, "net": said(r.net_minor)} for r in quote.recurring],
        "years": years(quote),
        "usage_estimate": said(quote.usage_minor),
        **_margin(margins.of_quote(quote) if margin else None, quote.currency),
    }


def _margin(found: Margin | None, currency: str) -> dict[str, Any]:
    """None: for who may not see it."""
    names = ("margin", "margin_percent", "margin_unknown", "margin_unknown_percent")
    if found is None:
        return dict.fromkeys(names)
    money = None if found.minor is None else MoneyOut.of(found.minor, currency)
    told = (money, found.percent, found.unknown, found.unknown_percent)
    return dict(zip(names, told, strict=True))


_OWN = [n for n in QuoteLineOut.model_fields if n not in ("share", "net", "total", "waterfall")]


def lined(line: QuoteLineFacts, currency: str) -> dict[str, Any]:
    """One line."""
    return {
        **{name: getattr(line, name) for name in _OWN},
        "share": MoneyOut.of(line.share_minor, currency),
        "net": MoneyOut.of(line.net_minor, currency),
        "total": MoneyOut.of(line.total_minor, currency),
        "waterfall": list(line.waterfall),
    }
