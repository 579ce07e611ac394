"""API of the product finder: questions of all products, answers, products by how well they fit."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from comptoir.kernel.errors import Invalid
from comptoir.pages.shop import guide
from comptoir.platform import clock
from comptoir.platform.paging import after
from comptoir.platform.roles import READ, require
from comptoir.platform.schemas import ModelId, Page, Paged, ProductId
from comptoir.platform.web import actor_of, entity_of, language

router = Router(tags=["Configuring"])
Answer = Annotated[
    str,
    Field(max_length=200, pattern=r"^[^\x00:]+:[^\x00:]+$", examples=["ground:mud"]),
]


class UnknownAnswer(Invalid):
    """No product asks this, or none knows this answer."""

    code = "unknown_answer"


class FinderAsked(Paged):
    """answer: `question:answer`, as often as there are answers; none: products as they come."""

    answer: Annotated[list[Answer], Field(default_factory=list, max_length=100)]


class FinderAnswerOut(Schema):
    id: str
    label: str
    given: bool


class FinderQuestionOut(Schema):
    """several: whether more than one answer may be given. next: whether its answer would tell most of the
    product that fits best so far."""

    id: str
    label: str
    several: bool
    next: bool
    answers: list[FinderAnswerOut]


class ProductFitOut(Schema):
    """fit: in percent of what the answers wish for, null where they say nothing of it. because: why, a
    sentence each. model_id and answers: for `POST /models/{model_id}/configurations`."""

    product_id: ProductId
    sku: str
    name: str
    model_id: ModelId
    version: int
    fit: int | None
    words: str
    because: list[str]
    answers: dict[str, list[str]]


@router.get(
    "/product-finder", response=Page[ProductFitOut], summary="Which product fits these answers?"
)
def find_products(request: HttpRequest, asked: Query[FinderAsked]) -> dict[str, Any]:
    """Guided selling: the products that are put together from options, the best fit first, each with the
    reasons. The questions: `GET /product-finder/questions`."""
    said, found = _asked(request, asked)
    fits, _next = guide.ranked(said, [v for _m, v, _p in found])
    products = {m.id: product for m, _v, product in found}
    page, following = after(
        enumerate(fits), lambda pair: (_place(pair[1]), pair[0]), asked.cursor, asked.limit
    )
    items = [
        {
            "product_id": products[f.version.model_id].id,
            "sku": products[f.version.model_id].sku,
            "name": products[f.version.model_id].name(language()),
            "model_id": f.version.model_id, "version": f.version.number, "fit": f.fit,
            "words": f.fit_words, "because": list(f.because),
            "answers": {q: list(a) for q, a in f.said.items()},
        }
        for _n, f in page
    ]  # fmt: skip
    return {"items": items, "next": following}


@router.get(
    "/product-finder/questions",
    response=Page[FinderQuestionOut],
    summary="What to ask before the product is known",
)
def finder_questions(request: HttpRequest, asked: Query[FinderAsked]) -> dict[str, Any]:
    """The questions of all products; one that several ask is asked once, with the answers of all."""
    said, found = _asked(request, asked)
    versions = [v for _m, v, _p in found]
    _fits, best = guide.ranked(said, versions)
    page, following = after(
        enumerate(guide.questions(said, versions)), lambda pair: (pair[0],), asked.cursor,
        asked.limit,
    )  # fmt: skip
    items = [
        {
            "id": q["id"], "label": q["label"], "several": q["several"], "next": q["id"] == best,
            "answers": [{"id": a, "label": label, "given": on} for a, label, on in q["answers"]],
        }
        for _n, q in page
    ]  # fmt: skip
    return {"items": items, "next": following}


def _place(fit: guide.Fit) -> int:
    return 1 if fit.fit is None else -fit.fit


def _asked(request: HttpRequest, asked: FinderAsked) -> tuple[guide.Answers, list[Any]]:
    """The answers by question, and the products; an answer that no product knows is refused."""
    require(actor_of(request), READ)
    said: dict[str, list[str]] = {}
    for text in asked.answer:
        question, _sign, answer = text.partition(":")
        said.setdefault(question, []).append(answer)
    found = guide.offered(entity_of(request), clock.today(entity_of(request)))
    known = {
        (q["id"], a)
        for q in guide.questions(said, [v for _m, v, _p in found])
        for a, _label, _on in q["answers"]
    }
    for question, answers in said.items():
        for answer in answers:
            if (question, answer) not in known:
                raise UnknownAnswer(
                    field="answer", found=f"{question}:{answer}",
                    fix="GET /product-finder/questions",
                )  # fmt: skip
    return said, found
