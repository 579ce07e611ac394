"""Reads of VAT decisions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from comptoir.kernel.errors import NotFound
from comptoir.platform import sql
from comptoir.platform.paging import keyset
from comptoir.records.taxes.models import Decision


class UnknownDecision(NotFound):
    """There is no such VAT decision."""

    code = "unknown_decision"


@dataclass(frozen=True, slots=True)
class DecisionFacts:
    """Which VAT a line bears and why.

    category  EN 16931: S E AE K G O Z        rate   percent
    country   whose VAT it is                 vatex  exemption code or ""
    facts     what was known when it was decided
    margin_rate  percent of the VAT inside the margin, which no document shows; None: no margin scheme
    """

    id: UUID
    category: str
    rate: Decimal
    country: str
    vatex: str
    rule: str
    version: int
    mention_fr: str
    mention_en: str
    reason_fr: str
    reason_en: str
    facts: dict[str, Any]
    margin_rate: Decimal | None = None

    def mention(self, lang: str) -> str:
        """What the document must say, "" when nothing."""
        return self.mention_fr if lang.startswith("fr") else self.mention_en

    def reason(self, lang: str) -> str:
        """One sentence with the article of law."""
        return self.reason_fr if lang.startswith("fr") else self.reason_en


_COLUMNS = tuple(DecisionFacts.__dataclass_fields__)


def decision(decision_id: UUID, entity_id: UUID | None = None) -> DecisionFacts:
    """One decision; with `entity_id`, only if it is that company's."""
    rows = Decision.objects.filter(pk=decision_id)
    row = (rows.filter(entity_id=entity_id) if entity_id else rows).first()
    if row is None:
        raise UnknownDecision(field="decision_id", found=str(decision_id))
    return _facts(row)


def decisions(ids: Iterable[UUID]) -> dict[UUID, DecisionFacts]:
    """Several decisions by id; an unknown id is left out."""
    wanted = list(set(ids))
    found = sql.values(Decision, _COLUMNS, "id = ANY(%s)", [wanted]) if wanted else []
    return {row[0]: DecisionFacts(*row) for row in found}


def decisions_page(
    entity_id: UUID,
    *,
    category: str = "",
    country: str = "",
    cursor: str | None = None,
    limit: int = 50,
) -> tuple[list[DecisionFacts], str | None]:
    """Decisions, the newest first, after `cursor`; and the cursor of the next page."""
    rows = Decision.objects.filter(entity_id=entity_id)
    wanted = {"category": category, "country": country}
    rows = rows.filter(**{k: v for k, v in wanted.items() if v})
    page, following = keyset(rows, ("-id",), cursor, limit)
    return [_facts(row) for row in page], following


def _facts(row: Decision) -> DecisionFacts:
    return DecisionFacts(**{n: getattr(row, n) for n in _COLUMNS})
