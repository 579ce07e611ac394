"""From one line that was asked for to its rows: one, or a head with parts or segments under it.

Policy of a bundle: its price is of the same kind as the bundle itself, charged once or per billing period.
It is split over the parts of that kind by what each costs alone; other parts (a monthly care in a kit that is
bought once, metered use) keep their own price and take the bundle's discount where it is a percentage. A
bundle without a price in the book costs what its parts cost.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from uuid import UUID

from comptoir.kernel.errors import Invalid, Refused
from comptoir.kernel.money import EXACT, UNIT_PLACES, exponent, to_places
from comptoir.records.catalog import queries as catalog
from comptoir.stages.pricing import engine
from comptoir.stages.quoting.core import blocks, ramps
from comptoir.stages.quoting.core.blocks import Block
from comptoir.stages.quoting.core.lines import Discount, LineIn, Priced, check_quantity, price_line
from comptoir.stages.quoting.models import Quote, QuoteLine

NONE: tuple[engine.Adjustment, ...] = ()
Around = tuple[Sequence[engine.Adjustment], Sequence[engine.Adjustment]]
Single = Callable[[catalog.ProductFacts, LineIn, Around], QuoteLine]
KEPT = ("id", "revision", "description", "deliver_on")  # of a part, when its bundle is priced again
DEEPEST = 10


class BundlePriceWithoutPart(Refused):
    """The bundle has a price, but no part that is charged as the bundle is; nothing can carry it."""

    code = "bundle_price_without_part"


class BundleTooDeep(Invalid):
    """Bundles stand in bundles at most ten levels deep."""

    code = "bundle_too_deep"


class DerivedPart(Refused):
    """A price that is a percentage of other lines cannot be part of a bundle."""

    code = "derived_part"


class NoBoundsHere(Refused):
    """The quantity of a bundle, of its parts or of a ramp is fixed: a buyer cannot choose it."""

    code = "no_bounds_here"


class NoRampHere(Refused):
    """Only what is charged per period can have segments, and an amendment says its steps itself."""

    code = "no_ramp_here"


@dataclass(frozen=True, slots=True)
class Shelf:
    """What rows are made from: the products by id, those with a price, and how one row is made."""

    quote: Quote
    products: Mapping[UUID, catalog.ProductFacts]
    has_price: Callable[[UUID], bool]
    single: Single


def parts_of(found: Mapping[UUID, catalog.ProductFacts]) -> dict[UUID, catalog.ProductFacts]:
    """These products and all that is inside them; no statement where none is a bundle."""
    known = dict(found)
    for _level in range(DEEPEST):
        inside = {p.product_id for product in known.values() for p in product.parts}
        missing = inside - known.keys()
        if not missing:
            return known
        known |= catalog.products(missing)
    raise BundleTooDeep(field="sku", expected=f"at most {DEEPEST} levels")


def rows_of(shelf: Shelf, product: catalog.ProductFacts, draft: LineIn) -> list[QuoteLine]:
    """The rows of one line."""
    if (draft.segments or product.parts) and not draft.least is draft.most is None:
        raise NoBoundsHere(field="least", found=product.sku)
    if draft.segments:
        return _ramp(shelf, product, draft)
    if product.parts:
        return _bundle(shelf, product, draft, 0)
    return [shelf.single(product, draft, (NONE, NONE))]


def kept(made: Sequence[QuoteLine], before: Sequence[QuoteLine]) -> list[QuoteLine]:
    """The rows of a block priced again, each part with the identity of the one it continues: of as many
    rows as before each its own, though a segment may have been cut in two."""
    in_order = len(made) == len(before)

    def named(line: QuoteLine) -> tuple[int, str, int | None]:
        return line.level, line.sku, None if in_order else line.segment

    free: dict[tuple[int, str, int | None], list[QuoteLine]] = {}
    for line in before:
        if line.level:
            free.setdefault(named(line), []).append(line)
    for line in made:
        same = free.get(named(line), [])
        if line.level and same:
            old = same.pop(0)
            for name in KEPT:
                setattr(line, name, getattr(old, name))
    return list(made)


def _bundle(
    shelf: Shelf, product: catalog.ProductFacts, draft: LineIn, level: int
) -> list[QuoteLine]:
    check_quantity(draft.quantity)
    rows: list[QuoteLine] = []
    for part in product.parts:
        inner = shelf.products[part.product_id]
        asked = _part(product, inner, draft, EXACT.multiply(part.quantity, draft.quantity))
        if inner.parts:
            below = _bundle(shelf, inner, asked, level + 1)
        else:
            below = [shelf.single(inner, asked, (NONE, NONE))]
            if below[0].basis is not None:
                raise DerivedPart(field="sku", found=inner.sku)
        below[0].level, below[0].per_parent = level + 1, part.quantity
        rows += below
    carrying = [row for row in rows if not row.block and _alike(product, row)]
    head = _head(shelf, product, draft, carrying)
    _share(head, carrying, exponent(shelf.quote.currency))
    head.level, head.block, head.net_minor, head.cost = level, Block.BUNDLE, 0, None
    head.parts_hidden = draft.parts_hidden
    return [head, *rows]


def _alike(product: catalog.ProductFacts, row: QuoteLine) -> bool:
    """Whether a part is charged as its bundle is, and so carries its price."""
    months = product.billing_months if product.charge_kind == "recurring" else None
    return row.charge_kind == product.charge_kind != "usage" and row.billing_months == months


def _part(
    bundle: catalog.ProductFacts, part: catalog.ProductFacts, draft: LineIn, quantity: Decimal
) -> LineIn:
    """What is asked for of a part: it follows its bundle in all that is not its price."""
    same = part.charge_kind == bundle.charge_kind and part.billing_months == bundle.billing_months
    percent = draft.discount_kind == Discount.PERCENT and not same
    return LineIn(
        sku=part.sku, quantity=quantity.normalize() + 0, section=draft.section,
        discount_kind=Discount.PERCENT if percent else Discount.NONE,
        discount_value=draft.discount_value if percent else Decimal(0),
        optional=draft.optional, term_months=draft.term_months, deliver_on=draft.deliver_on,
        alternative=draft.alternative,
    )  # fmt: skip


def _head(
    shelf: Shelf, product: catalog.ProductFacts, draft: LineIn, carrying: Sequence[QuoteLine]
) -> QuoteLine:
    """The bundle at its own price, or at the sum of the parts that carry it; `net_minor` still stands."""
    if shelf.has_price(product.id):
        if not carrying:
            raise BundlePriceWithoutPart(
                field="sku", found=product.sku, fix="add a part charged as the bundle is"
            )
        return shelf.single(product, draft, (NONE, NONE))
    digits = exponent(shelf.quote.currency)
    alone = sum(row.net_minor for row in carrying)
    price = engine.Price(
        engine.PriceKind.FLAT, Decimal(alone).scaleb(-digits, EXACT), rule_id=f"parts:{product.sku}"
    )
    done = price_line(price, draft, digits)
    each = to_places(EXACT.divide(price.unit_price, draft.quantity), UNIT_PLACES)
    return _plain(shelf.quote, product, draft, replace(done, list_price=each))


def _plain(quote: Quote, product: catalog.ProductFacts, draft: LineIn, done: Priced) -> QuoteLine:
    """A head whose price is not one of the book."""
    repeats = product.charge_kind != "one_off"
    return QuoteLine(
        id=draft.id, quote_id=quote.id, section=draft.section.strip()[:80], product_id=product.id,
        sku=product.sku, quantity=draft.quantity, unit=product.unit,
        description=(draft.description.strip() or product.name(quote.language))[:300],
        charge_kind=product.charge_kind,
        billing_months=(product.billing_months or 1) if repeats else None,
        term_months=(draft.term_months or quote.term_months) if repeats else None,
        deliver_on=draft.deliver_on, optional=draft.optional, list_price=done.list_price,
        alternative=draft.alternative,
        discount_kind=draft.discount_kind, discount_value=draft.discount_value,
        unit_net=done.unit_net, share_minor=0, net_minor=done.before_minor,
        waterfall=engine.dump_steps(done.steps), revision=draft.revision or 1,
    )  # fmt: skip


def _share(head: QuoteLine, carrying: Sequence[QuoteLine], digits: int) -> None:
    """Give each part that carries the bundle's price its share, as a step of its own price."""
    alone = [row.net_minor for row in carrying]
    if not carrying or sum(alone) == head.net_minor:
        return
    for row, minor in zip(carrying, blocks.split(head.net_minor, alone), strict=True):
        steps = engine.load_steps(row.waterfall)
        share = Decimal(minor).scaleb(-digits, EXACT)
        step = engine.Step(
            "adjustment", "bundle_share", steps[-1].result, "set", share, share,
            f"bundle:{head.sku}", 0, None,
        )  # fmt: skip
        row.waterfall = engine.dump_steps([*steps, step])
        row.net_minor = minor
        row.unit_net = to_places(EXACT.divide(share, row.quantity), UNIT_PLACES)


