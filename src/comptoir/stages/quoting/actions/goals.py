"""Goal seek in a draft: set a net, a discount or a margin, and the lines follow to the cent."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from comptoir.kernel.errors import Invalid, Refused
from comptoir.kernel.money import EXACT, exponent, extend_minor
from comptoir.platform.actions import Change, Do, action
from comptoir.stages.pricing import engine
from comptoir.stages.quoting import margins
from comptoir.stages.quoting.actions import cross, rows, stale, undo, whole
from comptoir.stages.quoting.actions.pricing_lines import Categories, draft_of, price_lines
from comptoir.stages.quoting.core import blocks, ramps
from comptoir.stages.quoting.core.blocks import Block
from comptoir.stages.quoting.core.lines import Discount, LineIn
from comptoir.stages.quoting.events import QuoteChanged
from comptoir.stages.quoting.models import Quote, QuoteLine

NET, PERCENT, MARGIN = GOALS = ("net", "percent", "margin")
LARGEST = Decimal("1e12")
_MEMO = "quoting.charged"


class UnknownGoal(Invalid):
    """A goal is a net amount, a discount in percent, or a margin in percent."""

    code = "unknown_goal"


class NothingToMove(Refused):
    """No line here has a price that can be set: not usage, parts of bundles or, for the whole, options."""

    code = "nothing_to_move"


class WhichAlternative(Refused):
    """An offer with alternatives has no one total: set a section, a line, or the own lines of one of them."""

    code = "which_alternative"


class DiscountInTheWay(Refused):
    """Part of the quote cannot be set to an amount under a discount on the whole; take that off first."""

    code = "discount_in_the_way"


@action(may="quoting.write")
def reach_goal(
    do: Do,
    *,
    quote_id: UUID,
    goal: str,
    value: Decimal,
    line_ids: Collection[int] = (),
    revision: int | None = None,
    undoable: bool = False,
) -> QuoteChanged:
    """Set what lines cost together; each follows in proportion, and their sum is exact.

    goal      net: over the whole term, without VAT, major units · percent: discount off the list price of
              each line, whatever promotions would take; 0 takes discounts off and lets promotions count
              again · margin: percent of the net that remains above the cost
    line_ids  one line, the lines of a section, rows of a ramp; none is the whole quote, whose own discount
              then goes. Options stay as they are beside other lines; by themselves they move
    revision  of the quote, if a change by somebody else since then shall be refused
    """
    quote = rows.draft(do, quote_id)
    if revision is not None and revision != quote.revision:
        raise stale.StaleEdit(field="revision", found=revision, expected=quote.revision, lines=[])
    return move(do, quote, goal, value, line_ids, undoable=undoable)


def move(
    do: Do,
    quote: Quote,
    goal: str,
    value: Decimal,
    line_ids: Collection[int] = (),
    *,
    undoable: bool = False,
) -> QuoteChanged:
    """Set what lines of a locked draft cost together."""
    _check(goal, value)
    if quote.alternatives and not line_ids and goal != PERCENT:
        raise WhichAlternative(field="line_ids", expected="the lines of one alternative")
    lines = rows.lines_of(quote)
    before = rows.snapshot(lines)
    chosen = _chosen(quote, lines, line_ids)
    head = _free_of_discount(quote, whole_quote=not line_ids)
    if goal == PERCENT:
        lines, categories = _off_list(do, quote, lines, chosen, value)
    else:
        wanted = _wanted(quote, lines, chosen, goal, value)
        lines, categories = _priced(do, quote, lines, wanted)
    event = rows.save(do, quote, lines, before, categories=categories, more=head)
    do.memo[_MEMO] = _no_longer_free(before, lines)
    if undoable:
        undo.keep(do, quote, before, lines)
    return event


def charged(do: Do) -> tuple[str, ...]:
    """References of what was given free, line or months of a ramp, and is charged since the last target."""
    found: tuple[str, ...] = do.memo.get(_MEMO, ())
    return found


def _no_longer_free(before: rows.Snapshot, lines: Sequence[QuoteLine]) -> tuple[str, ...]:
    paid = {pk for pk, old in before.items() if old["net_minor"] + old["share_minor"]}
    found = [li.sku for li in lines if li.id not in paid and li.net_minor > 0]
    return tuple(dict.fromkeys(found))


def _check(goal: str, value: Decimal) -> None:
    if goal not in GOALS:
        raise UnknownGoal(field="goal", found=goal[:40], expected=", ".join(GOALS))
    good = value.is_finite() and abs(value) < LARGEST
    if not good or (goal == NET and value < 0) or (goal == PERCENT and not 0 <= value <= 100):
        raise engine.BadGoal(field="goal", found=str(value)[:40], expected="0 or more")


def _chosen(quote: Quote, lines: Sequence[QuoteLine], ids: Collection[int]) -> list[int]:
    """Places of the lines that move."""
    known = {line.id for line in lines}
    for line_id in ids:
        if line_id not in known:
            who = stale.who_removed(quote.id, line_id)
            raise stale.LineGone(field=f"lines.{line_id}", who=who)
    named = [
        n for n, line in enumerate(lines)
        if (not ids or line.id in ids) and line.charge_kind != "usage"
    ]  # fmt: skip
    found = [n for n in named if not lines[n].optional]
    if ids and not found:  # options alone: of no total, and yet they have a price
        found = named
    if not _moving(lines, found):
        raise NothingToMove(field="lines", found=len(lines))
    return found


def _free_of_discount(quote: Quote, *, whole_quote: bool) -> Change:
    """The discount on the whole, taken off where the whole is set; in the way where a part is."""
    if quote.discount_kind == "none":
        return {}
    if not whole_quote:
        raise DiscountInTheWay(field="discount_kind", found=quote.discount_kind, expected="none")
    before = quote.discount_kind, quote.discount_value
    quote.discount_kind, quote.discount_value = "none", Decimal(0)
    return {
        "discount_kind": (before[0], "none"),
        "discount_value": (before[1], quote.discount_value),
    }


def _priced(
    do: Do, quote: Quote, lines: Sequence[QuoteLine], wanted: Sequence[LineIn]
) -> tuple[list[QuoteLine], Categories]:
    made, categories = price_lines(
        do, quote, wanted, {li.product_id: li.decision_id for li in lines}
    )
    return rows.put(lines, made), categories


def _off_list(
    do: Do, quote: Quote, lines: list[QuoteLine], scope: Sequence[int], percent: Decimal
) -> tuple[list[QuoteLine], Categories]:
    """Each line at its list price less `percent`, said as a percentage, which follows its quantity.

    Where a promotion would take more, that price is agreed as an amount, from which none takes. A promotion
    may then pass to another line, so that one is looked at again: each round settles one line at least.
    """
    moving = _moving(lines, scope)
    kind = Discount.PERCENT if percent else Discount.NONE
    wanted: dict[int, ramps.Price] = dict.fromkeys(moving, (kind, percent))
    known: Categories = {}
    while wanted:
        lines, categories = _priced(do, quote, lines, _asked(quote, lines, wanted))
        known |= categories
        whole.settle(do, quote, lines, known)
        held = [(n, cross.unpromoted(lines[n])) for n in moving] if percent else []
        wanted = {n: (Discount.TOTAL, amount) for n, amount in held if amount is not None}
    return lines, known


def _wanted(
    quote: Quote, lines: Sequence[QuoteLine], scope: Sequence[int], goal: str, value: Decimal
) -> list[LineIn]:
    moving = _moving(lines, scope)
    digits = exponent(quote.currency)
    within = margins.rates(lines) if goal == MARGIN else {}
    parts = [_part(lines, n, digits, within) for n in moving]
    target = extend_minor(value, Decimal(1), digits) - _fixed_minor(lines, moving, scope)
    if goal == MARGIN:
        target = engine.for_margin(parts, value)
    try:
        nets = engine.reach(parts, target)
    except engine.GoalOutOfReach as error:  # in the figures of who asked
        near = int(str(error.facts["expected"])) - target
        wanted = extend_minor(value, Decimal(1), digits) if goal == NET else target
        told = (Decimal(minor).scaleb(-digits, EXACT) for minor in (wanted, wanted + near))
        raise engine.GoalOutOfReach(field="goal", found=next(told), expected=next(told)) from None
    amounts = [(Discount.TOTAL, Decimal(net).scaleb(-digits, EXACT)) for net in nets]
    return _asked(quote, lines, dict(zip(moving, amounts, strict=True)))


def _asked(
    quote: Quote, lines: Sequence[QuoteLine], prices: Mapping[int, ramps.Price]
) -> list[LineIn]:
    """What is asked for where the lines at these places have these prices; rows of a ramp in its segments."""
    digits = exponent(quote.currency)
    found: list[LineIn] = []
    for at in sorted({blocks.head_of(lines, n) for n in prices}):
        line = lines[at]
        if line.block == Block.RAMP:
            asked = [prices.get(n) for n in range(at + 1, blocks.end_of(lines, at))]
            segments = ramps.priced(
                ramps.load(line.segments), line.billing_months or 1, asked, digits
            )
            found.append(draft_of(line, segments=tuple(ramps.dump(segments))))
        else:
            kind, value = prices[at]
            found.append(draft_of(line, discount_kind=kind, discount_value=value))
    return found


def _moving(lines: Sequence[QuoteLine], scope: Sequence[int]) -> list[int]:
    """Of these places those with a price that can be set: of a ramp its rows; a bundle's parts follow."""
    found = {n for n in scope if not lines[n].level or lines[n].segment is not None}
    for at in [n for n in found if lines[n].block == Block.RAMP]:
        found.remove(at)
        found |= {*range(at + 1, blocks.end_of(lines, at))}
    return sorted(found)


