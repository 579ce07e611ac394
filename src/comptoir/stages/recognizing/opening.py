"""From order lines, charges and rated uses to obligations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from comptoir.kernel.money import allocate_minor
from comptoir.kernel.period import end_of_month
from comptoir.platform import bulk, sql
from comptoir.platform.actions import Do
from comptoir.records.catalog import queries as catalog
from comptoir.stages.ordering import queries as ordering
from comptoir.stages.recognizing import sources
from comptoir.stages.recognizing.booking import Earned, first_open_day
from comptoir.stages.recognizing.core.schedule import ONE_DAY, Pattern
from comptoir.stages.recognizing.models import Obligation
from comptoir.stages.recognizing.sources import Head, Unpromised

CHUNK = 5_000
QUANTITY_PLACES = 6  # of a measured quantity


def account_role(nature: str) -> str:
    """Which revenue account a nature of product goes to."""
    return "revenue_goods" if nature == "goods" else "revenue_services"


def line_pattern(revenue_pattern: str, starts_on: date | None, ends_on: date | None) -> Pattern:
    """The pattern of a line sold once; time without dates is earned on delivery."""
    pattern = Pattern(revenue_pattern)
    dated = starts_on is not None and ends_on is not None and starts_on < ends_on
    if pattern is Pattern.STRAIGHT_LINE and not dated:
        return Pattern.ON_DELIVERY
    return pattern


def open_lines(do: Do, orders: Iterable[ordering.OrderFacts]) -> list[Obligation]:
    """Obligations of the lines sold once that have none yet."""
    lines = [(o, line) for o in orders if o.open or o.state == "closed" for line in o.deliverable]
    ids = [line.id for _, line in lines]
    asked = "order_line_id = ANY(%s) AND charge_id IS NULL AND usage_id IS NULL AND part IS NULL"
    known = {line for (line,) in sql.values(Obligation, ("order_line_id",), asked, [ids])}
    fresh = [(o, line) for o, line in lines if line.id not in known]
    products = catalog.products({line.product_id for _, line in fresh})
    made = []
    for order, line in fresh:
        product = products[line.product_id]
        made.append(
            Obligation(
                entity_id=do.entity_id,
                customer_id=order.customer_id,
                order_line_id=line.id,
                pattern=line_pattern(product.revenue_pattern, line.starts_on, line.ends_on),
                currency=order.currency,
                total_minor=line.net_minor - line.margin_vat_minor,
                account_role=account_role(product.nature),
                booked_on=order.placed_on,
                starts_on=line.starts_on,
                ends_on=line.ends_on,
            )
        )
    bulk.insert(made, keys=False)
    return made


def open_charges(do: Do, on: date) -> tuple[list[Obligation], list[Earned]]:
    """Obligations of charges and rated uses that have none; a rated use is earned at once.

    One at a time in a company: two deeds that charge in one moment would both promise what either charged.
    """
    sql.alone(f"promises of {do.entity_id}")
    fresh = sources.unpromised(do.entity_id, on)
    products = catalog.products({f.product_id for f in fresh})
    made = [_obligation(do, f, account_role(products[f.product_id].nature)) for f in fresh]
    Obligation.objects.bulk_create(made, batch_size=CHUNK)
    return made, _used(do, made, fresh)


def _obligation(do: Do, fresh: Unpromised, role: str) -> Obligation:
    return Obligation(
        entity_id=do.entity_id,
        customer_id=fresh.customer_id,
        order_line_id=fresh.order_line_id,
        charge_id=fresh.charge_id,
        usage_id=fresh.usage_id,
        pattern=Pattern.STRAIGHT_LINE if fresh.charge_id else Pattern.AS_BILLED,
        currency=fresh.currency,
        ramp_id=fresh.ramp_id,
        total_minor=0 if fresh.ramp_id else fresh.net_minor,  # the ramp earns it
        account_role=role,
        booked_on=fresh.booked_on,
        starts_on=fresh.starts_on,
        ends_on=fresh.ends_on,
    )


def _used(do: Do, made: Sequence[Obligation], fresh: Sequence[Unpromised]) -> list[Earned]:
    """Revenue of rated uses, in the months of use (IFRS 15 §85: the period used, not billed)."""
    used = sources.used_by_month([f.usage_id for f in fresh if f.usage_id])
    earned = []
    for obligation, source in zip(made, fresh, strict=True):
        if source.usage_id is None:
            continue
        months = _split(source, used.get(source.usage_id, {}))
        for month, minor in months.items():
            last = min(end_of_month(month), source.ends_on - ONE_DAY, do.today)
            day = first_open_day(do.entity_id, last)
            earned.append(Earned(head_of(obligation), "time", month, day, minor))
    return earned


def _split(source: Unpromised, used: dict[date, Decimal]) -> dict[date, int]:
    """The amount over the months of use, in proportion to the quantities.

    Without a positive use in every month (a minimum fee, a correction) all belongs to the last.
    """
    weights = [int(quantity.scaleb(QUANTITY_PLACES)) for quantity in used.values()]
    if not source.net_minor:
        return {}
    if not weights or min(weights) < 0 or not sum(weights):
        return {(source.ends_on - ONE_DAY).replace(day=1): source.net_minor}
    parts = allocate_minor(source.net_minor, weights)
    return {month: minor for month, minor in zip(used, parts, strict=True) if minor}


def head_of(row: Obligation) -> Head:
    return Head(row.id, row.customer_id, row.currency, row.account_role, row.booked_on)
