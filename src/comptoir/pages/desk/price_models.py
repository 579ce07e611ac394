"""What was billed by price model, and the same priced anew by another definition; nothing is kept."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from json import loads
from typing import Any, NamedTuple
from uuid import UUID

from comptoir.kernel.errors import Invalid
from comptoir.kernel.money import EXACT, exponent, half_up, to_places
from comptoir.kernel.period import add_months
from comptoir.pages.desk.core.what_if import Billed, Outcome, points, price_again
from comptoir.pages.desk.sql import select
from comptoir.platform.actions import begin
from comptoir.platform.roles import SYSTEM
from comptoir.platform.schemas import FIRST_DAY, LAST_DAY
from comptoir.stages.metering import queries as metering
from comptoir.stages.pricing import actions, engine
from comptoir.stages.pricing import queries as pricing

LIST = "list"
MOST = 100_000  # lines of a what-if: some ten seconds


class TooMuchToPrice(Invalid):
    """More lines were billed than a what-if prices at once; choose a shorter period, a product or a model."""

    code = "too_much_to_price"


# The definition behind a line is the entry that the first step of its price names: `BOOK:12`.
_LINES = """
lines AS (
    SELECT l.id, i.currency, i.customer_id, o.product_id, i.issued_on, l.kind, l.quantity, l.net_minor,
           l.net_minor - l.margin_vat_minor AS worth_minor, l.list_price,
           o.quantity AS ordered, o.charge_kind, o.net_minor AS period_minor,
           coalesce(u.waterfall, o.waterfall) AS steps, l.usage_id,
           coalesce(ql.cost, CASE WHEN r.currency = i.currency THEN r.cost END) AS cost,
           u.service_id, u.starts_on, u.ends_on
    FROM invoicing_invoice i JOIN invoicing_line l ON l.invoice_id = i.id
    JOIN ordering_line o ON o.id = l.order_line_id
    JOIN catalog_product r ON r.id = o.product_id
    LEFT JOIN quoting_line ql ON ql.id = o.quote_line_id
    LEFT JOIN metering_usage_charge u ON u.id = l.usage_id
    WHERE i.entity_id = %(entity)s AND i.state = 'issued' AND i.issued_on BETWEEN %(since)s AND %(until)s
      AND l.kind NOT IN ('deposit', 'deduction')
),
priced AS (
    SELECT l.*, p.id AS price_id, l.issued_on >= %(first)s AS now,
           CASE WHEN p.model IS NOT NULL THEN p.model
                WHEN l.steps->0->>'rule_id' LIKE 'agreement:%%' THEN 'agreed' ELSE 'other' END AS model
    FROM lines l LEFT JOIN pricing_price p
      ON p.id = substring(l.steps->0->>'rule_id' FROM ':([0-9]{1,18})$')::bigint
     AND p.product_id = l.product_id
)
"""
_SUMS = f"""
WITH {_LINES}
SELECT currency, model, product_id, now,
       count(DISTINCT customer_id), count(*), sum(quantity), sum(net_minor)::bigint,
       sum(list_price * quantity), sum(net_minor) FILTER (WHERE list_price IS NOT NULL)::bigint,
       sum(CASE WHEN charge_kind = 'recurring' AND period_minor <> 0
                THEN cost * ordered * net_minor / period_minor ELSE cost * quantity END),
       sum(worth_minor) FILTER (WHERE cost IS NOT NULL)::bigint
FROM priced GROUP BY GROUPING SETS ((currency, model, product_id, now), (currency, model, now))
"""  # noqa: S608 — all parts stand here
_BILLED = f"""
WITH {_LINES}
SELECT id, customer_id, product_id,
       CASE WHEN kind IN ('goods', 'service') THEN ordered ELSE quantity END,
       net_minor, steps, price_id, service_id, starts_on, ends_on
FROM priced
WHERE currency = %(currency)s AND (%(product)s::uuid IS NULL OR product_id = %(product)s)
  AND (%(model)s = '' OR model = %(model)s)
