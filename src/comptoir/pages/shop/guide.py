"""Guided selling before the configurator: answers become a proposal, with its reasons and its fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _

from comptoir.pages.shop.boards import Sale
from comptoir.platform.web import language
from comptoir.records.catalog import queries as catalog
from comptoir.shell import format as fmt
from comptoir.stages.configuring import engine, telling
from comptoir.stages.configuring import queries as models

ASKED = "q-"
Answers = Mapping[str, Sequence[str]]  # question → answers


def asked(request: HttpRequest) -> bool:
    """Whether the address answers the questions; with none ticked, too."""
    return "asked" in request.GET or any(name.startswith(ASKED) for name in request.GET)


def given(request: HttpRequest, sale: Sale) -> dict[str, Sequence[str]]:
    """The answers in the address: question → answers; what the model does not know is left out."""
    return told(answers_of(request), models.loaded(sale.version).model)


def answers_of(request: HttpRequest) -> Answers:
    """Every answer in the address: question → answers."""
    return {
        name.removeprefix(ASKED): answers
        for name, answers in request.GET.lists()
        if name.startswith(ASKED)
    }


def told(answers: Answers, model: engine.Model) -> dict[str, Sequence[str]]:
    """What of the answers a model asks for."""
    found: dict[str, Sequence[str]] = {}
    for question in model.questions:
        known = {a.id for a in question.answers}
        said = [a for a in answers.get(question.id, ()) if a in known]
        if said:
            found[question.id] = said if question.several else said[:1]
    return found


def context(sale: Sale, said: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """The questions with what was answered; the proposal's fit and why each option is in it."""
    loaded, lang = models.loaded(sale.version), language()
    shown = [
        {
            "name": f"{ASKED}{q.id}",
            "label": q.name.told(lang) or q.id,
            "several": q.several,
            "answers": [
                (a.id, a.name.told(lang) or a.id, a.id in said.get(q.id, ())) for a in q.answers
            ],
        }
        for q in loaded.model.questions
    ]
    proposal = loaded.proposed(said) if said else None
    return {
        "questions": shown,
        "fit": proposal.fit if proposal else None,
        "fit_words": _("Fits your answers to %(share)s.") % {"share": _share(proposal, lang)},
        "because": _because(loaded, proposal, lang) if proposal else [],
    }


def choices(sale: Sale, said: Mapping[str, Sequence[str]]) -> tuple[engine.Choice, ...]:
    """What the answers lead to; nothing where nothing was answered or it goes against the rules."""
    loaded = models.loaded(sale.version)
    found = loaded.proposed(said).choices if said else ()
    return found if loaded.possible(found) else ()


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a product fits the answers, and why. kept: the answers for its configurator's address;
    said: what its model was told. fit: in percent; None: the answers say nothing of it."""

    version: models.VersionFacts
    fit: int | None
    fit_words: str
    because: tuple[str, ...]
    kept: str
    said: Answers


def offered(
    entity_id: UUID, today: date
) -> list[tuple[models.ModelFacts, models.VersionFacts, catalog.ProductFacts]]:
    """The products that are put together from options, with the version of the model in force."""
    live = [
        (model, version)
        for model in _every(entity_id)
        if (version := model.in_force(today)) and model.product_id
    ]
    known = catalog.products([m.product_id for m, _v in live if m.product_id])
    return [(m, v, known[m.product_id]) for m, v in live if m.product_id in known]


def _every(entity_id: UUID) -> list[models.ModelFacts]:
    found: list[models.ModelFacts] = []
    cursor: str | None = None
    while True:
        page, cursor = models.models_page(entity_id, cursor=cursor, limit=200)
        found += page
        if cursor is None:
            return found


def ranked(answers: Answers, versions: Sequence[models.VersionFacts]) -> tuple[list[Fit], str]:
    """Products by how well they fit, with the question whose answer would tell most of the first."""
    by_code = {}
    proposals = []
    for version in versions:
        loaded = models.loaded(version)
        said = told(answers, loaded.model)
        by_code[loaded.model.code] = (version, loaded, said)
        proposals.append(loaded.proposed(said))
    best_first = engine.ranked(proposals)
    lang = language()
    fits = []
    for proposal in best_first:
        version, loaded, said = by_code[proposal.model.code]
        words = _("Fits your answers to %(share)s.") % {"share": _share(proposal, lang)}
        kept = urlencode({"asked": 1, **{f"{ASKED}{q}": a for q, a in said.items()}}, doseq=True)
        shown = words if proposal.fit is not None else _("Your answers say nothing of it.")
        because = tuple(_because(loaded, proposal, lang))
        fits.append(Fit(version, proposal.fit, shown, because, kept, said))
    following = None
    if best_first:
        _version, loaded, said = by_code[best_first[0].model.code]
        following = loaded.next_question(said)
    return fits, following.id if following else ""


def questions(answers: Answers, versions: Sequence[models.VersionFacts]) -> list[dict[str, Any]]:
    """The questions of several models; what two ask by one id is asked once, with the answers of both."""
    lang = language()
    found: dict[str, dict[str, Any]] = {}
    for version in versions:
        for q in models.loaded(version).model.questions:
            name = f"{ASKED}{q.id}"
            label = q.name.told(lang) or q.id
            row = found.setdefault(
                q.id,
                {"id": q.id, "name": name, "label": label, "several": q.several, "of": {}},
            )
            for a in q.answers:
                on = a.id in answers.get(q.id, ())
                row["of"].setdefault(a.id, (a.id, a.name.told(lang) or a.id, on))
    return [{**row, "answers": list(row["of"].values())} for row in found.values()]


def _share(proposal: engine.Proposal | None, lang: str) -> str:
    return fmt.percent(proposal.fit, lang) if proposal and proposal.fit is not None else fmt.DASH


def _because(loaded: engine.Loaded, proposal: engine.Proposal, lang: str) -> list[str]:
    return [
        telling.preferred(loaded, p.option, [x.answer.name.told(lang) for x in p.because], lang)
        for p in proposal.taken
    ]
