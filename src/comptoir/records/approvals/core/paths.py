"""The path of a deal: which approvals it needs, which of them it has, what changed since. Pure."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from comptoir.records.approvals.core.measures import Deal, Found, worse
from comptoir.records.approvals.core.policies import (
    Condition,
    Need,
    Policy,
    Reason,
    needs,
    own_amount,
    reasons,
)
from comptoir.records.approvals.core.states import StepState

Seen = dict[str, Any]  # what stands in a step: key of a condition → what was measured


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step of a request as it stands.

    seen    what was measured when it was asked or decided
    figure  what the approver proposed instead, of the first condition
    """

    id: int
    request_id: Any
    policy_id: Any
    lineage: Any
    stage: int
    role: str
    person: Any
    state: StepState
    seen: Seen
    figure: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop of the path: what is needed, and the step that stands for it, if any.

    state  "" nobody was asked; else of the step; `approved` also where a proposal is met
    """

    need: Need
    step: Step | None
    state: str

    @property
    def open(self) -> bool:
        return self.state != StepState.APPROVED


def path(policies: Sequence[Policy], steps: Sequence[Step], deal: Deal) -> tuple[Stop, ...]:
    """Every approval that the deal needs, in order, with where it stands."""
    return tuple(_stop(need, steps, deal) for need in needs(policies, deal))


def _stop(need: Need, steps: Sequence[Step], deal: Deal) -> Stop:
    own = [step for step in steps if same(need.policy, step)]
    for step in reversed(own):
        if step.state is StepState.APPROVED and not got_worse(need.policy, step.seen, deal):
            return Stop(need, step, StepState.APPROVED)
        if step.state is StepState.COUNTERED and met(need.policy, step, deal):
            return Stop(need, step, StepState.APPROVED)
    last = own[-1] if own else None
    if last is None or last.state is StepState.DROPPED:
        return Stop(need, None, "")
    state = StepState.VOID if last.state is StepState.APPROVED else last.state
    return Stop(need, last, state)


def same(policy: Policy, step: Step) -> bool:
    """Whether a step stands for this policy, also in an older version asked of the same approver."""
    mine = policy.lineage, policy.role, policy.person
    return mine == (step.lineage, step.role, step.person)


def got_worse(policy: Policy, before: Seen, deal: Deal) -> bool:
    """Whether anything that the policy looks at is worse than what was approved."""
    now = seen(policy, deal)
    return any(
        key(c) not in before or _worse(c, before[key(c)], now[key(c)]) for c in policy.conditions
    )


def met(policy: Policy, step: Step, deal: Deal) -> bool:
    """Whether the deal is at least as good as the approver proposed, and no worse in the rest."""
    first, *others = policy.conditions
    figure, now = step.figure, load(seen(policy, deal)[key(first)])
    if figure is None or now is None or worse(first.comparison, figure, now):
        return False
    told = seen(policy, deal)
    return not any(
        key(c) not in step.seen or _worse(c, step.seen[key(c)], told[key(c)]) for c in others
    )


def seen(policy: Policy, deal: Deal) -> Seen:
    """What the policy's conditions measure, as plain data; of a converted amount also the amount itself."""
    return {key(r.condition): _told(r, deal) for r in reasons(policy, deal)}


def _told(reason: Reason, deal: Deal) -> Any:
    told, own = dump(reason.found), own_amount(reason.condition, deal)
    return told | {"own": [own.minor, own.currency]} if own and told else told


def _worse(condition: Condition, before: Any, now: Any) -> bool:
    """A converted amount is compared by itself: a rate that moves takes no approval away."""
    was, own = (told.get("own") if isinstance(told, Mapping) else None for told in (before, now))
    if was and own and was[1] == own[1]:
        return worse(condition.comparison, Fraction(was[0]), Fraction(own[0]))
    return worse(condition.comparison, load(before), load(now))


def key(condition: Condition) -> str:
    """What tells the conditions of a policy apart; its value may change from version to version."""
    word = condition.value if isinstance(condition.value, str) else condition.currency
    return ":".join(filter(None, (condition.measure, condition.comparison, word)))


def dump(found: Found) -> Any:
    """A measure as plain data; a fraction without a rounding."""
    return (
        {"n": str(found.numerator), "d": str(found.denominator)}
        if isinstance(found, Fraction)
        else found
    )


def load(told: Any) -> Found:
    if isinstance(told, Mapping):
        return Fraction(int(told["n"]), int(told["d"]))
    assert told is None or isinstance(told, str | bool)
    return told


def digest(content: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical JSON (sorted keys, no spaces, UTF-8) of what an approver sees."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is another than before. line: "" for the head, else what the line sells."""

    line: str
    field: str
    before: Any
    after: Any


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """What changed between two contents: fields of the head, then lines by what they sell."""
    found = [
        Difference("", name, before.get(name), after.get(name))
        for name in sorted({*before, *after} - {"lines"})
        if before.get(name) != after.get(name)
    ]
    old, new = _named(before.get("lines", [])), _named(after.get("lines", []))
    for name in [*old, *(n for n in new if n not in old)]:
        was, now = old.get(name), new.get(name)
        if was is None or now is None:
            found.append(Difference(name[0], "", was and _short(was), now and _short(now)))
            continue
        found += [
            Difference(name[0], field, was.get(field), now.get(field))
            for field in sorted({*was, *now} - {"position"})
            if was.get(field) != now.get(field)
        ]
    return found


def _named(lines: Sequence[Mapping[str, Any]]) -> dict[tuple[str, int], Mapping[str, Any]]:
    """Lines by SKU and, where one is sold several times, by which of them it is."""
    nth: Counter[str] = Counter()
    named = {}
    for line in lines:
        nth[line["sku"]] += 1
        named[line["sku"], nth[line["sku"]]] = line
    return named


def _short(line: Mapping[str, Any]) -> str:
    return f"{line.get('quantity', '')} × {line['sku']}"
