"""Changes of running contracts, for later rooms: `core/amending.py`, and how a quote keeps them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Protocol
from uuid import UUID

from comptoir.stages.quoting.core.amending import (
    ChangeIn,
    Kind,
    NothingChanges,
    RampStep,
    Running,
    steps,
)
from comptoir.stages.quoting.core.stretches import (
    Step,
    Stretch,
    Stretches,
    Verb,
    apply,
    merged,
    on,
    whole,
)

__all__ = [
    "AmendmentFacts",
    "ChangeIn",
    "Kind",
    "NothingChanges",
    "RampStep",
    "Running",
    "Step",
    "Stretch",
    "Stretches",
    "Verb",
    "apply",
    "dump",
    "dump_change",
    "dump_step",
    "load",
    "load_change",
    "load_step",
    "merged",
    "on",
    "steps",
    "whole",
]


class Added(Protocol):
    """What the days of a line that is added follow from."""

    @property
    def deliver_on(self) -> date | None: ...
    @property
    def configuration_id(self) -> UUID | None: ...


def place(configuration_id: UUID | None, start: date) -> str:
    """What an early end is kept under."""
    return f"{configuration_id} {start}"


@dataclass(frozen=True, slots=True)
class AmendmentFacts:
    """What a quote changes of a contract.

    asked       the changes as they were typed, to make them again on another version
    steps       what happens to which line
    changes     the same as people read it: {kind, sku, name, on, before, after, …}
    effect      what it costs: {documents, schedule, mrr, net_minor, …}, see `invoicing/amending.py`
    adds_until  end of the lines that it adds
    ends        of those that end before: a configuration and its first day → its end (`runs`)
    """

    effective_on: date
    asked: tuple[ChangeIn, ...] = ()
    steps: tuple[Step, ...] = ()
    changes: tuple[dict[str, Any], ...] = ()
    effect: dict[str, Any] = field(default_factory=dict)
    adds_until: date | None = None
    ends: dict[str, str] = field(default_factory=dict)

    def runs(self, line: Added) -> tuple[date, date | None]:
        """The days [start, end) of a line that it adds and that repeats."""
        start = line.deliver_on or self.effective_on
        early = self.ends.get(place(line.configuration_id, start))
        return start, _day(early) or self.adds_until

    @property
    def cancels(self) -> bool:
        return any(change["kind"] == Kind.CANCEL for change in self.changes)


def dump(made: AmendmentFacts) -> dict[str, Any]:
    """As a quote stores it."""
    return {
        "effective_on": made.effective_on.isoformat(),
        "asked": [dump_change(c) for c in made.asked],
        "steps": [dump_step(s) for s in made.steps],
        "changes": list(made.changes),
        "effect": made.effect,
        "adds_until": _said(made.adds_until),
        **({"ends": made.ends} if made.ends else {}),
    }


def load(row: Mapping[str, Any]) -> AmendmentFacts:
    """What `dump` stored."""
    return AmendmentFacts(
        date.fromisoformat(row["effective_on"]),
        tuple(load_change(c) for c in row["asked"]),
        tuple(load_step(s) for s in row["steps"]),
        tuple(row["changes"]),
        row["effect"],
        _day(row["adds_until"]),
        row.get("ends", {}),
    )


def dump_step(step: Step) -> dict[str, Any]:
    told = {
        "line_id": step.line_id, "verb": str(step.verb), "on": step.on.isoformat(),
        "quantity": _said(step.quantity), "unit_net": _said(step.unit_net),
        "percent": _said(step.percent or None),
    }  # fmt: skip
    return {k: v for k, v in told.items() if v is not None}


def load_step(row: Mapping[str, Any]) -> Step:
    return Step(
        row["line_id"], Verb(row["verb"]), date.fromisoformat(row["on"]),
        _number(row.get("quantity")), _number(row.get("unit_net")),
        _number(row.get("percent")) or Decimal(0),
    )  # fmt: skip


def dump_change(c: ChangeIn) -> dict[str, Any]:
    told = {
        "kind": str(c.kind), "line_id": c.line_id, "on": _said(c.on), "sku": c.sku or None,
        "quantity": _said(c.quantity), "unit_net": _said(c.unit_net), "ends_on": _said(c.ends_on),
        "steps": [_ramp(s) for s in c.steps] or None, "line_ids": list(c.line_ids) or None,
        "months": c.months, "percent": _said(c.percent),
        "configuration_id": str(c.configuration_id) if c.configuration_id else None,
        "uplift": dict(c.uplift) if c.uplift else None,
    }  # fmt: skip
    return {k: v for k, v in told.items() if v is not None}


def load_change(row: Mapping[str, Any]) -> ChangeIn:
    ramp: Sequence[Mapping[str, Any]] = row.get("steps") or ()
    return ChangeIn(
        kind=row["kind"], line_id=row.get("line_id"), on=_day(row.get("on")),
        sku=row.get("sku", ""), quantity=_number(row.get("quantity")),
        unit_net=_number(row.get("unit_net")), ends_on=_day(row.get("ends_on")),
        steps=tuple(
            RampStep(date.fromisoformat(s["on"]), _number(s.get("quantity")),
                     _number(s.get("unit_net")))
            for s in ramp
        ),
        line_ids=tuple(row.get("line_ids") or ()), months=row.get("months"),
        percent=_number(row.get("percent")),
        configuration_id=UUID(row["configuration_id"]) if row.get("configuration_id") else None,
        uplift=row.get("uplift"),
    )  # fmt: skip


def _ramp(step: RampStep) -> dict[str, Any]:
    told = {
        "on": _said(step.on), "quantity": _said(step.quantity), "unit_net": _said(step.unit_net)
    }  # fmt: skip
    return {k: v for k, v in told.items() if v is not None}


def _said(value: Decimal | date | None) -> str | None:
    if value is None:
        return None
    return value.isoformat() if isinstance(value, date) else f"{value.normalize():f}"


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _number(text: str | None) -> Decimal | None:
    return Decimal(text) if text is not None else None
