"""How often promotions are used: a negotiation counts once from its sending, and gives back what fails."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from uuid import UUID

from comptoir.kernel.errors import Refused
from comptoir.platform import sql
from comptoir.platform.actions import Do
from comptoir.stages.pricing.promotions import PromotionFacts
from comptoir.stages.quoting.models import PromotionUse, Quote

_COUNTED = """
SELECT promotion_id, count(*), count(*) FILTER (WHERE customer_id = %s), bool_or(series = %s)
FROM quoting_promotion_use WHERE promotion_id = ANY(%s) GROUP BY promotion_id
"""
_EACH = """
SELECT promotion_id, customer, series, count(*) FROM (
    SELECT promotion_id,
           CASE WHEN customer_id = ANY(w.customers) THEN customer_id END AS customer,
           CASE WHEN u.series = ANY(w.series) THEN u.series END AS series
    FROM quoting_promotion_use u,
         (SELECT %s::uuid[] AS promotions, %s::uuid[] AS customers, %s::uuid[] AS series) w
    WHERE promotion_id = ANY(w.promotions)) told
GROUP BY promotion_id, customer, series
"""
_LOCK = "SELECT id FROM pricing_promotion WHERE id = ANY(%s) ORDER BY id FOR UPDATE"


class PromotionUsedUp(Refused):
    """This promotion has been used as often as it may; take it out and price the quote again."""

    code = "promotion_used_up"


def still_open(quote: Quote, found: Sequence[PromotionFacts]) -> list[PromotionFacts]:
    """Those that this negotiation uses already, or that have a use left."""
    limited = [p.id for p in found if p.usage_limit or p.customer_limit]
    if not limited:
        return list(found)
    asked = [quote.customer_id, quote.series, limited]
    counted = {row[0]: row[1:] for row in sql.rows(_COUNTED, asked)}
    return [p for p in found if _left(p, *counted.get(p.id, (0, 0, False)))]


def all_open(
    quotes: Sequence[Quote], found: Sequence[PromotionFacts]
) -> dict[UUID, list[PromotionFacts]]:
    """`still_open` of many quotes of one company, of the promotions with a code those whose code was given;
    one statement."""
    limited = [p.id for p in found if p.usage_limit or p.customer_limit]
    asked = [limited, list({q.customer_id for q in quotes}), list({q.series for q in quotes})]
    taken: Counter[UUID] = Counter()
    mine: Counter[tuple[UUID, UUID]] = Counter()
    ours: set[tuple[UUID, UUID]] = set()
    for promotion, customer, series, count in sql.rows(_EACH, asked) if limited else ():
        taken[promotion] += count
        mine[promotion, customer] += count
        ours.add((promotion, series))

    def left(quote: Quote, p: PromotionFacts) -> bool:
        given = not p.coupon or p.coupon in quote.coupons
        used = mine[p.id, quote.customer_id], (p.id, quote.series) in ours
        return given and _left(p, taken[p.id], *used)

    return {quote.id: [p for p in found if left(quote, p)] for quote in quotes}


def _left(p: PromotionFacts, taken: int, mine: int, ours: bool) -> bool:
    return ours or (
        (p.usage_limit is None or taken < p.usage_limit)
        and (p.customer_limit is None or mine < p.customer_limit)
    )


def use(do: Do, quote: Quote, found: Sequence[PromotionFacts]) -> None:
    """Count the negotiation among the uses of exactly these promotions.

    Their rows are locked in the order of their ids; the limit itself is a constraint of the database.
    """
    release(quote.series, except_for=[p.id for p in found])
    if not found:
        return
    sql.rows(_LOCK, [[p.id for p in found]])
    mine = PromotionUse.objects.filter(series=quote.series)
    known = set(mine.values_list("promotion_id", flat=True))
    for each in found:
        if each.id not in known:
            _use(do, quote, each)


def _use(do: Do, quote: Quote, each: PromotionFacts) -> None:
    uses = PromotionUse.objects.filter(promotion_id=each.id)
    rows = list(uses.values_list("number", "customer_id", "mine"))
    own = Counter(customer for _number, customer, _mine in rows)[quote.customer_id]
    if not _left(each, len(rows), own, False):
        expected = each.usage_limit or each.customer_limit
        raise PromotionUsedUp(field="coupons", found=each.name, expected=expected)
    PromotionUse.objects.create(
        promotion_id=each.id, series=quote.series, customer_id=quote.customer_id, used_at=do.now,
        number=_free({number for number, _customer, _mine in rows}), most=each.usage_limit,
        mine=_free({mine for _n, customer, mine in rows if customer == quote.customer_id}),
        most_mine=each.customer_limit,
    )  # fmt: skip


def release(*series: UUID, except_for: Collection[UUID] = ()) -> None:
    """Give back what negotiations used and do not use any more."""
    PromotionUse.objects.filter(series__in=series).exclude(promotion_id__in=except_for).delete()


def _free(taken: set[int]) -> int:
    """The lowest place that is free: what was given back may be used again."""
    return next(n for n in range(1, len(taken) + 2) if n not in taken)