def _fixed_minor(lines: Sequence[QuoteLine], chosen: Sequence[int], scope: Sequence[int]) -> int:
    """What stays in the scope: parts that the price of their bundle does not hold."""
    carried = {n for at in chosen if lines[at].block for n in blocks.carrying(lines, at)}
    heads = {*scope}
    fixed = [
        line for n, line in enumerate(lines)
        if line.level and line.segment is None and not line.block and line.charge_kind != "usage"
        and blocks.head_of(lines, n) in heads and n not in carried
    ]  # fmt: skip
    return sum((line.net_minor + line.share_minor) * _periods(line) for line in fixed)


def _pieces(
    lines: Sequence[QuoteLine], digits: int, within: margins.Rates
) -> tuple[engine.Piece, ...]:
    """What the VAT inside a price is of; () where no line is under a margin scheme."""
    if not any(li.decision_id in within for li in lines):
        return ()
    return tuple(
        engine.Piece(
            li.net_minor + li.share_minor, margins.cost(li, digits) or 0, within.get(li.decision_id)
        )
        for li in lines
    )


def _bundle(lines: Sequence[QuoteLine], at: int, digits: int, within: margins.Rates) -> engine.Part:
    """A bundle as its price: the parts that carry it, at what they cost together."""
    head, under = lines[at], [lines[n] for n in blocks.carrying(lines, at)]
    costs = [extend_minor(li.cost, li.quantity, digits) for li in under if li.cost is not None]
    return engine.Part(
        sum(li.net_minor + li.share_minor for li in under),
        extend_minor(head.list_price, head.quantity, digits),
        _periods(head),
        sum(costs) if len(costs) == len(under) else None,
        _pieces(under, digits, within),
    )


def _periods(line: QuoteLine) -> int:
    if line.charge_kind == "one_off":
        return 1
    return (line.term_months or 1) // (line.billing_months or 1)


def _part(lines: Sequence[QuoteLine], at: int, digits: int, within: margins.Rates) -> engine.Part:
    line = lines[at]
    if line.block:
        return _bundle(lines, at, digits, within)
    periods = _periods(line)
    listed = extend_minor(line.list_price, line.quantity, digits)
    net, cost = line.net_minor + line.share_minor, margins.cost(line, digits)
    return engine.Part(net, listed, periods, cost, _pieces([line], digits, within))
