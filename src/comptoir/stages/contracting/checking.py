"""The playbook applied: to the terms of a deal, to the words of a clause."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from comptoir.kernel.errors import Refused
from comptoir.stages.contracting import library, playbook_words
from comptoir.stages.contracting.core import playbook
from comptoir.stages.contracting.core.playbook import Finding, Measure, Position, Rule, Topic
from comptoir.stages.quoting.queries import QuoteFacts


class PlaybookForbids(Refused):
    """The playbook forbids these words."""

    code = "playbook_forbids"


def check_words(
    entity_id: UUID, on: date, category: str, text: str, *, field: str = "text"
) -> tuple[Finding, ...]:
    """What the playbook says of a wording; PlaybookForbids where it may not be agreed at all."""
    measures = playbook.read(category, text)
    if not measures:
        return ()
    found = playbook.findings(library.playbook(entity_id, on), measures)
    refuse(found, field)
    return found


def refuse(found: Sequence[Finding], field: str = "text") -> None:
    """Refuse the first forbidden position, with its source and what is allowed instead."""
    for f in found:
        if f.rule.position is Position.FORBIDDEN:
            instead = [playbook_words.choice(c) for c in f.choices]
            raise PlaybookForbids(
                field=field,
                found=f.measure.words or playbook_words.measured(f.measure),
                expected=" | ".join(instead) or playbook_words.limit(f.rule),
                fix="choose one of the allowed positions" if instead else "",
                law=f.rule.source,
            )


def of_deal(quote: QuoteFacts, notice_days: int) -> tuple[Measure, ...]:
    """The terms of the deal that a rule may look at."""
    topic = Topic.PAYMENT_NET if quote.terms_kind == "net_days" else Topic.PAYMENT_MONTH_END
    return (
        Measure(topic, quote.terms_days), Measure(Topic.TERM, quote.term_months),
        Measure(Topic.NOTICE, notice_days), Measure(Topic.DEPOSIT, int(quote.deposit_percent)),
    )  # fmt: skip


def of_clauses(clauses: Sequence[Any]) -> tuple[Measure, ...]:
    """The numbers that the clauses of a draft say; `clauses` have a category, a text and a key."""
    return tuple(m for c in clauses for m in playbook.read(c.category, c.text, c.key))


def told(rules: Sequence[Rule], measures: Sequence[Measure]) -> list[Finding]:
    """What needs a word: everything but the allowed."""
    found = playbook.findings(rules, measures)
    return [f for f in found if f.rule.position is not Position.ALLOWED]
