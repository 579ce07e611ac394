"""Writes of the clause library and the playbook. Nothing is edited: a change is a version from a day on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from comptoir.kernel.errors import Invalid, NothingDue, Refused
from comptoir.platform.actions import Do, action
from comptoir.platform.ids import new_id
from comptoir.stages.contracting import checking, library, standard_clauses
from comptoir.stages.contracting.clause_models import (
    CATEGORIES,
    COMPARISONS,
    RISKS,
    SIDES,
    Clause,
    PlaybookRule,
)
from comptoir.stages.contracting.core import templates
from comptoir.stages.contracting.core.playbook import Position, Topic
from comptoir.stages.contracting.core.redline import LONGEST
from comptoir.stages.contracting.drafts import NAMES
from comptoir.stages.contracting.events import (
    ClauseEnded,
    ClauseWritten,
    PlaybookRuleEnded,
    PlaybookRuleWritten,
)

OWNERS = ("legal", "finance_approver", "sales_manager", "order", "controller")


class ClauseIncomplete(Invalid):
    """A clause needs a title and a text in both languages, each of at most 12,000 characters."""

    code = "clause_incomplete"


class ClauseChoice(Invalid):
    """This value is not one that a clause or a position may have."""

    code = "clause_choice"


class ClauseBackdated(Invalid):
    """A new version starts today or later, and not before the one it follows."""

    code = "clause_backdated"


class ClauseOver(Refused):
    """This clause or position has ended."""

    code = "clause_over"


class SourceMissing(Invalid):
    """Say where the position comes from: an article of law, or who decided it."""

    code = "source_missing"


@action(may="contracting.write")
def write_clause(
    do: Do,
    *,
    category: str,
    title_fr: str,
    title_en: str,
    text_fr: str,
    text_en: str,
    fallbacks: Sequence[Mapping[str, str]] = (),
    risk: str = "low",
    owner: str = "legal",
    always: bool = False,
    place: int = 50,
    duty_side: str = "",
    duty_fr: str = "",
    duty_en: str = "",
    duty_days: int = 0,
    duty_months: int = 0,
    lineage: UUID | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
    history: bool = False,
) -> ClauseWritten:
    """Put a clause into the library, or with `lineage` its next version; from today or a later day.

    ends_on  first day on which it holds no more, where that is known already
    history  brought in for a company without any deal: it may have begun before today
    """
    words = {"title_fr": title_fr, "title_en": title_en, "text_fr": text_fr, "text_en": text_en}
    row = Clause(
        entity_id=do.entity_id, lineage=lineage or new_id(), version=1, category=category, risk=risk,
        owner=owner, always=always, place=place, duty_side=duty_side, duty_fr=duty_fr.strip()[:200],
        duty_en=duty_en.strip()[:200], duty_days=duty_days, duty_months=duty_months,
        fallbacks=[{"fr": _clean(f["fr"]), "en": _clean(f["en"])} for f in fallbacks],
        starts_on=starts_on or do.today, ends_on=ends_on,
        **{name: _clean(text) for name, text in words.items()},
    )  # fmt: skip
    _check_clause(do, row)
    _begin(do, row, history, follows=lineage is not None)
    row.save(force_insert=True)
    event = do.record(
        ClauseWritten(
            entity_id=do.entity_id, clause_id=row.id, lineage=row.lineage, version=row.version
        )
    )
    if ends_on:
        do.record(ClauseEnded(entity_id=do.entity_id, clause_id=row.id, ends_on=ends_on))
    return event


def _clean(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _check_clause(do: Do, row: Clause) -> None:
    """What a clause may say: known choices, words in both languages, names that can be filled, the law."""
    for name, known in (
        ("category", CATEGORIES), ("risk", RISKS), ("owner", OWNERS), ("duty_side", ("", *SIDES)),
    ):  # fmt: skip
        if getattr(row, name) not in known:
            raise ClauseChoice(field=name, found=getattr(row, name), expected=" | ".join(known))
    short = {"title_fr": row.title_fr, "title_en": row.title_en}
    if row.duty_side:
        short |= {"duty_fr": row.duty_fr, "duty_en": row.duty_en}
    for name, text in short.items():
        if not 0 < len(text) <= 160:
            raise ClauseIncomplete(field=name, found=text[:40])
    for name, text in _texts(row).items():
        if not 0 < len(text) <= LONGEST:
            raise ClauseIncomplete(field=name, found=f"{len(text)}")
        templates.check(text, NAMES, name)
        checking.check_words(do.entity_id, do.today, row.category, text, field=name)


def _texts(row: Clause) -> dict[str, str]:
    """Every wording of a clause by the name of its field."""
    texts = {"text_fr": row.text_fr, "text_en": row.text_en}
    for n, fallback in enumerate(row.fallbacks, start=1):
        texts |= {f"fallback_{n}_{lang}": fallback[lang] for lang in ("fr", "en")}
    return texts


def _begin(do: Do, row: Clause, history: bool, *, follows: bool) -> None:
    """Check its days; take the place of the version in force, which ends when the new one starts."""
    earliest = date.min if history else do.today
    last = _newest(do, row.lineage) if follows else None
    _check_days(row, max(earliest, last.starts_on) if last else earliest)
    if last is not None:
        last.ends_on = row.starts_on
        last.save(update_fields=["ends_on"])
        row.version = last.version + 1


def _check_days(row: Clause | PlaybookRule, earliest: date) -> None:
    if row.starts_on < earliest:
        found = row.starts_on.isoformat()
        raise ClauseBackdated(field="starts_on", found=found, expected=f"≥ {earliest}")
    if row.ends_on and row.ends_on <= row.starts_on:
        found = row.ends_on.isoformat()
        raise ClauseBackdated(field="ends_on", found=found, expected=f"after {row.starts_on}")


def _newest(do: Do, lineage: UUID) -> Clause:
    """The version that a new one follows, locked."""
    known = Clause.objects.select_for_update().filter(entity_id=do.entity_id, lineage=lineage)
    last = known.order_by("-version").first()
    if last is None:
        raise library.UnknownClause(field="lineage", found=str(lineage))
    if last.ends_on is not None:
        raise ClauseOver(field="lineage", found=last.ends_on.isoformat())
    return last


@action(may="contracting.write")
def end_clause(do: Do, *, clause_id: UUID, ends_on: date | None = None) -> ClauseEnded:
    """Take a clause out of the library; contracts that have it keep it."""
    rows = Clause.objects.select_for_update().filter(pk=clause_id, entity_id=do.entity_id)
    row = rows.first()
    if row is None:
        raise library.UnknownClause(field="clause_id", found=str(clause_id))
    row.ends_on = _ending(row, ends_on, do.today)
    row.save(update_fields=["ends_on"])
    return do.record(ClauseEnded(entity_id=do.entity_id, clause_id=row.id, ends_on=row.ends_on))


def _ending(row: Any, asked: date | None, today: date, floor: date | None = None) -> date:
    if row.ends_on is not None:
        raise ClauseOver(found=row.ends_on.isoformat())
    on: date = asked or today
    earliest = max(floor or today, row.starts_on)
    if on < earliest:
        raise ClauseBackdated(field="ends_on", found=on.isoformat(), expected=f"≥ {earliest}")
    return on


@action(may="contracting.write")
def write_rule(
    do: Do,
    *,
    topic: str,
    comparison: str,
    value: int,
    position: str,
    source: str,
    starts_on: date | None = None,
    ends_on: date | None = None,
    history: bool = False,
) -> PlaybookRuleWritten:
    """Put a position into the playbook, from today or a later day on. ends_on, history: as of a clause."""
    for name, given, known in (
        ("topic", topic, list(Topic)), ("comparison", comparison, COMPARISONS),
        ("position", position, list(Position)),
    ):  # fmt: skip
        if given not in known:
            raise ClauseChoice(field=name, found=given[:40], expected=" | ".join(known))
    if not 0 <= value <= 999:
        raise ClauseChoice(field="value", found=value, expected="0 … 999")
    if not source.strip():
        raise SourceMissing(field="source")
    row = PlaybookRule(
        entity_id=do.entity_id, topic=topic, comparison=comparison, value=value, position=position,
        source=source.strip()[:200], starts_on=starts_on or do.today, ends_on=ends_on,
    )  # fmt: skip
    _check_days(row, date.min if history else do.today)
    row.save(force_insert=True)
    event = do.record(
        PlaybookRuleWritten(entity_id=do.entity_id, rule_id=row.id, topic=topic, position=position)
    )
    if ends_on:
        do.record(PlaybookRuleEnded(entity_id=do.entity_id, rule_id=row.id, ends_on=ends_on))
    return event


@action(may="contracting.write")
def end_rule(
    do: Do, *, rule_id: UUID, ends_on: date | None = None, history: bool = False
) -> PlaybookRuleEnded:
    """A position holds no more from a day on."""
    rows = PlaybookRule.objects.select_for_update().filter(pk=rule_id, entity_id=do.entity_id)
    row = rows.first()
    if row is None:
        raise library.UnknownRule(field="rule_id", found=str(rule_id))
    row.ends_on = _ending(row, ends_on, do.today, date.min if history else do.today)
    row.save(update_fields=["ends_on"])
    return do.record(PlaybookRuleEnded(entity_id=do.entity_id, rule_id=row.id, ends_on=row.ends_on))


@action(may="contracting.write")
def load_standard_clauses(do: Do) -> ClauseWritten:
    """Start the library and the playbook with the standard ones; NothingDue when there is any clause."""
    if library.any_clause(do.entity_id):
        raise NothingDue(entity=str(do.entity_id))
    if not library.rules(do.entity_id):
        for told in standard_clauses.positions():
            rule = PlaybookRule.objects.create(entity_id=do.entity_id, starts_on=do.today, **told)
            do.record(
                PlaybookRuleWritten(
                    entity_id=do.entity_id, rule_id=rule.id, topic=rule.topic,
                    position=rule.position,
                )
            )  # fmt: skip
    last: ClauseWritten | None = None
    for told in standard_clauses.clauses():
        words = {n: _clean(t) if isinstance(t, str) else t for n, t in told.items()}
        row = Clause(
            entity_id=do.entity_id, lineage=new_id(), version=1, starts_on=do.today, **words
        )
        _check_clause(do, row)
        row.save(force_insert=True)
        last = do.record(
            ClauseWritten(entity_id=do.entity_id, clause_id=row.id, lineage=row.lineage, version=1)
        )
    assert last, "there are standard clauses"
    return last
