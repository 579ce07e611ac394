"""Reads of the clause library and the playbook."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from comptoir.kernel.errors import NotFound
from comptoir.platform import sql
from comptoir.platform.paging import keyset
from comptoir.stages.contracting import excerpts
from comptoir.stages.contracting.clause_models import CATEGORIES, RISKS, Clause, PlaybookRule
from comptoir.stages.contracting.core.playbook import Position, Rule, Topic

__all__ = ["CATEGORIES", "RISKS"]


class UnknownClause(NotFound):
    """There is no such clause."""

    code = "unknown_clause"


class UnknownRule(NotFound):
    """There is no such position in the playbook."""

    code = "unknown_playbook_rule"


@dataclass(frozen=True, slots=True)
class ClauseFacts:
    """One version of a clause; the words are explained on the model."""

    id: UUID
    entity_id: UUID
    lineage: UUID
    version: int
    category: str
    place: int
    title_fr: str
    title_en: str
    text_fr: str
    text_en: str
    fallbacks: list[dict[str, str]]
    risk: str
    owner: str
    always: bool
    duty_side: str
    duty_fr: str
    duty_en: str
    duty_days: int
    duty_months: int
    starts_on: date
    ends_on: date | None

    def title(self, lang: str) -> str:
        return self.title_fr if lang.startswith("fr") else self.title_en

    def text(self, lang: str) -> str:
        return self.text_fr if lang.startswith("fr") else self.text_en

    def wordings(self, lang: str) -> list[str]:
        """The fallback texts in a language, the best for us first."""
        return [f["fr" if lang.startswith("fr") else "en"] for f in self.fallbacks]

    def duty(self, lang: str) -> str:
        return self.duty_fr if lang.startswith("fr") else self.duty_en

    def in_force(self, on: date) -> bool:
        return self.starts_on <= on and (self.ends_on is None or on < self.ends_on)


@dataclass(frozen=True, slots=True)
class RuleFacts:
    """A position of the playbook."""

    id: UUID
    entity_id: UUID
    topic: str
    comparison: str
    value: int
    position: str
    source: str
    starts_on: date
    ends_on: date | None

    def in_force(self, on: date) -> bool:
        return self.starts_on <= on and (self.ends_on is None or on < self.ends_on)

    @property
    def rule(self) -> Rule:
        return Rule(
            self.id, Topic(self.topic), self.comparison, self.value, Position(self.position),
            self.source,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class FoundClause:
    """A clause that a search found, with the words around what was searched for."""

    clause: ClauseFacts
    excerpt: str


_CLAUSE = tuple(ClauseFacts.__dataclass_fields__)
_RULE = tuple(RuleFacts.__dataclass_fields__)


def clause(clause_id: UUID, entity_id: UUID | None = None) -> ClauseFacts:
    """One version of a clause; with `entity_id`, only if it is that company's."""
    row = Clause.objects.filter(pk=clause_id).first()
    if row is None or entity_id not in (None, row.entity_id):
        raise UnknownClause(field="clause_id", found=str(clause_id))
    return facts(row)


def versions(lineage: UUID, entity_id: UUID) -> list[ClauseFacts]:
    """Every version of a clause, newest first."""
    rows = Clause.objects.filter(lineage=lineage, entity_id=entity_id).order_by("-version")
    return [facts(row) for row in rows]


def clauses_by_id(ids: Collection[UUID]) -> dict[UUID, ClauseFacts]:
    """Several versions of clauses by id."""
    return {row.id: facts(row) for row in Clause.objects.filter(pk__in=ids)}


def in_force(entity_id: UUID, on: date, *, always: bool = False) -> list[ClauseFacts]:
    """The clauses of the library on a day, in the order of a contract."""
    rows = _on(Clause.objects.filter(entity_id=entity_id), on)
    rows = rows.filter(always=True) if always else rows
    return [facts(row) for row in rows.order_by("place", "title_en", "id")]