def _ramp(shelf: Shelf, product: catalog.ProductFacts, draft: LineIn) -> list[QuoteLine]:
    if product.charge_kind != "recurring" or product.parts or shelf.quote.amends_contract:
        raise NoRampHere(field="segments", found=product.sku)
    segments = ramps.load(draft.segments)
    ramps.check(segments)
    first, months = segments[0], product.billing_months or 1
    rows = [
        _stretch(shelf, product, draft, segments[s.number - 1], s)
        for s in ramps.stretches(segments, months)
    ]
    whole = replace(
        draft, quantity=first.quantity, discount_kind=Discount.NONE, discount_value=Decimal(0),
        term_months=months,
    )  # fmt: skip
    head = shelf.single(product, whole, (NONE, NONE))
    head.block, head.net_minor, head.cost = Block.RAMP, 0, None
    head.segments = ramps.dump(segments)
    head.term_months = sum(s.months for s in segments)
    return [head, *rows]


def _stretch(
    shelf: Shelf,
    product: catalog.ProductFacts,
    draft: LineIn,
    segment: ramps.Segment,
    stretch: ramps.Stretch,
) -> QuoteLine:
    """One row: the segment's months that are billed alike."""
    rule = f"ramp:{stretch.number}"
    up = engine.Adjustment(engine.Adjust.PERCENT_ON, segment.uplift, "uplift", rule)
    part = engine.Adjustment(engine.Adjust.TIMES, stretch.share, "part_of_period", rule)
    around = ((up,) if segment.uplift else (), (part,) if stretch.share != 1 else ())
    asked = LineIn(
        sku=product.sku, quantity=segment.quantity, discount_kind=segment.discount_kind,
        discount_value=segment.discount_value, section=draft.section, optional=draft.optional,
        description=draft.description, configuration_id=draft.configuration_id,
        alternative=draft.alternative,
        term_months=product.billing_months or 1,
    )  # fmt: skip
    row = shelf.single(product, asked, around)
    factor = EXACT.multiply(EXACT.divide(100 + segment.uplift, Decimal(100)), stretch.share)
    row.list_price = to_places(EXACT.multiply(row.list_price, factor), UNIT_PLACES)
    if row.cost is not None:
        row.cost = to_places(EXACT.multiply(row.cost, stretch.share), UNIT_PLACES)
    if row.floor is not None:
        row.floor = to_places(EXACT.multiply(row.floor, stretch.share), UNIT_PLACES)
    row.level, row.segment, row.starts_month = 1, stretch.number, stretch.starts_month
    row.billing_months, row.term_months = stretch.billing_months, stretch.months
    return row
