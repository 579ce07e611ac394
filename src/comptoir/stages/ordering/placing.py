"""From a quote or typed lines to unsaved rows: a few statements for any number of lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from comptoir.kernel.errors import DomainError, Invalid, Refused
from comptoir.kernel.money import exponent, extend_minor
from comptoir.kernel.period import Period, add_months
from comptoir.platform.actions import Do
from comptoir.platform.problem import problem
from comptoir.records.catalog import queries as catalog
from comptoir.records.parties import queries as parties
from comptoir.records.taxes import parts as taxes
from comptoir.records.taxes import queries as decisions
from comptoir.records.taxes.margins import margin_vat
from comptoir.stages.configuring import doors
from comptoir.stages.ordering.core import asked as core
from comptoir.stages.ordering.models import OrderLine
from comptoir.stages.pricing import engine
from comptoir.stages.pricing import queries as pricing
from comptoir.stages.quoting.queries import QuoteFacts, QuoteLineFacts


class UnknownReference(Invalid):
    """No product has this reference."""

    code = "unknown_reference"


class NotOnSale(Refused):
    """This product is not sold on this day."""

    code = "not_on_sale"


class BundleOrdered(Refused):
    """A bundle is sold by a quote, which prices its parts and orders each of them."""

    code = "bundle_ordered"


class PriceMissing(Refused):
    """The price book has no price for this product."""

    code = "price_missing"


class OrderLinesRefused(Invalid):
    """Some lines cannot be ordered as they are."""

    code = "order_lines_refused"

    def __init__(self, errors: Mapping[int, DomainError]) -> None:
        """`errors`: index of the line in the request → what is wrong with it."""
        rows = [_fault(index, error) for index, error in errors.items()]
        first = next(iter(errors.values()))
        said = {k: v for k, v in first.facts.items() if k in ("found", "expected", "fix")}
        super().__init__(field=rows[0]["field"], **said, lines=rows)


def _fault(index: int, error: DomainError) -> dict[str, Any]:
    body = problem(error)
    field = f"lines.{index}.{error.field or 'sku'}"
    return {"field": field, "title": body["title"], "detail": body["detail"]}


@dataclass(frozen=True, slots=True)
class Asked:
    """The head of a direct order, as far as its lines need it."""

    customer: parties.CustomerFacts
    entity: parties.EntityFacts
    currency: str
    language: str
    starts_on: date
    term_months: int


def rows_of_quote(
    quote: QuoteFacts, starts_on: date, ends_on: date | None = None
) -> list[OrderLine]:
    """The lines of an accepted quote, options left out: same prices, same decisions, same steps.

    ends_on  of what an amendment adds: with the contract it joins
    """
    timing = catalog.products({line.product_id for line in quote.ordered})
    decided = decisions.decisions({li.decision_id for li in quote.ordered if not li.vat_rate})
    rows = [
        _row_of_quote(
            line,
            position,
            timing[line.product_id].billing_timing,
            line.runs(starts_on),
        )
        for position, line in enumerate(quote.ordered, start=1)
    ]
    for row, line in zip(rows, quote.ordered, strict=True):
        if quote.amendment and row.ends_on:
            row.starts_on, until = quote.amendment.runs(line)
            row.ends_on = until or ends_on or row.ends_on
        under_margin(row, decided.get(row.decision_id), line.cost, quote.currency)
    return rows


def under_margin(
    row: OrderLine, decided: decisions.DecisionFacts | None, cost: Decimal | None, currency: str
) -> None:
    """Freeze the VAT inside the price of a line under a margin scheme; cost: of one unit, in `currency`."""
    if decided is None or decided.margin_rate is None:
        return
    row.margin_rate = decided.margin_rate
    if cost is not None:
        row.purchase_minor = extend_minor(cost, row.quantity, exponent(currency))
        row.margin_vat_minor = margin_vat(row.net_minor, row.purchase_minor, row.margin_rate)


def totals_of_quote(quote: QuoteFacts) -> dict[str, int]:
    """Net, VAT and gross of the order; of an amendment, those of what it adds."""
    net, vat = quote.net_minor, quote.vat_minor
    if quote.amendment:
        added = quote.amendment.effect["added"]
        net, vat = added["net_minor"], added["vat_minor"]
    return {"net_minor": net, "vat_minor": vat, "gross_minor": net + vat}


def _row_of_quote(line: QuoteLineFacts, position: int, timing: str, runs: Period) -> OrderLine:
    percent = line.discount_value if line.discount_kind == "percent" else None
    return OrderLine(
        position=position,
        product_id=line.product_id,
        description=line.description,
        quantity=line.quantity,
        unit_net=line.unit_net,
        net_minor=line.net_minor,
        decision_id=line.decision_id,
        vat_rate=line.vat_rate,
        charge_kind=line.charge_kind,
        billing_months=line.billing_months,
        billing_timing=timing,
        starts_on=runs.start if line.repeats else None,
        ends_on=runs.end if line.repeats else None,
        promised_on=None if line.repeats else line.deliver_on,
        list_price=line.list_price,
        discount_percent=percent,
        quote_line_id=line.id,
        configuration_id=line.configuration_id,
        waterfall=list(line.waterfall),
    )


def rows_of_lines(
    do: Do, asked: Asked, lines: Sequence[core.OrderLineIn]
) -> tuple[list[OrderLine], core.Totals]:
    """Typed lines priced from the price book of the day, each with its VAT decision; the totals.

    Raises OrderLinesRefused with every faulty line, so that a pasted list is corrected in one go.
    """
    products = catalog.by_sku(do.entity_id, {line.sku for line in lines})
    book = pricing.default_book(
        do.entity_id, asked.currency, do.today, segment=asked.customer.segment
    )
    categories = {p.id: p.category for p in products.values()}
    prices = pricing.offered(book.id, categories, do.today, asked.customer.id)
    rows: dict[int, tuple[OrderLine, core.LineFigures]] = {}
    others: list[engine.Across] = []
    looked = any(price.derived for price in prices.values())
    errors: dict[int, DomainError] = {}
    door = doors.open_door(doors.Asked(do.entity_id, asked.currency, do.today), prices.keys(), ())
    for index, line in sorted(
        enumerate(lines), key=lambda pair: _derived(products, prices, pair[1])
    ):
        try:
            product = sold(products.get(line.sku), line.sku, do.today)
            door.let_in(product.id, product.sku, None)
            price = _price(asked, product, prices.get(product.id), line, others)
            row, category = _row(do, asked, product, price, line)
            row.position = index + 1
            rows[index] = row, _figures(row, category, line, asked)
            if looked:
                derived = prices[product.id].derived
                others.append(_across(row, product, asked, line, derived))
        except DomainError as error:
            errors[index] = error
    if errors:
        raise OrderLinesRefused(dict(sorted(errors.items())))
    made = [rows[index] for index in sorted(rows)]
    return [row for row, _figure in made], core.totals([figure for _row, figure in made])


def _derived(
    products: Mapping[str, catalog.ProductFacts],
    prices: Mapping[Any, pricing.Offered],
    line: core.OrderLineIn,
) -> bool:
    """Whether a line is a percentage of others, which are priced before it."""
    product = products.get(line.sku)
    return product is not None and product.id in prices and prices[product.id].derived


def _across(
    row: OrderLine,
    product: catalog.ProductFacts,
    asked: Asked,
    line: core.OrderLineIn,
    derived: bool,
) -> engine.Across:
    """What a percentage may be taken from."""
    listed = extend_minor(row.list_price or row.unit_net, row.quantity, exponent(asked.currency))
    term = (line.term_months or asked.term_months) if row.billing_months else 0
    return engine.Across(
        product.sku, product.category, "", row.charge_kind, row.net_minor, listed,
        row.billing_months or 0, term, derived=derived,
    )  # fmt: skip


def _price(
    asked: Asked,
    product: catalog.ProductFacts,
    offered: pricing.Offered | None,
    line: core.OrderLineIn,
    others: Sequence[engine.Across],
) -> engine.Price:
    """The price that counts for a line."""
    if offered is None:
        raise PriceMissing(field="sku", found=product.sku, fix="set a price in the price book")
    core.check_quantity(line.quantity)
    once = product.charge_kind == core.ONE_OFF
    basis = Decimal(0)
    if offered.derived:
        months = 0 if once else product.billing_months or 1
        basis = engine.basis_of(offered.basis, others, months, exponent(asked.currency))
    return offered.at(
        engine.Given(
            line.quantity, 0 if once else line.term_months or asked.term_months,
            product.cost if product.currency == asked.currency else None,
            product.attribute_values, basis,
        )
    )  # fmt: skip


def sold(product: catalog.ProductFacts | None, sku: str, on: date) -> catalog.ProductFacts:
    """The product, if it can be ordered on this day."""
    if product is None:
        raise UnknownReference(field="sku", found=sku[:60])
    if not product.sold_on(on):
        fix = "take another product or change its dates"
        raise NotOnSale(field="sku", found=f"{sku}, {on.isoformat()}", fix=fix)
    if product.parts:
        raise BundleOrdered(field="sku", found=sku, fix="make a quote, or order the parts")
    return product


def _row(
    do: Do,
    asked: Asked,
    product: catalog.ProductFacts,
    price: engine.Price,
    line: core.OrderLineIn,
) -> tuple[OrderLine, str]:
    """The row, and the category of its VAT."""
    months = (product.billing_months or 1) if product.charge_kind != core.ONE_OFF else None
    ends_on = None
    if months:
        term = line.term_months or asked.term_months
        core.check_term(term, months)
        ends_on = add_months(asked.starts_on, term)
    done = core.price_line(price, line, exponent(asked.currency))
    ship_to = asked.customer.ship_to
    decision = taxes.decide(
        do, customer=asked.customer, entity=asked.entity, nature=product.nature,
        tax_class=product.tax_class, margin_scheme=product.margin_scheme, on=do.today,
        ship_to_country=ship_to.country if ship_to else asked.customer.country,
    )  # fmt: skip
    row = OrderLine(
        product_id=product.id,
        description=(line.description.strip() or product.name(asked.language))[:300],
        quantity=line.quantity,
        unit_net=done.unit_net,
        net_minor=done.net_minor,
        decision_id=decision.id,
        vat_rate=decision.rate,
        charge_kind=product.charge_kind,
        billing_months=months,
        billing_timing=product.billing_timing,
        starts_on=asked.starts_on if months else None,
        ends_on=ends_on,
        promised_on=line.promised_on,
        list_price=done.list_price,
        discount_percent=line.discount_percent or None,
        waterfall=engine.dump_steps(done.steps),
    )
    cost = product.cost if product.currency == asked.currency else None
    under_margin(row, decision, cost, asked.currency)
    return row, decision.category


def _figures(
    row: OrderLine, category: str, line: core.OrderLineIn, asked: Asked
) -> core.LineFigures:
    periods = 1
    if row.billing_months:
        periods = (line.term_months or asked.term_months) // row.billing_months
    rate: Decimal = row.vat_rate
    return core.LineFigures(row.net_minor * periods, row.charge_kind, category, rate)
