"""Price lists: what each product costs on a day, in a book or for one customer, and where that comes from.

A customer's list is what a quote of one unit would be priced from that day: agreements first, then the lower
of list and promotional price, in the book that a new quote takes.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from comptoir.kernel.errors import DomainError
from comptoir.kernel.money import EXACT
from comptoir.platform import sql
from comptoir.records.catalog import queries as catalog
from comptoir.records.currencies import queries as currencies
from comptoir.records.parties import queries as parties
from comptoir.stages.configuring import queries as models
from comptoir.stages.pricing import queries
from comptoir.stages.pricing.core.entries import Given
from comptoir.stages.pricing.core.prices import Price, PriceKind
from comptoir.stages.pricing.core.tiers import Tier
from comptoir.stages.pricing.core.waterfall import percent_off
from comptoir.stages.pricing.facts import BookFacts, Offered, PriceFacts
from comptoir.stages.pricing.models import CustomerPrice

ONE = Decimal(1)
AGREED = "agreed"
SINGLE = (PriceKind.PER_UNIT, PriceKind.FLAT, PriceKind.PACKAGE)
TOLD = (PriceKind.USAGE, PriceKind.PERCENT)
_PRODUCTS = """
SELECT product_id FROM pricing_price WHERE book_id = %s AND price_type IN ('list', 'promotional')
  AND starts_on <= %s AND (ends_on IS NULL OR ends_on > %s)
UNION SELECT product_id FROM pricing_customer_price
WHERE customer_id = %s::uuid AND product_id IS NOT NULL AND currency = %s
  AND starts_on <= %s AND (ends_on IS NULL OR ends_on > %s)
"""


@dataclass(frozen=True, slots=True)
class Row:
    """The price of one product.

    kind        list, promotional or agreed: what counts;  model: how it is worked out (core/prices.py)
    unit_price  major units, of one unit; None of tiers, usage, or where other lines or an unknown cost say it
    tiers       by quantity, less what is agreed;  listed: the list price of the book, where it is one figure
    percent_off agreed off the list price
    told        the price itself where it says more than a figure: usage, a percentage of other lines
    starts_on, ends_on  from and until when this holds, the end not included
    rule_id, rule_version  the rule as a waterfall names it;  reference: of the agreement
    """

    product: catalog.ProductFacts
    kind: str
    model: str
    unit_price: Decimal | None
    tiers: tuple[Tier, ...]
    listed: Decimal | None
    percent_off: Decimal | None
    told: PriceFacts | None
    starts_on: date
    ends_on: date | None
    rule_id: str
    rule_version: int
    reference: str


@dataclass(frozen=True, slots=True)
class PriceList:
    """customer  None: of everybody whom the book is for;  rows by reference

    configured  products that are sold put together: their options come on top
    """

    book: BookFacts
    on: date
    customer: parties.CustomerFacts | None
    rows: Sequence[Row]
    configured: Collection[UUID]


def of_book(book: BookFacts, on: date) -> PriceList:
    """Every price of a book that holds on a day; products that are not sold that day are left out."""
    return _list(book, on, None)


def of_customer(customer: parties.CustomerFacts, on: date, channel: str = "") -> PriceList:
    """What a customer pays on a day, in his currency, from the book that a new quote takes. NoPriceBook."""
    book = queries.default_book(
        customer.entity_id, customer.currency, on, segment=customer.segment, channel=channel
    )
    return _list(book, on, customer)


def _list(book: BookFacts, on: date, customer: parties.CustomerFacts | None) -> PriceList:
    rows = _rows(book, on, customer.id if customer else None)
    configured = models.configurable([row.product.id for row in rows], on)
    return PriceList(book, on, customer, rows, configured)


def _rows(book: BookFacts, on: date, customer_id: UUID | None) -> list[Row]:
    asked = [book.id, on, on, customer_id, book.currency, on, on]
    products = catalog.products(row[0] for row in sql.rows(_PRODUCTS, asked))
    sold = {pk: p for pk, p in products.items() if p.sold_on(on) and p.entity_id == book.entity_id}
    offered = queries.offered(book.id, {pk: p.category for pk, p in sold.items()}, on, customer_id)
    agreed = {o.agreed.rule_id.partition(":")[2] for o in offered.values() if o.agreed}
    rows = CustomerPrice.objects.filter(pk__in=agreed) if agreed else ()
    known = {f"agreement:{row.id}": row for row in rows}
    spoken = {book.currency, *(p.currency for p in sold.values())}
    table = currencies.Table(book.entity_id, on, spoken)
    found = []
    for pk, offer in offered.items():
        told = known.get(offer.agreed.rule_id) if offer.agreed else None
        if told is not None and told.percent_off is None:
            found.append(_agreed(sold[pk], offer, told))
        else:
            found.append(_from_book(sold[pk], offer, told, _cost(sold[pk], book.currency, table)))
    return sorted(found, key=lambda row: row.product.sku)


def _cost(product: catalog.ProductFacts, currency: str, table: currencies.Table) -> Decimal | None:
    if product.cost is None or product.currency == currency:
        return product.cost
    rate = table.find(product.currency, currency)
    return EXACT.multiply(product.cost, rate.rate) if rate else None


def _agreed(product: catalog.ProductFacts, offer: Offered, told: CustomerPrice) -> Row:
    """A price agreed with the customer: the book counts no more."""
    tiers = queries.read_tiers(told.tiers)
    if tiers and tiers[-1].up_to is not None:
        tiers = (*tiers, Tier(None, told.unit_price))
    return Row(
        product, AGREED, PriceKind.VOLUME if tiers else PriceKind.PER_UNIT,
        None if tiers else told.unit_price, tiers, _listed(offer), None, None,
        told.starts_on, told.ends_on, f"agreement:{told.id}", told.version, told.reference,
    )  # fmt: skip


def _from_book(
    product: catalog.ProductFacts, offer: Offered, told: CustomerPrice | None, cost: Decimal | None
) -> Row:
    """A price of the book, less the percentage that is agreed."""
    try:
        price: Price | None = offer.at(Given(ONE, 0, cost, product.attribute_values))
    except DomainError:  # its cost is not known, or its formula asks for something else
        price = None
    promoted = price is not None and any(s.label_code == "promotional_price" for s in price.lead)
    base = offer.promotional if promoted or offer.listed is None else offer.listed
    assert base is not None, "a product without a price is not offered"
    off = told.percent_off if told else None
    unit = None
    if price is not None and price.kind in SINGLE and base.model != PriceKind.PERCENT:
        unit = percent_off(price.unit_price, price.less.value) if price.less else price.unit_price
    dates = (base, told) if told else (base,)
    kind = AGREED if told else base.price_type
    rule = (f"agreement:{told.id}", told.version) if told else (base.price.rule_id, base.version)
    return Row(
        product, kind, base.model, unit, tuple(_less(tier, off) for tier in base.tiers),
        _listed(offer), off, base if base.model in TOLD else None,
        max(d.starts_on for d in dates), min((d.ends_on for d in dates if d.ends_on), default=None),
        *rule, told.reference if told else "",
    )  # fmt: skip


def _less(tier: Tier, off: Decimal | None) -> Tier:
    if off is None:
        return tier
    fee, unit = percent_off(tier.flat_fee, off), percent_off(tier.unit_price, off)
    return replace(tier, unit_price=unit, flat_fee=fee)


def _listed(offer: Offered) -> Decimal | None:
    """The list price of one unit, where it is a plain figure."""
    listed = offer.listed
    return listed.unit_price if listed and listed.model == PriceKind.PER_UNIT else None
