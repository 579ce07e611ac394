"""Reads of the templates of quotes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models.functions import Lower

from comptoir.stages.quoting.models import QuoteTemplate


@dataclass(frozen=True, slots=True)
class TemplateFacts:
    """What was wished for in a quote, kept under a name."""

    id: UUID
    name: str
    currency: str
    title: str
    lines: int
    created_at: datetime


def templates(entity_id: UUID) -> list[TemplateFacts]:
    """The templates of the company by name."""
    rows = QuoteTemplate.objects.filter(entity_id=entity_id, removed=False)
    return [_template(row) for row in rows.order_by(Lower("name"))]


def template(template_id: UUID) -> TemplateFacts:
    """One template, removed or not."""
    return _template(QuoteTemplate.objects.get(pk=template_id))


def _template(row: QuoteTemplate) -> TemplateFacts:
    title = row.head["title"]
    return TemplateFacts(row.id, row.name, row.currency, title, len(row.lines), row.created_at)
