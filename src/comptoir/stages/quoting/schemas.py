"""What the API of quotes takes and gives."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field

from comptoir.platform.expanding import Expandable
from comptoir.platform.schemas import (
    ConfigurationId,
    ContactId,
    ContractId,
    CustomerId,
    Day,
    DecimalText,
    DecisionId,
    In,
    MoneyOut,
    OpportunityId,
    PriceBookId,
    ProductId,
    QuoteId,
    TermsId,
    example,
)
from comptoir.stages.quoting.core.alternatives import Alternative
from comptoir.stages.quoting.planning_schemas import InstallmentIn
from comptoir.stages.quoting.queries import QuoteFacts, QuoteLineFacts, VatFacts, vat_facts
from comptoir.stages.quoting.ramp_schemas import LineMoveIn as LineMoveIn
from comptoir.stages.quoting.ramp_schemas import (
    Months,
    Quantity,
    QuoteVatOut,
    RecurringOut,
    SegmentBody,
    Value,
    YearOut,
    years,
)

NO_NUL = r"^[^\x00]*$"
Text = Annotated[str, Field(max_length=160, pattern=NO_NUL)]
Revision = Annotated[int, Field(ge=1, le=2**31 - 1)]
Percent = Annotated[DecimalText, Field(ge=0, le=100, decimal_places=2)]
Language = Literal["fr", "en"]
LineKey = Annotated[int, Field(ge=1, le=2**62)]
Key = Annotated[str, Field(pattern=r"^[A-E]?$")]  # of an alternative; "": common to all
Coupon = Annotated[str, Field(max_length=40, pattern=NO_NUL)]


class LineBody(In):
    """discount_value: percent, or major units; `net` states the unit net price itself;
    least, most: between which the buyer may choose the quantity, both or neither;
    segments: of a ramp; parts_hidden: the customer sees a bundle without its parts
    """

    sku: Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[^\x00]+$")]
    quantity: Quantity = Decimal(1)
    discount_kind: Literal["none", "percent", "amount", "net", "total"] = "none"
    discount_value: Value = Decimal(0)
    section: Annotated[str, Field(max_length=80, pattern=NO_NUL)] = ""
    description: Annotated[str, Field(max_length=300, pattern=NO_NUL)] = ""
    optional: bool = False
    term_months: Months | None = None
    deliver_on: Day | None = None
    configuration_id: ConfigurationId | None = None
    least: Quantity | None = None
    most: Quantity | None = None
    alternative: Key = ""
    segments: Annotated[list[SegmentBody], Field(max_length=60)] = Field(default_factory=list)
    parts_hidden: bool = False


class GridLine(LineBody):
    """id, revision: of the line that this replaces, as you read it; left out for a new line."""

    id: LineKey | None = None
    revision: Revision | None = None


class LinesIn(In):
    model_config = example(
        lines=[{"sku": "PUMP-100", "quantity": "3"}, {"sku": "CARE-M", "term_months": 12}]
    )

    lines: Annotated[list[LineBody], Field(min_length=1, max_length=5_000)]
    after: LineKey | None = None


class GridIn(In):
    revision: Revision
    lines: Annotated[list[GridLine], Field(max_length=5_000)]


class LineChanges(In):
    revision: Revision
    sku: Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[^\x00]+$")] | None = None
    quantity: Quantity | None = None
    discount_kind: Literal["none", "percent", "amount", "net", "total"] | None = None
    discount_value: Value | None = None
    section: Annotated[str, Field(max_length=80, pattern=NO_NUL)] | None = None
    description: Annotated[str, Field(max_length=300, pattern=NO_NUL)] | None = None
    optional: bool | None = None
    term_months: Months | None = None
    deliver_on: Day | None = None
    configuration_id: ConfigurationId | None = None
    alternative: Key | None = None
    segments: Annotated[list[SegmentBody], Field(max_length=60)] | None = None
    parts_hidden: bool | None = None


class GoalIn(In):
    """goal: net over the whole term without VAT, percent off the list prices, or margin in percent;
    line_ids: the lines that move; none is the whole quote, whose own discount then goes
    """

    goal: Literal["net", "percent", "margin"]
    value: Value
    line_ids: Annotated[list[LineKey], Field(max_length=5_000)] = Field(default_factory=list)
    revision: Revision | None = None


class QuoteIn(In):
    model_config = example(
        customer_id="cus_01h455vb4pex5vsknk084sn02q", title="Workshop pumps", valid_days=30
    )

    customer_id: CustomerId
    opportunity_id: OpportunityId | None = None
    contact_id: ContactId | None = None
    title: Text = ""
    valid_days: Annotated[int, Field(ge=0, le=3650)] = 30
    term_months: Months = 12
    starts_on: Day | None = None
    deposit_percent: Percent = Decimal(0)
    language: Language | None = None
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$", examples=["EUR"])] | None = None
    note: Annotated[str, Field(max_length=4_000, pattern=NO_NUL)] = ""
    channel: Annotated[str, Field(max_length=40, pattern=NO_NUL)] = ""


class QuoteChanges(In):
    """revision: the one you read; what others changed since stays unless it is the same field."""

    revision: Revision
    title: Text | None = None
    valid_until: Day | None = None
    term_months: Months | None = None
    starts_on: Day | None = None
    deposit_percent: Percent | None = None
    schedule: Annotated[list[InstallmentIn], Field(max_length=12)] | None = None
    discount_kind: Literal["none", "percent", "amount"] | None = None
    discount_value: Annotated[DecimalText, Field(ge=0, le=10**11, decimal_places=6)] | None = None
    language: Language | None = None
    contact_id: ContactId | None = None
    note: Annotated[str, Field(max_length=4_000, pattern=NO_NUL)] | None = None
    coupons: Annotated[list[Coupon], Field(max_length=20)] | None = None
    terms_kind: Literal["net_days", "end_of_month_days", "end_of_month_plus"] | None = None
    terms_days: Annotated[int, Field(ge=0, le=365)] | None = None


class PickIn(In):
    line_id: LineKey
    quantity: Quantity


class BoundsIn(In):
    """least, most: both left out fixes the quantity."""

    line_id: LineKey
    least: Quantity | None = None
    most: Quantity | None = None


class LineBoundsIn(In):
    """Lines that are not named stay as they are."""

    model_config = example(lines=[{"line_id": 1, "least": "5", "most": "50"}])

    lines: Annotated[list[BoundsIn], Field(min_length=1, max_length=5_000)]


class AcceptIn(In):
    """consent: the words that were agreed to; options: ids of the optional lines ordered with it;
    quantities: of lines whose quantity the seller lets the buyer choose; alternative: the key of the one
    that is taken, of an offer with alternatives; seen_total: the total incl. VAT that the customer saw
    with them, another one is refused (409)."""

    model_config = example(name="Anne Roux", role="Director", consent="I accept quote and terms.")

    name: Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[^\x00]+$")]
    role: Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[^\x00]+$")]
    consent: Annotated[str, Field(min_length=1, max_length=2_000, pattern=r"^[^\x00]+$")]
    options: Annotated[list[LineKey], Field(default_factory=list, max_length=500)]
    quantities: Annotated[list[PickIn], Field(default_factory=list, max_length=500)]
    alternative: Key = ""
    seen_total: DecimalText | None = None


class RefuseIn(In):
    reason: Annotated[str, Field(min_length=1, max_length=2_000, pattern=r"^[^\x00]+$")]


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
    """What this alternative costs, common lines included; margin: for who has `quoting.margin`."""

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


class QuoteDetail(QuoteOut):
    """margin, margin_percent: null without the permission `quoting.margin`."""

    alternatives: list[AlternativeOut]
    lines: list[QuoteLineOut]
    recurring: list[RecurringOut]
    years: list[YearOut]
    usage_estimate: MoneyOut
    margin: MoneyOut | None
    margin_percent: DecimalText | None


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


def _alternative(its: Alternative, quote: QuoteFacts, margin: bool) -> dict[str, Any]:
    def said(minor: int) -> MoneyOut:
        return MoneyOut.of(minor, quote.currency)

    return {
        "key": its.key, "name": its.name, "recommended": its.key == quote.recommended,
        "net": said(its.net_minor), "vat_total": said(its.vat_minor),
        "gross": said(its.gross_minor), "one_off": said(its.one_off_minor),
        "mrr": said(its.mrr_minor),
        "vat": [_vat(v, quote.currency) for v in vat_facts(its.vat_lines)],
        "margin": said(its.net_minor - its.cost_minor) if margin else None,
    }  # fmt: skip


def detailed(quote: QuoteFacts, margin: bool) -> dict[str, Any]:
    """A quote with its lines; the margin for those who may see it."""

    def said(minor: int) -> MoneyOut:
        return MoneyOut.of(minor, quote.currency)

    return {
        **head(quote),
        "alternatives": [_alternative(a, quote, margin) for a in quote.alternatives],
        "lines": [lined(line, quote.currency) for line in quote.lines],
        "recurring": [{"months": r.months, "net": said(r.net_minor)} for r in quote.recurring],
        "years": years(quote),
        "usage_estimate": said(quote.usage_minor),
        "margin": said(quote.margin_minor) if margin else None,
        "margin_percent": quote.margin_percent if margin else None,
    }


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
