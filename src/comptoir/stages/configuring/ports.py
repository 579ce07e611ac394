"""What configuring asks of later rooms; `process.py` says who answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Standing:
    """A line of an open quote that was configured with some version of a model."""

    quote_id: UUID
    number: str
    customer: str
    state: str
    sku: str
    quantity: Decimal
    currency: str
    configuration_id: UUID


class OpenQuotes(Protocol):
    """The lines of drafts and sent offers that hold a configuration of this model."""

    def __call__(self, model_id: UUID) -> Sequence[Standing]: ...


def _nobody(model_id: UUID) -> Sequence[Standing]:
    return ()


_answers: dict[str, OpenQuotes] = {"quotes": _nobody}


def answer_quotes(answer: OpenQuotes) -> None:
    """Say who knows the open quotes; called once, when the application starts."""
    _answers["quotes"] = answer


def open_quotes(model_id: UUID) -> Sequence[Standing]:
    """Lines of open quotes with a configuration of this model."""
    return _answers["quotes"](model_id)
