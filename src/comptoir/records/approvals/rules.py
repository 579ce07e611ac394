"""The policies in force and the steps of one negotiation, read together in one statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from json import loads
from typing import Any
from uuid import UUID

from comptoir.platform import clock, sql
from comptoir.records.approvals.core.measures import WORDS, Comparison, Deal, Measure
from comptoir.records.approvals.core.paths import Step, Stop, path
from comptoir.records.approvals.core.policies import Condition, Policy
from comptoir.records.approvals.core.states import StepState
from comptoir.records.currencies import queries as currencies

_POLICY = (
    "id, lineage, version, conditions, stage, role, person_id, hours, escalate_role,"
    " escalate_person_id, bulk_minor"
)
_RULES = f"""
WITH day AS (SELECT coalesce(%s::date, c.today, (%s::timestamptz AT TIME ZONE c.zone)::date) AS on_
             FROM (SELECT 1) one LEFT JOIN platform_clock c ON c.entity_id = %s)
SELECT (SELECT json_agg(p ORDER BY p.stage, p.lineage) FROM (
          SELECT {_POLICY}, (SELECT u.name FROM platform_user u WHERE u.id = person_id) AS person_name
          FROM approvals_policy
          WHERE entity_id = %s AND starts_on <= day.on_
            AND (ends_on IS NULL OR ends_on > day.on_)) p),
       (SELECT json_agg(s ORDER BY s.id) FROM (
          SELECT id, request_id, policy_id, lineage, stage, role, person_id, state, seen, figure
          FROM approvals_step WHERE subject_id = %s AND state <> 'dropped') s),
       day.on_ FROM day
"""  # noqa: S608 — names from the code


@dataclass(frozen=True, slots=True)
class Rules:
    """What a negotiation is measured against, and the steps it already has."""

    policies: Sequence[Policy]
    steps: Sequence[Step]
    today: date
    entity_id: UUID | None = None  # whose rates an amount in another currency is converted at

    def asks(self, measure: Measure) -> bool:
        """Whether any policy in force looks at this."""
        return any(c.measure is measure for p in self.policies for c in p.conditions)

    def priced(self, deal: Deal) -> Deal:
        """The deal with the day's rates into the currencies of the amounts that policies look at; a
        statement where one is another than the deal's."""
        named = {c.currency for p in self.policies for c in p.conditions} - {"", deal.currency}
        if not named or self.entity_id is None:
            return deal
        table = currencies.Table(self.entity_id, self.today, {*named, deal.currency})
        found = {name: table.find(deal.currency, name) for name in sorted(named)}
        return replace(deal, rates={name: at.rate for name, at in found.items() if at})

    def path(self, deal: Deal) -> tuple[Stop, ...]:
        return path(self.policies, self.steps, deal)


def rules(entity_id: UUID, subject_id: UUID, on: date | None = None) -> Rules:
    """The policies in force on a day, the company's own if none is said, and the steps of a
    negotiation; one statement."""
    row = sql.one(_RULES, [on, clock.instant(), entity_id, entity_id, subject_id])
    assert row is not None
    policies, steps = ((loads(told) if isinstance(told, str) else told) or [] for told in row[:2])
    return Rules([policy_of(p) for p in policies], [_step(s) for s in steps], row[2], entity_id)


_STEPS = """
SELECT subject_id, json_build_object('id', id, 'request_id', request_id, 'policy_id', policy_id,
    'lineage', lineage, 'stage', stage, 'role', role, 'person_id', person_id, 'state', state,
    'seen', seen, 'figure', figure)
FROM approvals_step WHERE subject_id = ANY(%s) AND state <> 'dropped' ORDER BY id
"""


def rules_of(entity_id: UUID, subjects: Sequence[UUID], on: date) -> dict[UUID, Rules]:
    """`rules` of many negotiations on a day; two statements, one where no policy is in force."""
    plain = rules(entity_id, entity_id, on)  # no negotiation has the id of a company
    steps: dict[UUID, list[Step]] = {}
    for subject, told in sql.rows(_STEPS, [list(subjects)]) if plain.policies else ():
        steps.setdefault(subject, []).append(_step(loads(told) if isinstance(told, str) else told))
    return {subject: replace(plain, steps=steps.get(subject, [])) for subject in subjects}


def policy_of(row: Mapping[str, Any]) -> Policy:
    """A policy from a row of its table, as JSON or as columns."""
    return Policy(
        id=_uuid(row["id"]), lineage=_uuid(row["lineage"]), version=row["version"],
        conditions=tuple(condition_of(c) for c in row["conditions"]), stage=row["stage"],
        role=row["role"], person=_uuid(row["person_id"]), person_name=row.get("person_name") or "",
        hours=row["hours"],
        escalate_role=row["escalate_role"], escalate_person=_uuid(row["escalate_person_id"]),
        bulk_minor=row["bulk_minor"],
    )  # fmt: skip


def condition_of(told: Mapping[str, Any]) -> Condition:
    measure = Measure(told["measure"])
    value = told["value"] if measure in WORDS or not told["value"] else Fraction(told["value"])
    return Condition(measure, Comparison(told["comparison"]), value, told.get("currency", ""))


def plain_condition(condition: Condition) -> dict[str, str]:
    """A condition as it is stored; percentages and days as decimals, amounts in minor units."""
    value = condition.value
    if isinstance(value, Fraction):
        value = f"{Decimal(value.numerator) / Decimal(value.denominator):f}"
    return {
        "measure": condition.measure, "comparison": condition.comparison, "value": value,
        "currency": condition.currency,
    }  # fmt: skip


def exact(text: str) -> Fraction | None:
    """A stored fraction, "n/d"; None for an empty one."""
    return Fraction(text) if text else None


def _step(row: Mapping[str, Any]) -> Step:
    return Step(
        id=row["id"], request_id=_uuid(row["request_id"]), policy_id=_uuid(row["policy_id"]),
        lineage=_uuid(row["lineage"]), stage=row["stage"], role=row["role"],
        person=_uuid(row["person_id"]), state=StepState(row["state"]), seen=row["seen"],
        figure=exact(row["figure"]),
    )  # fmt: skip


def _uuid(value: Any) -> UUID | None:
    return value if value is None or isinstance(value, UUID) else UUID(value)