ORDER BY id LIMIT %(most)s
"""  # noqa: S608 — all parts stand here


class Sum(NamedTuple):
    """What was billed of a product by a price model in one period; no product: of the whole model."""

    currency: str
    model: str
    product: UUID | None
    now: bool
    customers: int
    lines: int
    quantity: Decimal
    net_minor: int
    listed: Decimal | None
    listed_minor: int | None
    cost: Decimal | None
    costed_minor: int | None


@dataclass(frozen=True, slots=True)
class Row:
    """A price model and product in a period, or the model with all its products, minor units.

    list_minor   at list prices, of the lines whose list price is known (`listed_minor` net)
    cost_minor   of the lines whose cost is known (`costed_minor`: net, without the VAT inside it)
    before_minor in the period of the same length before
    """

    currency: str
    model: str
    product: UUID | None
    customers: int
    lines: int
    quantity: Decimal
    net_minor: int
    list_minor: int | None
    listed_minor: int
    cost_minor: int | None
    costed_minor: int
    before_minor: int

    @property
    def unit(self) -> Decimal | None:
        """The effective unit price in major units: net ÷ units; None without units."""
        return self._each(self.net_minor)

    @property
    def listed(self) -> Decimal | None:
        """The average list price in major units: at list prices ÷ units; None where it is not known."""
        return None if self.list_minor is None else self._each(self.list_minor)

    def _each(self, minor: int) -> Decimal | None:
        """Of one unit, with two digits more than the currency has."""
        if self.quantity <= 0:
            return None
        digits = exponent(self.currency)
        return to_places(EXACT.divide(Decimal(minor).scaleb(-digits), self.quantity), digits + 2)

    @property
    def discount_minor(self) -> int | None:
        return None if self.list_minor is None else self.list_minor - self.listed_minor

    @property
    def discount(self) -> Decimal | None:
        return points(self.discount_minor or 0, self.list_minor or 0)

    @property
    def margin(self) -> Decimal | None:
        """Percent of the net whose cost is known."""
        if self.cost_minor is None:
            return None
        return points(self.costed_minor - self.cost_minor, self.costed_minor)

    @property
    def trend(self) -> Decimal | None:
        return points(self.net_minor - self.before_minor, self.before_minor)


def period(since: date | None, until: date | None, today: date) -> tuple[date, date]:
    """The days asked for, in order; by default the last twelve months, that of `until` or today included."""
    last = min(max(until or today, FIRST_DAY), LAST_DAY)
    first = min(max(since or add_months(last.replace(day=1), -11), FIRST_DAY), LAST_DAY)
    return min(first, last), max(first, last)


def analysis(entity_id: UUID, since: date, until: date) -> list[Row]:
    """What was billed in the days `since` … `until`, both included, beside as many days before.

    One statement. Models, each with its products after it, the largest first.
    """
    days = (until - since).days + 1
    asked = {
        "entity": entity_id,
        "since": since - timedelta(days=days),
        "first": since,
        "until": until,
    }
    found = select(Sum, _SUMS, **asked)
    now = {s[:3]: s for s in found if s.now}
    before = {s[:3]: s for s in found if not s.now}
    rows = [_row(now.get(at), before.get(at)) for at in {**now, **before}]
    size = {(r.currency, r.model): -r.net_minor for r in rows if r.product is None}
    return sorted(
        rows,
        key=lambda r: (r.currency, size[r.currency, r.model], r.model, r.product is not None,
                       -r.net_minor, str(r.product)),
    )  # fmt: skip


def _row(now: Sum | None, before: Sum | None) -> Row:
    told = now or before
    assert told is not None, "a row is read in one of the periods"
    if now is None:
        return Row(*told[:3], 0, 0, Decimal(0), 0, None, 0, None, 0, told.net_minor)
    digits = exponent(now.currency)

    def minor(amount: Decimal | None) -> int | None:
        return None if amount is None else half_up(amount.scaleb(digits))

    return Row(
        *now[:3], now.customers, now.lines, now.quantity, now.net_minor, minor(now.listed),
        now.listed_minor or 0, minor(now.cost), now.costed_minor or 0,
        before.net_minor if before else 0,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """Which billed lines are priced anew: of a product, of a model, or all of a currency."""

    since: date
    until: date
    currency: str
    product_id: UUID | None = None
    model: str = ""


class _Read(NamedTuple):
    id: int
    customer: UUID
    product: UUID
    quantity: Decimal
    net_minor: int
    steps: Any
    price_id: int | None
    service: UUID | None
    starts_on: date | None
    ends_on: date | None


def billed(entity_id: UUID, asked: Asked, new: engine.Price | None) -> list[Billed]:
    """The lines with what priced them, oldest first; two statements, three where usage counts by events.

    new  the definition they will be priced by, where it is one: it may look at events
    """
    found = select(
        _Read, _BILLED, entity=entity_id, since=asked.since, first=asked.since, until=asked.until,
        currency=asked.currency, product=asked.product_id, model=asked.model, most=MOST + 1,
    )  # fmt: skip
    if len(found) > MOST:
        raise TooMuchToPrice(field="since", found=f"> {MOST}", expected=f"{MOST}")
    known = {p.id: p.price for p in pricing.prices_of_products({r.product for r in found})}
    usage = _usage(found, known, new)
    digits = exponent(asked.currency)
    return [
        Billed(
            r.id, r.customer, r.product, r.quantity, r.net_minor, digits, _steps(r.steps),
            known.get(r.price_id or 0), *usage.get((r.service, r.starts_on), (None, None)),
        )
        for r in found
    ]  # fmt: skip


def _steps(raw: Any) -> tuple[engine.Step, ...]:
    data = loads(raw) if isinstance(raw, str) else raw
    return engine.load_steps(data or ())


def _usage(
    found: Sequence[_Read], known: Mapping[int, engine.Price], new: engine.Price | None
) -> Mapping[Any, metering.Events]:
    """The records of each rated period; only where a card asks for them."""
    cards = [new, *(known.get(r.price_id or 0) for r in found)]
    if not any(price is not None and price.card for price in cards):
        return {}
    spans = {
        (r.service, r.starts_on, r.ends_on) for r in found
        if r.service and r.starts_on and r.ends_on
    }  # fmt: skip
    return metering.events_of(spans)


def definition(entity_id: UUID, asked: Asked, **typed: Any) -> engine.Price:
    """A price as it would be set today: checked by the deed itself, which is undone."""
    assert asked.product_id is not None, "a definition is of one product"
    do = begin(SYSTEM, entity_id, dry_run=True)
    book = pricing.default_book(entity_id, asked.currency, do.today)
    given = {**typed, "product_id": asked.product_id, "starts_on": do.today, "price_type": LIST}
    do.read = lambda _event: pricing.price_on(book.id, asked.product_id, do.today, LIST)
    actions.set_price(do, book_id=book.id, **given)
    told: pricing.PriceFacts = do.answer
    return replace(told.price, rule_id="", rule_version=0)


def what_if(
    entity_id: UUID, asked: Asked, new: engine.Price | None = None,
    change: Callable[[engine.Price], engine.Price] | None = None,
) -> list[Outcome]:  # fmt: skip
    """Every line priced by the definition `new`, or by its own definition after `change`."""
    return [price_again(line, new, change) for line in billed(entity_id, asked, new)]


_NAMED = """
SELECT l.id, i.id, i.number, i.issued_on, l.description, l.sku
FROM invoicing_line l JOIN invoicing_invoice i ON i.id = l.invoice_id WHERE l.id = ANY(%(ids)s)
"""


class Named(NamedTuple):
    """Where a billed line stands."""

    id: int
    invoice_id: UUID
    number: str
    issued_on: date
    description: str
    sku: str


def named_lines(ids: Collection[int]) -> dict[int, Named]:
    """The invoices of some lines; one statement."""
    return {n.id: n for n in select(Named, _NAMED, ids=list(ids))}
