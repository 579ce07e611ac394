"""Which contracts hold which words: full text in French and English, uses of a clause, deviations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from comptoir.platform import sql
from comptoir.platform.paging import after
from comptoir.stages.contracting import excerpts, placeholders


@dataclass(frozen=True, slots=True)
class Use:
    """A clause in the newest wording of a draft, and the contract it became, if it did.

    choice  standard | fallback | custom: whether it deviates;  excerpt  words around what was searched
    """

    draft_id: UUID
    contract_id: UUID | None
    number: str
    customer: str
    state: str
    title: str
    choice: str
    fallback: int
    excerpt: str = ""

    @property
    def deviates(self) -> bool:
        return self.choice != "standard"

    @property
    def marked(self) -> list[tuple[str, str]]:
        return placeholders.marked(self.excerpt)


# the newest wording of each draft, with its contract and customer
_FROM = """
FROM contracting_draft_clause c
JOIN contracting_draft_version v ON v.id = c.version_id
JOIN contracting_draft d ON d.id = v.draft_id AND d.last = v.n
JOIN parties_customer p ON p.id = d.customer_id
LEFT JOIN contracting_contract k ON k.clauses_id = v.id
LEFT JOIN contracting_clause l ON l.id = c.clause_id
WHERE d.entity_id = %(entity)s
"""
_HEAD = """
SELECT d.id, k.id, coalesce(k.number, ''), p.name, coalesce(k.state, d.state), c.title, c.choice,
       c.fallback
"""
# `contracting_words` and `contracting_asked` (migration 0014) forgive accents and typographic apostrophes.
_CUT = excerpts.cutting("'{config}'", "c.text", "contracting_asked('{config}', %(text)s)", 1)
_TEXT = f"""
{_HEAD}, {_CUT}, c.text
{_FROM} AND c.language = '{{lang}}'
  AND contracting_words('{{config}}', c.title || ' ' || c.text) @@ contracting_asked('{{config}}', %(text)s)
"""
MOST = 200


def contracts(entity_id: UUID, text: str, *, choice: str = "") -> list[Use]:
    """Contracts whose words speak of this, signed ones first; choice: only such deviations."""
    halves = [
        _TEXT.format(config=config, lang=lang)
        for lang, config in (("fr", "french"), ("en", "english"))
    ]
    told = {"entity": entity_id, "text": text[:200]}
    rows = [row for half in halves for row in sql.rows(f"{half} LIMIT {MOST}", told)]
    found = [
        Use(*(*row[:8], excerpts.excerpt(row[9], row[8]))) for row in rows if choice in ("", row[6])
    ]
    return sorted(found, key=lambda u: (u.number == "", u.number, u.customer, u.title))


def uses(lineage: UUID, entity_id: UUID) -> list[Use]:
    """Where a clause of the library is used, deviations first."""
    text = f"{_HEAD}{_FROM} AND l.lineage = %(lineage)s LIMIT {MOST}"
    rows = sql.rows(text, {"entity": entity_id, "lineage": lineage})
    return sorted((Use(*row) for row in rows), key=lambda u: (not u.deviates, u.number, u.customer))


def deviating(entity_id: UUID) -> list[Use]:
    """Every clause of a contract that is not in its standard words."""
    rows = sql.rows(f"{_HEAD}{_FROM} AND c.choice <> 'standard' LIMIT 1000", {"entity": entity_id})
    return sorted((Use(*row) for row in rows), key=lambda u: (u.title, u.number, u.customer))


def page(rows: list[Use], cursor: str | None, limit: int) -> tuple[list[Use], str | None]:
    """Uses page by page."""

    def key(use: Use) -> tuple[Any, ...]:
        return use.number, str(use.draft_id), use.title

    return after(rows, key, cursor, limit)
