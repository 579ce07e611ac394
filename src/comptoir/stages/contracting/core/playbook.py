"""The playbook: what a contract may say, what needs a lawyer, what is refused. Pure.

A measure is a number with the place where it stands: a term of the deal, or words of a clause. Of the rules
that a measure meets, the strictest speaks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Topic(StrEnum):
    """What a rule is about; each is a whole number."""

    PAYMENT_NET = "payment_net"  # days after the invoice
    PAYMENT_MONTH_END = "payment_month_end"  # days, with the end of the month
    TERM = "term"  # months
    NOTICE = "notice"  # days
    LIABILITY = "liability"  # months of fees
    DEPOSIT = "deposit"  # percent


class Position(StrEnum):
    ALLOWED = "allowed"
    FALLBACK = "fallback"  # may be agreed, with a lawyer's yes
    FORBIDDEN = "forbidden"


STRICT = (Position.FORBIDDEN, Position.FALLBACK, Position.ALLOWED)
# Where a number of a clause belongs, by the clause's category.
READ_IN = {"payment": "payment", "liability": Topic.LIABILITY, "termination": Topic.NOTICE}
_DAYS = re.compile(
    r"(\d{1,3})\s*(?:\([^)]{0,40}\)\s*)?(?:calendar\s+|business\s+)?(?:jours|jour|days|day)\b"
    r"(?P<rest>[^.;\n]{0,40})",
    re.IGNORECASE,
)
_MONTHS = re.compile(r"(\d{1,3})\s*(?:mois|months|month)\b", re.IGNORECASE)
_MONTH_END = re.compile(r"fin\s+de\s+mois|end\s+of\s+(?:the\s+)?month", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Measure:
    """key: of the clause that says it, None for a term of the deal; words: as they stand there."""

    topic: Topic
    value: int
    key: Any = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """value is the last that is met by `at_most` (or `at_least`), the first past it by `above` (`below`)."""

    id: Any
    topic: Topic
    comparison: str  # above | below | at_most | at_least
    value: int
    position: Position
    source: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A measure and the rule that speaks; choices: what the playbook allows instead."""

    measure: Measure
    rule: Rule
    choices: tuple[Rule, ...] = ()


def meets(rule: Rule, measure: Measure) -> bool:
    """Whether the rule speaks of what was measured."""
    if rule.topic is not measure.topic:
        return False
    found, limit = measure.value, rule.value
    return {
        "above": found > limit, "below": found < limit,
        "at_most": found <= limit, "at_least": found >= limit,
    }[rule.comparison]  # fmt: skip


def findings(rules: Sequence[Rule], measures: Iterable[Measure]) -> tuple[Finding, ...]:
    """What the playbook says of each measure, the strictest rule only; allowed ones too."""
    found = []
    for measure in measures:
        met = [r for r in rules if meets(r, measure)]
        rule = min(met, key=lambda r: (STRICT.index(r.position), str(r.id)), default=None)
        if rule:
            instead = () if rule.position is Position.ALLOWED else choices(rules, measure.topic)
            found.append(Finding(measure, rule, instead))
    return tuple(found)


def choices(rules: Sequence[Rule], topic: Topic) -> tuple[Rule, ...]:
    """The allowed positions of a topic; the two ways of payment are alternatives of each other."""
    topics = {topic}
    if topic in (Topic.PAYMENT_NET, Topic.PAYMENT_MONTH_END):
        topics = {Topic.PAYMENT_NET, Topic.PAYMENT_MONTH_END}
    able = [r for r in rules if r.topic in topics and r.position is Position.ALLOWED]
    return tuple(sorted(able, key=lambda r: (list(Topic).index(r.topic), r.value)))


def read(category: str, text: str, key: Any = None) -> tuple[Measure, ...]:
    """The numbers of a clause that a rule may look at, in digits, with the words around them."""
    topic = READ_IN.get(category)
    if topic is None:
        return ()
    if topic is Topic.LIABILITY:
        return tuple(Measure(topic, int(m[1]), key, m[0]) for m in _MONTHS.finditer(text))
    return tuple(_day(m, str(topic), key) for m in _DAYS.finditer(text))


def _day(found: re.Match[str], topic: str, key: Any) -> Measure:
    if topic != "payment":
        return Measure(Topic(topic), int(found[1]), key, _without_rest(found))
    end = _MONTH_END.search(found["rest"])
    if end is None:
        return Measure(Topic.PAYMENT_NET, int(found[1]), key, _without_rest(found))
    words = _without_rest(found) + found["rest"][: end.end()]
    return Measure(Topic.PAYMENT_MONTH_END, int(found[1]), key, words)


def _without_rest(found: re.Match[str]) -> str:
    return found[0][: len(found[0]) - len(found["rest"])]


def replaced(text: str, measure: Measure, words: str) -> str:
    """The text with the words of a measure replaced, everywhere they stand."""
    return text.replace(measure.words, words) if measure.words else text
