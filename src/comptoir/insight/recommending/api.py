"""Recommendations over HTTP."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from comptoir.insight.recommending import actions, queries, words
from comptoir.kernel.errors import NotFound
from comptoir.platform.paging import after
from comptoir.platform.schemas import CustomerId, DecimalText, In, Page, Paged, ProductId, QuoteId
from comptoir.platform.web import entity_of, language, perform
from comptoir.records.catalog import queries as catalog
from comptoir.stages.quoting import queries as quoting

router = Router(tags=["Recommendations"])
Kind = Literal["accessory", "upgrade"]
MOST = 100  # products proposed for one basket


class NothingLearned(NotFound):
    """Nothing was learned yet."""

    code = "nothing_learned"


class LearningOut(Schema):
    """hit_percent, popular_percent: of the baskets held out, by what was learned and by what sells most."""

    since: date
    until: date
    baskets: int
    products: int
    pairs: int
    cases: int
    hits: int
    popular: int
    hit_percent: Decimal | None
    popular_percent: Decimal | None


class EvidenceOut(Schema):
    """n of `of`; product: what it goes with. words: the same as a sentence in the reader's language."""

    kind: Literal["accessory", "upgrade", "together", "usual", "alike"]
    n: int
    of: int
    product_id: ProductId | None
    words: str


class RecommendationOut(Schema):
    product_id: ProductId
    sku: str
    name: str
    score: int
    evidence: list[EvidenceOut]


class NeighborOut(Schema):
    """together: baskets with both; baskets: those with this one. confidence: percent of the baskets of the
    product asked for that hold this one too; lift: how many times more often than by chance."""

    product_id: ProductId
    sku: str
    name: str
    together: int
    baskets: int
    confidence: DecimalText
    lift: DecimalText


class ProductLinkOut(Schema):
    product_id: ProductId
    other_id: ProductId
    kind: Kind


class ProductLinkIn(In):
    product_id: ProductId
    other_id: ProductId
    kind: Kind


class ProductUnlinkIn(In):
    product_id: ProductId
    other_id: ProductId


class BasketAsked(Paged):
    """product_id: what is in the basket, up to 100 times; quote_id: the basket of a quote instead."""

    product_id: Annotated[list[ProductId], Field(default_factory=list, max_length=100)]
    quote_id: QuoteId | None = None
    customer_id: CustomerId | None = None


@router.get("/recommendations", response=Page[RecommendationOut])
def recommendations(request: HttpRequest, asked: Query[BasketAsked]) -> dict[str, Any]:
    """What might be added to a basket or a quote, the strongest first, with the evidence."""
    products, customer_id = list(asked.product_id), asked.customer_id
    if asked.quote_id:
        quote = quoting.quote(asked.quote_id, entity_of(request))
        products += [line.product_id for line in quote.lines]
        customer_id = customer_id or quote.customer_id
    found = queries.recommend(entity_of(request), products, customer_id, MOST)
    page, following = after(found, lambda r: (-r.score, r.product.sku), asked.cursor, asked.limit)
    return {"items": [_shown(r) for r in page], "next": following}


def _shown(r: queries.Recommendation) -> dict[str, Any]:
    lang = language()
    return {
        "product_id": r.product.id, "sku": r.product.sku, "name": r.product.name(lang),
        "score": r.score,
        "evidence": [
            {"kind": e.kind.value, "n": e.n, "of": e.of, "product_id": e.product,
             "words": words.told(e, r, lang)}
            for e in r.evidence
        ],
    }  # fmt: skip


@router.get(
    "/products/{product_id}/neighbors",
    response=Page[NeighborOut],
    summary="What is bought with a product",
)
def neighbors(request: HttpRequest, product_id: ProductId, paging: Query[Paged]) -> dict[str, Any]:
    """The closest first, with support, confidence and lift, as learned from all orders."""
    product = catalog.product(product_id, entity_of(request))
    found = queries.neighbors(product.entity_id, product.id)
    page, following = after(enumerate(found), lambda pair: (pair[0],), paging.cursor, paging.limit)
    items = [
        {
            "product_id": n.product.id, "sku": n.product.sku, "name": n.product.name(language()),
            "together": n.together, "baskets": n.support, "lift": words.times(n.lift),
            "confidence": words.tenths(100 * n.confidence),
        }
        for _n, n in page
    ]  # fmt: skip
    return {"items": items, "next": following}


@router.get("/recommendations/learning", response=LearningOut)
def learned(request: HttpRequest) -> dict[str, Any]:
    """What the recommendations rest on, and how good they are."""
    found = queries.last_learning(entity_of(request))
    if found is None:
        raise NothingLearned(fix="POST /recommendations/learning")
    return _learned(found)


@router.post("/recommendations/learning", response=LearningOut)
def learn(request: HttpRequest) -> dict[str, Any]:
    """Learn again from all orders; takes a minute for half a million lines."""
    return perform(
        request, actions.learn_recommendations, lambda e: _learned(queries.learning(e.learning_id))
    )


def _learned(found: queries.LearningFacts) -> dict[str, Any]:
    rates = {"hit_percent": found.hit_rate, "popular_percent": found.popular_rate}
    return {
        **{n: getattr(found, n) for n in LearningOut.model_fields if n not in rates},
        **{n: words.tenths(100 * r) if r is not None else None for n, r in rates.items()},
    }


@router.get("/recommendations/links", response=Page[ProductLinkOut])
def links(request: HttpRequest, paging: Query[Paged]) -> dict[str, Any]:
    """What fits what by rule."""
    rows = [(a.id, b.id, kind) for a, b, kind in queries.links(entity_of(request))]
    page, following = after(rows, lambda r: (r[0], r[1]), paging.cursor, paging.limit)
    items = [{"product_id": a, "other_id": b, "kind": kind} for a, b, kind in page]
    return {"items": items, "next": following}


@router.post("/recommendations/links", response=ProductLinkOut)
def link(request: HttpRequest, data: ProductLinkIn) -> dict[str, Any]:
    """Say that a product is an accessory or the upgrade of another."""
    return perform(
        request, actions.link_products, _linked,
        product_id=data.product_id, other_id=data.other_id, kind=data.kind,
    )  # fmt: skip


@router.post("/recommendations/links/remove", response=ProductLinkOut)
def unlink(request: HttpRequest, data: ProductUnlinkIn) -> dict[str, Any]:
    """Take such a rule back."""
    return perform(
        request, actions.unlink_products, _linked,
        product_id=data.product_id, other_id=data.other_id,
    )  # fmt: skip


def _linked(e: Any) -> dict[str, Any]:
    return {"product_id": e.product_id, "other_id": e.other_id, "kind": e.kind}
