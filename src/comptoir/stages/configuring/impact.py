"""What publishing a version would mean for open quotes: which become invalid, which change price.

Nothing happens to them: a quote keeps its version. The report says what a new configuration would meet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from comptoir.kernel.errors import DomainError
from comptoir.platform.problem import detail
from comptoir.stages.configuring import engine, ports, queries, telling
from comptoir.stages.configuring.engine import Loaded
from comptoir.stages.configuring.ports import Standing
from comptoir.stages.configuring.queries import ConfigurationFacts


@dataclass(frozen=True, slots=True)
class Effect:
    """What becomes of one line.

    reasons  why it would be invalid, in words; () where it stays valid
    change   what its price would change by for the whole quantity, major units
    """

    standing: Standing
    reasons: tuple[str, ...]
    change: Decimal

    @property
    def kind(self) -> str:
        """invalid | price | same"""
        return "invalid" if self.reasons else "price" if self.change else "same"


@dataclass(frozen=True, slots=True)
class Impact:
    """Every line of an open quote that holds a configuration of the model."""

    effects: tuple[Effect, ...]

    @property
    def quotes(self) -> int:
        return len({e.standing.quote_id for e in self.effects})

    def count(self, kind: str) -> int:
        """How many quotes hold a line of this kind."""
        return len({e.standing.quote_id for e in self.effects if e.kind == kind})

    @property
    def listed(self) -> list[Effect]:
        """Those that change something, the invalid first."""
        return [e for k in ("invalid", "price") for e in self.effects if e.kind == k]


def impact(model_id: UUID, fresh: Loaded, lang: str) -> Impact:
    """Judge the open quotes of a model by another version of it. Three statements in all."""
    standing = ports.open_quotes(model_id)
    made = queries.configurations({s.configuration_id for s in standing})
    return Impact(tuple(_effect(s, made[s.configuration_id], fresh, lang) for s in standing))


def _effect(standing: Standing, made: ConfigurationFacts, fresh: Loaded, lang: str) -> Effect:
    choices = engine.load_choices(made.choices)
    gone = [c.id for c in choices if c.id not in fresh.number]
    known = tuple(c for c in choices if c.id in fresh.number)
    reasons = [telling.gone(row) for row in _said(made, gone, lang)]
    state = fresh.look(known)
    if not state.valid and state.conflict:
        reasons += telling.reasons(fresh, state.conflict, lang)
    elif not state.complete and not reasons:
        try:
            fresh.finished(known)
        except DomainError as error:
            reasons.append(detail(error))
    if reasons:
        return Effect(standing, tuple(reasons), Decimal(0))
    change = (fresh.finished(known).price - made.price) * standing.quantity
    return Effect(standing, (), change)


def _said(made: ConfigurationFacts, names: Sequence[str], lang: str) -> list[str]:
    """What is gone, as the quote calls it; only what was in it matters to a reader."""
    rows = {row["id"]: row for row in made.chosen}
    return [queries.said(rows[name], lang) for name in names if name in rows]
