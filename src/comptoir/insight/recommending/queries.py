"""What might be added to a basket, or offered to a customer, each with its evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from uuid import UUID

from comptoir.insight.recommending.core.learning import lift
from comptoir.insight.recommending.core.ranking import Evidence, Kind, Proposal, Seen, propose
from comptoir.insight.recommending.models import Learning, Link
from comptoir.platform import sql
from comptoir.records.catalog import queries as catalog
from comptoir.stages.ordering import queries as ordering

_SEEN = """
SELECT p.product_id, p.other_id, p.together, a.baskets, b.baskets
FROM recommending_pair p
JOIN recommending_support a ON a.product_id = p.product_id
JOIN recommending_support b ON b.product_id = p.other_id
WHERE a.entity_id = %s AND p.product_id = ANY(%s)
"""
_TASTES = "SELECT product_id, buyers, alike FROM recommending_taste WHERE customer_id = %s"
_RULES = "SELECT product_id, other_id, kind FROM recommending_link WHERE product_id = ANY(%s)"


@dataclass(frozen=True, slots=True)
class LearningFacts:
    """The last run: what was read, and how good it is. hit_rate, popular_rate: parts of one; None when there
    were too few baskets to judge. judged_from: first day of the time that was held out."""

    id: UUID
    since: date
    until: date
    baskets: int
    products: int
    pairs: int
    cases: int
    hits: int
    popular: int
    judged_from: date | None

    @property
    def hit_rate(self) -> Fraction | None:
        return Fraction(self.hits, self.cases) if self.cases else None

    @property
    def popular_rate(self) -> Fraction | None:
        return Fraction(self.popular, self.cases) if self.cases else None


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A product and why it is proposed."""

    product: catalog.ProductFacts
    score: int
    evidence: tuple[Evidence, ...]
    beside: dict[UUID, catalog.ProductFacts]  # the products that the evidence names


@dataclass(frozen=True, slots=True)
class Neighbor:
    """A product that is bought with another. confidence: part of the other's baskets."""

    product: catalog.ProductFacts
    together: int
    support: int
    confidence: Fraction
    lift: Fraction


def last_learning(entity_id: UUID) -> LearningFacts | None:
    """What the company's recommendations rest on; None before the first run."""
    row = Learning.objects.filter(entity_id=entity_id).order_by("-created_at").first()
    return learning_facts(row) if row else None


def learning(learning_id: UUID) -> LearningFacts:
    """One run."""
    return learning_facts(Learning.objects.get(pk=learning_id))


def learning_facts(row: Learning) -> LearningFacts:
    return LearningFacts(
        row.id, row.since, row.until, row.baskets, row.products, row.pairs, row.cases, row.hits,
        row.popular, row.judged_from,
    )  # fmt: skip


def recommend(
    entity_id: UUID, products: Collection[UUID], customer_id: UUID | None = None, most: int = 5
) -> list[Recommendation]:
    """What might be added to `products`, for this customer; only what is sold today.

    Without a customer by pairs and rules alone; without products by what the customer is used to.
    """
    known = last_learning(entity_id)
    seen = [Seen(*row) for row in sql.rows(_SEEN, [entity_id, list(products)])]
    own = ordering.baskets(entity_id, customer_id) if customer_id else []
    usual = Counter(p for basket in own for p in basket.products)
    tastes = sql.rows(_TASTES, [customer_id]) if customer_id else []
    rules = [(a, b, Kind(kind)) for a, b, kind in sql.rows(_RULES, [list(products)])]
    proposals = propose(
        products, seen, baskets=known.baskets if known else 1, usual=usual, orders=len(own),
        alike={p: (buyers, alike) for p, buyers, alike in tastes}, rules=rules, most=3 * most,
    )  # fmt: skip
    return _sold(entity_id, proposals)[:most]


def _sold(entity_id: UUID, proposals: Sequence[Proposal]) -> list[Recommendation]:
    named = {p.product for p in proposals}
    named |= {e.product for p in proposals for e in p.evidence if e.product}
    wares = catalog.products(named)
    return [
        Recommendation(
            wares[p.product],
            p.score,
            p.evidence,
            {e.product: wares[e.product] for e in p.evidence if e.product},
        )  # fmt: skip
        for p in proposals
        if wares[p.product].active and wares[p.product].entity_id == entity_id
    ]


def neighbors(entity_id: UUID, product_id: UUID) -> list[Neighbor]:
    """What is bought with a product, the closest first, with support, confidence and lift."""
    known = last_learning(entity_id)
    seen = [Seen(*row) for row in sql.rows(_SEEN, [entity_id, [product_id]])]
    wares = catalog.products([s.other for s in seen])
    found = [
        Neighbor(
            wares[s.other],
            s.together,
            s.other_support,
            Fraction(s.together, s.support),
            lift(s.together, s.support, s.other_support, known.baskets if known else 1),
        )  # fmt: skip
        for s in seen
    ]
    return sorted(found, key=lambda n: (-n.together * n.together * n.lift, n.product.sku))


def links(entity_id: UUID) -> list[tuple[catalog.ProductFacts, catalog.ProductFacts, str]]:
    """What fits what by rule."""
    rows = Link.objects.filter(product__entity_id=entity_id).order_by(
        "product__sku", "kind", "other__sku"
    )
    pairs = list(rows.values_list("product_id", "other_id", "kind"))
    wares = catalog.products([p for a, b, _kind in pairs for p in (a, b)])
    return [(wares[a], wares[b], kind) for a, b, kind in pairs]
