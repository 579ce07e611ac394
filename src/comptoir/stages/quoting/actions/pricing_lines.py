"""From what is asked for to rows with prices, cost and VAT: a few statements in all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from comptoir.kernel.errors import DomainError, Invalid, Refused
from comptoir.kernel.money import EXACT, UNIT_PLACES, exponent, extend_minor, to_places
from comptoir.platform import sql
from comptoir.platform.actions import Do
from comptoir.platform.problem import problem
from comptoir.records.catalog import queries as catalog
from comptoir.records.currencies import queries as currencies
from comptoir.records.parties import parts as parties
from comptoir.records.taxes import parts as taxes
from comptoir.records.taxes import queries as decisions
from comptoir.stages.configuring import doors
from comptoir.stages.configuring.queries import ConfigurationFacts
from comptoir.stages.pricing import engine
from comptoir.stages.pricing import queries as pricing
from comptoir.stages.quoting.actions import amended, expanding
from comptoir.stages.quoting.core import figures as core
from comptoir.stages.quoting.core.bounds import around
from comptoir.stages.quoting.core.lines import Extra, LineIn, check_quantity, check_term, price_line
from comptoir.stages.quoting.models import Quote, QuoteLine
from comptoir.stages.quoting.queries import QuoteLineFacts

Categories = dict[UUID, str]  # VAT category of each decision
MOST_LINES = 5_000


class UnknownSku(Invalid):
    """No product has this reference."""

    code = "unknown_sku"


class NotSold(Refused):
    """This product is not sold on this day."""

    code = "not_sold"


class NoPrice(Refused):
    """The price book has no price for this product."""

    code = "no_price"


class TooManyLines(Invalid):
    """A quote holds at most 5,000 lines."""

    code = "too_many_lines"


class NoOptionsHere(Refused):
    """A price that is a percentage of other lines takes no options."""

    code = "derived_price_without_options"


class LinesRefused(Invalid):
    """Some lines cannot be accepted as they are."""

    code = "lines_refused"

    def __init__(self, errors: Mapping[int, DomainError]) -> None:
        """`errors`: index of the line in the request → what is wrong with it."""
        self.errors = errors
        rows = [_row(index, error) for index, error in errors.items()]
        first = next(iter(errors.values()))
        said = {k: v for k, v in first.facts.items() if k in ("found", "expected", "fix")}
        super().__init__(field=rows[0]["field"], **said, lines=rows)


def _row(index: int, error: DomainError) -> dict[str, Any]:
    body = problem(error)
    return {
        "field": f"lines.{index}.{error.field or 'sku'}",
        "title": body["title"],
        "detail": body["detail"],
    }


def check_count(lines: Sequence[object]) -> None:
    if len(lines) > MOST_LINES:
        raise TooManyLines(field="lines", found=len(lines), expected=f"at most {MOST_LINES}")


@dataclass(frozen=True, slots=True)
class Stock:
    """What lines are priced from on a day: the products with what is inside them, what may price each,
    what is configured, the rates of exchange where a cost needs them."""

    on: date
    products: Mapping[UUID, catalog.ProductFacts]
    by_sku: Mapping[str, catalog.ProductFacts]
    prices: Mapping[UUID, pricing.Offered]
    door: doors.Door
    table: currencies.Table | None


def price_lines(
    do: Do, quote: Quote, drafts: Sequence[LineIn], known: Mapping[UUID, UUID]
) -> tuple[list[QuoteLine], Categories]:
    """Unsaved rows for `drafts`, priced from the quote's book as of today; their VAT categories.

    known  product → VAT decision of lines already on this quote, which spares deciding again
    Raises LinesRefused with every faulty line, so that a pasted list is corrected in one go.
    """
    products = catalog.by_sku(do.entity_id, {d.sku for d in drafts})
    by_id = expanding.parts_of({p.id: p for p in products.values()})
    sold = {p.id: p.category for p in by_id.values()}
    asked = doors.Asked(do.entity_id, quote.currency, do.today)
    stock = Stock(
        do.today, by_id, products,
        pricing.offered(quote.book_id, sold, do.today, quote.customer_id),
        doors.open_door(asked, sold.keys(), {d.configuration_id for d in drafts}),
        rates_of(asked, by_id.values()),
    )  # fmt: skip
    rows = rows_from(stock, quote, drafts)
    return rows, _decide(do, quote, rows, by_id, known)


def rates_of(
    asked: doors.Asked, products: Iterable[catalog.ProductFacts]
) -> currencies.Table | None:
    """The day's rates into the currency of a document, for what is bought in another one."""
    spoken = {asked.currency, *(p.currency for p in products)}
    return currencies.Table(asked.entity_id, asked.on, spoken) if len(spoken) > 1 else None


