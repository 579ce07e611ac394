"""What quoting asks of later rooms; `process.py` says who answers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Protocol
from uuid import UUID

from comptoir.stages.quoting import raising
from comptoir.stages.quoting.amendments import Step, Stretch, Stretches


@dataclass(frozen=True, slots=True)
class TermsNamed:
    """The general terms of sale that an offer refers to."""

    id: UUID
    title: str
    version: int
    starts_on: date
    sha256: str


class TermsInForce(Protocol):
    """The general terms that an offer of a day is sent with, None before the first version; `terms_id`: that
    very version instead."""

    def __call__(
        self, entity_id: UUID, on: date, lang: str, terms_id: UUID | None = None
    ) -> TermsNamed | None: ...


@dataclass(frozen=True, slots=True)
class RunningLine:
    """A line of a contract: what it is, and its days, quantities and prices. `id`: of the quote line that
    first sold it."""

    id: int
    product_id: UUID
    sku: str
    description: str
    charge_kind: str
    billing_months: int
    list_price: Decimal
    cost: Decimal | None
    stretches: Stretches


@dataclass(frozen=True, slots=True)
class Standing:
    """A contract as an amendment finds it.

    quote_id  of the quote it was made from, whose terms an amendment keeps
    agreed    what it says of its price at renewal;  priced_on  the day that its prices are of
    """

    id: UUID
    number: str
    version: int
    active: bool
    customer_id: UUID
    quote_id: UUID
    starts_on: date
    ends_on: date | None
    lines: tuple[RunningLine, ...] = ()
    agreed: raising.Agreed | None = None
    priced_on: date | None = None


@dataclass(frozen=True, slots=True)
class Added:
    """A line that an amendment adds, [start, end); net of one period where it repeats.

    timing    when its periods are billed;  replaces: the line whose place it takes
    """

    product_id: UUID
    sku: str
    description: str
    charge_kind: str
    billing_months: int | None
    stretch: Stretch
    decision_id: UUID
    vat_rate: Decimal
    timing: str = "advance"
    replaces: int | None = None


class StandingOf(Protocol):
    """The contract as it stands; `lock`: nobody else amends it until the open action ends."""

    def __call__(self, contract_id: UUID, entity_id: UUID, lock: bool) -> Standing: ...


class EffectOf(Protocol):
    """What changes of a contract cost, from what was really billed: `amendments.AmendmentFacts.effect`."""

    def __call__(
        self, contract_id: UUID, steps: Sequence[Step], added: Sequence[Added]
    ) -> dict[str, Any]: ...


def _nobody(
    entity_id: UUID, on: date, lang: str, terms_id: UUID | None = None
) -> TermsNamed | None:
    return None


class DeviationsOf(Protocol):
    """What the contracts of negotiations say that is not standard, in words; without one: left out."""

    def __call__(self, series: Collection[UUID], on: date) -> Mapping[UUID, Sequence[str]]: ...


def _none(series: Collection[UUID], on: date) -> Mapping[UUID, Sequence[str]]:
    return {}


class Proposed(Protocol):
    """A product that is proposed for a quote; line_id: of the line whose place it takes; evidence: why."""

    @property
    def key(self) -> str: ...
    @property
    def sku(self) -> str: ...
    @property
    def line_id(self) -> int | None: ...
    @property
    def evidence(self) -> str: ...


class ProposedFor(Protocol):
    """What is proposed for a draft."""

    def __call__(self, quote_id: UUID) -> Sequence[Proposed]: ...


def _nothing(quote_id: UUID) -> Sequence[Proposed]:
    return ()


_proposed: dict[str, ProposedFor] = {"for": _nothing}


def answer_offers(answer: ProposedFor) -> None:
    """Say who proposes products; called once, when the application starts."""
    _proposed["for"] = answer


def offers_for(quote_id: UUID) -> Sequence[Proposed]:
    """What is proposed for a draft."""
    return _proposed["for"](quote_id)


_answers: dict[str, TermsInForce] = {"terms": _nobody}
_contracts: dict[str, Any] = {}
_deviations: dict[str, DeviationsOf] = {"of": _none}


def answer_terms(answer: TermsInForce) -> None:
    """Say who knows the general terms; called once, when the application starts."""
    _answers["terms"] = answer


def answer_deviations(answer: DeviationsOf) -> None:
    """Say who knows the contracts; called once, when the application starts."""
    _deviations["of"] = answer


def deviations_of(series: Collection[UUID], on: date) -> Mapping[UUID, Sequence[str]]:
    """What the contract of each negotiation says that is not standard."""
    return _deviations["of"](series, on)


def terms_in_force(entity_id: UUID, on: date, lang: str) -> TermsNamed | None:
    """The general terms that an offer of that day refers to."""
    return _answers["terms"](entity_id, on, lang)


def terms_offered(entity_id: UUID, on: date, lang: str, terms_id: UUID) -> TermsNamed | None:
    """The general terms that a sent offer keeps, whatever is in force by now."""
    return _answers["terms"](entity_id, on, lang, terms_id)


def answer_contracts(standing: StandingOf, effect: EffectOf) -> None:
    """Say who knows the contracts; called once, when the application starts."""
    _contracts.update(standing=standing, effect=effect)


def contract_standing(contract_id: UUID, entity_id: UUID, *, lock: bool = False) -> Standing:
    """The contract that an amendment changes."""
    answer: StandingOf = _contracts["standing"]
    return answer(contract_id, entity_id, lock)


def amendment_effect(
    contract_id: UUID, steps: Sequence[Step], added: Sequence[Added]
) -> dict[str, Any]:
    """What an amendment costs."""
    answer: EffectOf = _contracts["effect"]
    return answer(contract_id, steps, added)
