"""What the API of figures answers."""

from __future__ import annotations

from datetime import date

from ninja import Schema

from comptoir.platform.schemas import (
    ContractId,
    CustomerId,
    DecimalText,
    MoneyOut,
    OpportunityId,
)
from comptoir.records.credit.api import ExposureOut


class WaitingOut(Schema):
    """key: what waits; label: the same in the reader's language; count: how many."""

    key: str
    label: str
    count: int


class FigureOut(Schema):
    """A figure of the company in its own currency. change: on last month; null where it has no past.
    meaning, note: what is counted and what is behind it, in the reader's language."""

    key: str
    label: str
    amount: MoneyOut
    change: MoneyOut | None
    meaning: str
    note: str


class HomeOut(Schema):
    today: date
    waiting: list[WaitingOut]
    figures: list[FigureOut]


class ProspectMonthOut(Schema):
    """What closes in a month (its first day) in one currency. revenue: Σ amount × probability. profit: the
    margin's part of it, without the `unknown` ones; null for who may not see margins."""

    month: date
    count: int
    amount: MoneyOut
    revenue: MoneyOut
    profit: MoneyOut | None
    unknown: int


class ProspectOut(Schema):
    """One open opportunity. margin: percent; margin_from: `quote`, its own newest open quote; `usual`, what
    was won within a year in its currency; "", unknown. Both are empty for who may not see margins."""

    id: OpportunityId
    number: str
    customer: str
    close_on: date
    amount: MoneyOut
    probability: int
    revenue: MoneyOut
    margin: DecimalText | None
    margin_from: str
    profit: MoneyOut | None


class SalesForecastOut(Schema):
    today: date
    months: list[ProspectMonthOut]
    prospects: list[ProspectOut]


class CustomerMonthOut(Schema):
    """month: its first day. billed: issued in it, VAT included; paid: received in it."""

    month: date
    billed: MoneyOut
    paid: MoneyOut


class CustomerFiguresOut(Schema):
    """In the customer's own currency. balance: open invoices less unused credit notes and unallocated
    payments; billed: all issued documents, VAT included; mrr: active recurring net price by month."""

    customer_id: CustomerId
    today: date
    balance: MoneyOut
    overdue: MoneyOut
    unapplied: MoneyOut
    billed: MoneyOut
    documents: int
    mrr: MoneyOut
    exposure: ExposureOut
    months: list[CustomerMonthOut]


class CustomerOfferOut(Schema):
    """What may be offered on a running contract. kind: upgrade or renewal; ends_on: of the contract.
    evidence: why, a sentence each; difference: of one billing period, without VAT.
    An upgrade is taken by `POST /amendments` with a change `swap` (line_id, sku, quantity), a renewal by
    one `renew` (months)."""

    kind: str
    contract_id: ContractId
    contract: str
    ends_on: date
    text: str
    evidence: list[str]
    line_id: int | None
    sku: str
    quantity: DecimalText
    difference: MoneyOut | None
    months: int | None


class StatesOut(Schema):
    """kind: of documents; states: how many are in each, the empty ones left out."""

    kind: str
    states: dict[str, int]


class DocumentStatesOut(Schema):
    documents: list[StatesOut]


class SeriesOut(Schema):
    """A series of numbers in a year. last: the last one given, number: as printed, last_on: its day.
    gaps: numbers that no document bears; missing: the first twenty of them."""

    series: str
    label: str
    year: int
    last: int
    last_on: date
    number: str
    gaps: int
    missing: list[str]


class HealthFindingOut(Schema):
    """name: of the check; level: ok, warn or fail; fix: what to do, empty when nothing is."""

    name: str
    level: str
    found: str
    fix: str


class HealthOut(Schema):
    """level: the worst of the findings."""

    level: str
    findings: list[HealthFindingOut]