def rows_from(stock: Stock, quote: Quote, drafts: Sequence[LineIn]) -> list[QuoteLine]:
    """Unsaved rows for `drafts`, without their VAT; nothing is looked up. Raises LinesRefused."""

    def single(product: catalog.ProductFacts, draft: LineIn, beside: expanding.Around) -> QuoteLine:
        _sold(product, product.sku, stock.on)
        made = stock.door.let_in(product.id, product.sku, draft.configuration_id)
        cost = _cost_in(quote.currency, product, stock.table)
        price = _priced(stock.prices, product)
        return _row_of(quote, product, price, draft, made, cost=cost, beside=beside)

    shelf = expanding.Shelf(quote, stock.products, stock.prices.__contains__, single)
    rows: list[QuoteLine] = []
    errors: dict[int, DomainError] = {}
    for index, draft in enumerate(drafts):
        try:
            product = _sold(stock.by_sku.get(draft.sku), draft.sku, stock.on)
            rows += expanding.rows_of(shelf, product, draft)
        except DomainError as error:
            errors[index] = error
    if errors:
        raise LinesRefused(errors)
    return rows


def check_configured(do: Do, quote: Quote, lines: Sequence[QuoteLineFacts]) -> None:
    """Refuse lines that are not, or no longer, validly configured: a model may be newer than a line."""
    asked = doors.Asked(do.entity_id, quote.currency, do.today)
    made = {line.configuration_id for line in lines}
    door = doors.open_door(asked, {line.product_id for line in lines}, made)
    errors: dict[int, DomainError] = {}
    for index, line in enumerate(lines):
        try:
            door.let_in(line.product_id, line.sku, line.configuration_id)
        except DomainError as error:
            errors[index] = error
    if errors:
        raise LinesRefused(errors)


def check_copies(do: Do, quote: Quote, lines: Sequence[QuoteLine]) -> None:
    """Refuse to copy a configuration that is no longer offered; what has none is asked for at sending."""
    made = [line for line in lines if line.configuration_id]
    asked = doors.Asked(do.entity_id, quote.currency, do.today)
    door = doors.open_door(asked, (), {line.configuration_id for line in made})
    for line in made:
        door.let_in(line.product_id, line.sku, line.configuration_id)


def _sold(product: catalog.ProductFacts | None, sku: str, on: date) -> catalog.ProductFacts:
    if product is None:
        raise UnknownSku(field="sku", found=sku[:60])
    if not product.sold_on(on):
        raise NotSold(field="sku", found=sku, fix="take another product or change its dates")
    return product


def _priced(
    prices: Mapping[UUID, pricing.Offered], product: catalog.ProductFacts
) -> pricing.Offered:
    if product.id not in prices:
        raise NoPrice(field="sku", found=product.sku, fix="set a price in the price book")
    return prices[product.id]


def _row_of(
    quote: Quote,
    product: catalog.ProductFacts,
    price: pricing.Offered,
    draft: LineIn,
    made: ConfigurationFacts | None,
    *,
    cost: Decimal | None,
    beside: expanding.Around,
) -> QuoteLine:
    """The row without its VAT decision; `net_minor` is still before the quote's own discount."""
    repeats = product.charge_kind != core.ONE_OFF
    months = (product.billing_months or 1) if repeats else None
    term = (draft.term_months or quote.term_months) if repeats else None
    check_term(term or 1, months or 1)
    check_quantity(draft.quantity)
    least, most = around(draft.least, draft.most, draft.quantity)
    if made and price.derived:
        raise NoOptionsHere(field="configuration_id", found=product.sku)
    given = engine.Given(draft.quantity, term or 0, cost, product.attribute_values)
    asked = replace(draft, discount_kind="none") if price.derived else draft  # until `cross.settle`
    done = price_line(price.at(given), asked, exponent(quote.currency), _extras(made), beside)
    return sql.made(
        QuoteLine, id=draft.id, quote_id=quote.id, section=draft.section.strip()[:80],
        product_id=product.id, sku=product.sku,
        description=(draft.description.strip() or product.name(quote.language))[:300],
        quantity=draft.quantity, unit=product.unit, charge_kind=product.charge_kind,
        billing_months=months, term_months=term, deliver_on=draft.deliver_on,
        optional=draft.optional, least=least, most=most, list_price=done.list_price,
        discount_kind=draft.discount_kind, discount_value=draft.discount_value,
        unit_net=done.unit_net, share_minor=0, net_minor=done.before_minor,
        cost=_cost(cost, made), floor=price.floor,
        basis=_basis(price) if price.derived else None, configuration_id=draft.configuration_id,
        alternative=draft.alternative, waterfall=engine.dump_steps(done.steps),
        revision=draft.revision or 1,
    )  # fmt: skip


def _cost_in(
    currency: str, product: catalog.ProductFacts, table: currencies.Table | None
) -> Decimal | None:
    """What one unit costs us, at the day's rate where the quote is in another currency; None: not known."""
    if product.currency == currency or product.cost is None:
        return product.cost
    found = table.find(product.currency, currency) if table else None
    if found is None:
        return None
    return to_places(EXACT.multiply(product.cost, found.rate), UNIT_PLACES)


