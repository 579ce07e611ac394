"""Guided selling before the configurator: answers become a proposal, with its reasons and its fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from comptoir.pages.shop.boards import Sale
from comptoir.platform.web import language
from comptoir.shell import format as fmt
from comptoir.stages.configuring import engine, telling
from comptoir.stages.configuring import queries as models

ASKED = "q-"


def asked(request: HttpRequest) -> bool:
    """Whether the address answers the questions; with none ticked, too."""
    return "asked" in request.GET or any(name.startswith(ASKED) for name in request.GET)


def given(request: HttpRequest, sale: Sale) -> dict[str, Sequence[str]]:
    """The answers in the address: question → answers; what the model does not know is left out."""
    found: dict[str, Sequence[str]] = {}
    for question in models.loaded(sale.version).model.questions:
        known = {a.id for a in question.answers}
        answers = [a for a in request.GET.getlist(f"{ASKED}{question.id}") if a in known]
        if answers:
            found[question.id] = answers if question.several else answers[:1]
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


def _share(proposal: engine.Proposal | None, lang: str) -> str:
    return fmt.percent(proposal.fit, lang) if proposal and proposal.fit is not None else fmt.DASH


def _because(loaded: engine.Loaded, proposal: engine.Proposal, lang: str) -> list[str]:
    return [
        telling.preferred(loaded, p.option, [x.answer.name.told(lang) for x in p.because], lang)
        for p in proposal.taken
    ]
