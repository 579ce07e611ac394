"""What quoting asks of later rooms; `process.py` says who answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class TermsNamed:
    """The general terms of sale that an offer refers to."""

    title: str
    version: int
    starts_on: date
    sha256: str


class TermsInForce(Protocol):
    """The general terms that bind what is signed on a day; None before the first version."""

    def __call__(self, entity_id: UUID, on: date, lang: str) -> TermsNamed | None: ...


def _nobody(entity_id: UUID, on: date, lang: str) -> TermsNamed | None:
    return None


_answers: dict[str, TermsInForce] = {"terms": _nobody}


def answer_terms(answer: TermsInForce) -> None:
    """Say who knows the general terms; called once, when the application starts."""
    _answers["terms"] = answer


def terms_in_force(entity_id: UUID, on: date, lang: str) -> TermsNamed | None:
    """The general terms that an offer of that day refers to."""
    return _answers["terms"](entity_id, on, lang)