def clauses_page(
    entity_id: UUID,
    *,
    on: date | None = None,
    category: str = "",
    risk: str = "",
    cursor: str | None = None,
    limit: int = 50,
) -> tuple[list[ClauseFacts], str | None]:
    """Clauses in the order of a contract, after `cursor`; and the next cursor. on: in force that day."""
    rows = Clause.objects.filter(entity_id=entity_id)
    asked = {"category": category, "risk": risk}
    rows = rows.filter(**{k: v for k, v in asked.items() if v})
    found, following = keyset(_on(rows, on) if on else rows, ("place", "id"), cursor, limit)
    return [facts(row) for row in found], following


def any_clause(entity_id: UUID) -> bool:
    return Clause.objects.filter(entity_id=entity_id).exists()


def _on(rows: QuerySet[Any], on: date) -> QuerySet[Any]:
    return rows.filter(Q(ends_on=None) | Q(ends_on__gt=on), starts_on__lte=on)


_CUT = excerpts.cutting("l.config", "l.title || ' — ' || l.text", "l.query", 2)
_FOUND = f"""
SELECT c.id, {_CUT}, l.title || ' — ' || l.text
FROM contracting_clause c
CROSS JOIN LATERAL (VALUES
    ('french'::regconfig, c.title_fr, c.text_fr, contracting_asked('french', %(text)s)),
    ('english'::regconfig, c.title_en, c.text_en, contracting_asked('english', %(text)s))
) AS l (config, title, text, query)
CROSS JOIN LATERAL contracting_words(l.config, l.title || ' ' || l.text) AS w (words)
WHERE c.entity_id = %(entity)s AND c.starts_on <= %(on)s AND (c.ends_on IS NULL OR c.ends_on > %(on)s)
  AND w.words @@ l.query
ORDER BY ts_rank(w.words, l.query) DESC, c.place, c.id
LIMIT 100
"""  # noqa: S608 — names from the code


def search(entity_id: UUID, text: str, on: date) -> list[FoundClause]:
    """Clauses in force that speak of these words, in either language, accents forgiven; the closest first."""
    rows = sql.rows(_FOUND, {"text": text[:200], "entity": entity_id, "on": on})
    found: dict[UUID, str] = {}
    for clause_id, cut, words in rows:
        found.setdefault(clause_id, excerpts.excerpt(words, cut))
    known = clauses_by_id(found)
    return [FoundClause(known[k], excerpt) for k, excerpt in found.items()]


def rule(rule_id: UUID, entity_id: UUID) -> RuleFacts:
    """One position of the playbook."""
    row = PlaybookRule.objects.filter(pk=rule_id, entity_id=entity_id).first()
    if row is None:
        raise UnknownRule(field="rule_id", found=str(rule_id))
    return RuleFacts(**{n: getattr(row, n) for n in _RULE})


def rules(entity_id: UUID, on: date | None = None) -> list[RuleFacts]:
    """The positions of the playbook by topic; on: those in force that day."""
    rows = PlaybookRule.objects.filter(entity_id=entity_id)
    rows = (_on(rows, on) if on else rows).order_by("topic", "value", "starts_on", "id")
    return [RuleFacts(**{n: getattr(row, n) for n in _RULE}) for row in rows]


def rules_page(
    entity_id: UUID, *, cursor: str | None = None, limit: int = 50
) -> tuple[list[RuleFacts], str | None]:
    """The positions of the playbook page by page, ended ones too."""
    rows = PlaybookRule.objects.filter(entity_id=entity_id)
    found, following = keyset(rows, ("topic", "id"), cursor, limit)
    return [RuleFacts(**{n: getattr(row, n) for n in _RULE}) for row in found], following


def playbook(entity_id: UUID, on: date) -> list[Rule]:
    """What the playbook says on a day."""
    return [r.rule for r in rules(entity_id, on)]


def facts(row: Clause) -> ClauseFacts:
    """A row as facts."""
    return ClauseFacts(**{n: getattr(row, n) for n in _CLAUSE})