def _basis(price: pricing.Offered) -> dict[str, Any]:
    """What a percentage needs to be worked out again when other lines change."""
    listed = price.listed
    assert listed is not None, "only a list price is a percentage"
    rule = listed.price
    return {**listed.terms, "rule_id": rule.rule_id, "rule_version": rule.rule_version}


def _extras(made: ConfigurationFacts | None) -> tuple[Extra, ...]:
    """The priced options of what was put together, as steps of the line's price."""
    rows = made.chosen if made else ()
    version = made.number if made else 0
    return tuple(Extra(p, row["id"], version) for row in rows if (p := Decimal(row["price"])))


def _cost(own: Decimal | None, made: ConfigurationFacts | None) -> Decimal | None:
    """Of a unit, its options included; None where nothing is known of it."""
    if made is None or (own is None and not made.cost):
        return own
    return (own or Decimal(0)) + made.cost


def _decide(
    do: Do,
    quote: Quote,
    rows: Sequence[QuoteLine],
    products: Mapping[UUID, catalog.ProductFacts],
    known: Mapping[UUID, UUID],
) -> Categories:
    """Give each row its VAT decision; a product already on the quote keeps the one it has."""
    old = decisions.decisions({known[r.product_id] for r in rows if r.product_id in known})
    categories = {found.id: found.category for found in old.values()}
    fresh: list[QuoteLine] = []
    for row in rows:
        found = old.get(known.get(row.product_id, row.product_id))
        if found is None:
            fresh.append(row)
        else:
            row.decision_id, row.vat_rate = found.id, found.rate
    if not fresh:
        return categories
    customer, entity = parties.customer(do, quote.customer_id), parties.own_entity(do)
    ship_to = customer.ship_to.country if customer.ship_to else customer.country
    for row in fresh:
        product = products[row.product_id]
        made = taxes.decide(
            do, customer=customer, entity=entity, nature=product.nature,
            tax_class=product.tax_class, margin_scheme=product.margin_scheme,
            ship_to_country=ship_to, on=do.today,
        )  # fmt: skip
        row.decision_id, row.vat_rate = made.id, made.rate
        categories[made.id] = made.category
    return categories


def categories_of(lines: Sequence[QuoteLine], known: Categories | None = None) -> Categories:
    """The VAT category of each decision of these lines; what is known is not looked up."""
    categories = dict(known or {})
    missing = {line.decision_id for line in lines} - categories.keys()
    return categories | {d.id: d.category for d in decisions.decisions(missing).values()}


def refigure(quote: Quote, lines: Sequence[QuoteLine], known: Categories | None = None) -> None:
    """Share the quote's own discount out and set all its totals; nothing is saved here.

    The totals of an amendment are what it changes.
    """
    categories = categories_of(lines, known)
    digits = exponent(quote.currency)
    asked = [_figures_of(line, categories[line.decision_id], digits) for line in lines]
    minor = 0
    if quote.discount_kind == "amount":
        minor = extend_minor(quote.discount_value, Decimal(1), digits)
    done = core.figures(asked, quote.discount_kind, quote.discount_value, minor)
    for line, share in zip(lines, done.shares_minor, strict=True):
        line.net_minor += line.share_minor - share
        line.share_minor = share
    for name in ("net", "vat", "gross", "one_off", "recurring", "mrr", "cost"):
        setattr(quote, f"{name}_minor", getattr(done, f"{name}_minor"))
    quote.vat_lines = [
        {
            "rate": str(v.rate),
            "category": v.category,
            "base_minor": v.base_minor,
            "vat_minor": v.vat_minor,
            "decision": str(v.decision),
        }
        for v in done.vat
    ]
    if quote.amends_contract:
        amended.figure(quote, lines, categories)


def _figures_of(line: QuoteLine, category: str, digits: int) -> core.LineFigures:
    cost = extend_minor(line.cost, line.quantity, digits) if line.cost is not None else 0
    return core.LineFigures(
        line.net_minor + line.share_minor,
        line.charge_kind,
        line.billing_months,
        line.term_months,
        line.optional or bool(line.block),
        category,
        line.vat_rate,
        line.decision_id,
        cost,
        line.starts_month,
    )


def draft_of(line: QuoteLine, **changes: Any) -> LineIn:
    """An existing row as what was asked for, with changes."""
    asked: dict[str, Any] = {
        "sku": line.sku, "quantity": line.quantity, "discount_kind": line.discount_kind,
        "discount_value": line.discount_value, "section": line.section,
        "description": line.description, "optional": line.optional, "term_months": line.term_months,
        "deliver_on": line.deliver_on, "configuration_id": line.configuration_id,
        "least": line.least, "most": line.most, "alternative": line.alternative,
        "segments": tuple(line.segments), "parts_hidden": line.parts_hidden, "id": line.id,
        "revision": line.revision,
    }  # fmt: skip
    if "sku" in changes and changes["sku"] != line.sku:  # what was configured is of the old product
        asked |= {"configuration_id": None, "description": "", "segments": ()}
    return LineIn(**{**asked, **changes})
