"""Learning from the orders, and the rules of what fits what."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from comptoir.insight.recommending.core.judging import Verdict, judge
from comptoir.insight.recommending.core.learning import Basket, Knowledge, learn
from comptoir.insight.recommending.events import (
    ProductsLinked,
    ProductsUnlinked,
    RecommendationsLearned,
)
from comptoir.insight.recommending.models import Learning, Link
from comptoir.kernel.errors import Invalid, NotFound, Refused
from comptoir.platform import bulk, sql
from comptoir.platform.actions import Do, action
from comptoir.platform.ids import new_id
from comptoir.records.catalog import queries as catalog
from comptoir.stages.ordering import queries as ordering

HELD_OUT_DAYS = 30
LEAST_CASES = 20  # baskets held out; fewer prove nothing
KINDS = ("accessory", "upgrade")
Say = Callable[[str], None]
_LINK = """
INSERT INTO recommending_link (product_id, other_id, kind) VALUES (%s, %s, %s)
ON CONFLICT DO NOTHING
"""
_FORGET = (
    "DELETE FROM recommending_pair p USING catalog_product c"
    " WHERE c.id = p.product_id AND c.entity_id = %s",
    "DELETE FROM recommending_taste t USING parties_customer c"
    " WHERE c.id = t.customer_id AND c.entity_id = %s",
    "DELETE FROM recommending_support WHERE entity_id = %s",
)


class _Order(NamedTuple):
    number: str
    placed_on: date
    basket: Basket


class NothingToLearnFrom(Refused):
    """There are no orders to learn from yet."""

    code = "nothing_to_learn_from"


class AlreadyLinked(Refused):
    """These two products are linked already."""

    code = "already_linked"


class LinkedToItself(Invalid):
    """A product does not go with itself."""

    code = "linked_to_itself"


class UnknownKind(Invalid):
    """A product is an accessory or an upgrade of another."""

    code = "unknown_link_kind"


class UnknownLink(NotFound):
    """These two products are not linked."""

    code = "unknown_link"


@action(may="catalog.write")
def learn_recommendations(do: Do, *, say: Say = lambda line: None) -> RecommendationsLearned:
    """Count what is bought together in all orders, judge it on the last month, and keep it.

    The last month is hidden from the judgement only; what is kept was learned from everything.
    """
    orders = [
        _Order(o.number, o.placed_on, Basket(o.customer_id, o.products))
        for o in ordering.baskets(do.entity_id)
    ]
    if not orders:
        raise NothingToLearnFrom(fix="import a sales history, or place orders")
    since, until = orders[0].placed_on, orders[-1].placed_on
    cut = until - timedelta(days=HELD_OUT_DAYS - 1)
    say(f"{len(orders):,} orders from {since} to {until}")
    verdict = _judged(orders, cut)
    known = learn([order.basket for order in orders])
    row = Learning(
        id=new_id(), created_at=do.now, entity_id=do.entity_id, since=since, until=until,
        baskets=known.baskets, products=len(known.supports), pairs=len(known.pairs),
        cases=verdict.cases, hits=verdict.hits, popular=verdict.popular,
        judged_from=cut if verdict.cases else None,
    )  # fmt: skip
    row.save(force_insert=True)
    _keep(do.entity_id, known)
    return do.record(
        RecommendationsLearned(
            entity_id=do.entity_id,
            learning_id=row.id,
            baskets=row.baskets,
            products=row.products,
            pairs=row.pairs,
            cases=row.cases,
            hits=row.hits,
            popular=row.popular,
        )  # fmt: skip
    )


def _judged(orders: list[_Order], cut: date) -> Verdict:
    before = [o.basket for o in orders if o.placed_on < cut]
    late = [(o.number, o.basket) for o in orders if o.placed_on >= cut]
    verdict = judge(before, late)
    return verdict if verdict.cases >= LEAST_CASES else Verdict(0, 0, 0)


def _keep(entity_id: UUID, known: Knowledge) -> None:
    """What was learned before gives way to what is known now."""
    for forget in _FORGET:
        sql.run(forget, [entity_id])
    supports: Iterable[bulk.Row] = ((entity_id, p, n) for p, n in known.supports.items())
    bulk.copy("recommending_support", ("entity_id", "product_id", "baskets"), supports)
    pairs: Iterable[bulk.Row] = ((p.product, p.other, p.together) for p in known.pairs)
    bulk.copy("recommending_pair", ("product_id", "other_id", "together"), pairs)
    tastes: Iterable[bulk.Row] = ((t.customer, t.product, t.buyers, t.alike) for t in known.tastes)
    bulk.copy("recommending_taste", ("customer_id", "product_id", "buyers", "alike"), tastes)


@action(may="catalog.write")
def link_products(do: Do, *, product_id: UUID, other_id: UUID, kind: str) -> ProductsLinked:
    """Say that `other` is an accessory or the upgrade of a product; it is then proposed first."""
    if kind not in KINDS:
        raise UnknownKind(field="kind", found=kind, expected=", ".join(KINDS))
    for found in (product_id, other_id):
        catalog.product(found, do.entity_id)
    if product_id == other_id:
        raise LinkedToItself(field="other_id", found=str(other_id))
    if not sql.run(_LINK, [product_id, other_id, kind]):
        raise AlreadyLinked(field="other_id", found=str(other_id))
    return do.record(
        ProductsLinked(entity_id=do.entity_id, product_id=product_id, other_id=other_id, kind=kind)
    )


@action(may="catalog.write")
def unlink_products(do: Do, *, product_id: UUID, other_id: UUID) -> ProductsUnlinked:
    """Take such a rule back."""
    link = Link.objects.filter(
        product_id=product_id, other_id=other_id, product__entity_id=do.entity_id
    ).first()
    if link is None:
        raise UnknownLink(field="other_id", found=str(other_id))
    kind = link.kind
    link.delete()
    return do.record(
        ProductsUnlinked(
            entity_id=do.entity_id, product_id=product_id, other_id=other_id, kind=kind
        )
    )
