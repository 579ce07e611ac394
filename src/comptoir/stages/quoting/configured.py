"""The options that were chosen under the lines of a quote, in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.urls import reverse

from comptoir.stages.configuring import queries as configuring
from comptoir.stages.quoting.queries import QuoteFacts, QuoteLineFacts

Made = dict[int, configuring.ConfigurationFacts]


def made(lines: Iterable[QuoteLineFacts]) -> Made:
    """The configurations of lines that have one, by line: one statement, none without any."""
    wanted = {line.id: line.configuration_id for line in lines if line.configuration_id}
    found = configuring.configurations(set(wanted.values()))
    return {line_id: found[pk] for line_id, pk in wanted.items() if pk in found}


def facts(lines: Iterable[QuoteLineFacts]) -> dict[int, list[dict[str, Any]]]:
    """What the customer sees of each configured line, for the digest of the offer."""
    return {line_id: list(conf.chosen) for line_id, conf in made(lines).items()}


def address(quote: QuoteFacts, line: QuoteLineFacts) -> str:
    """Where a configured line of a draft is changed."""
    if quote.state != "draft" or line.configuration_id is None:
        return ""
    return reverse("shop:line", args=[quote.id, line.id])


def first_address(quote_id: UUID, sku: str) -> str:
    """Where a product is configured for a quote."""
    return f"{reverse('shop:choose', args=[quote_id])}?sku={sku}"
