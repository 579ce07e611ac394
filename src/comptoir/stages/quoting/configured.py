"""The options that were chosen under the lines of a quote, in words."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.urls import reverse

from comptoir.platform import sql
from comptoir.stages.configuring import queries as configuring
from comptoir.stages.configuring.ports import Standing
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


def running(line_ids: Collection[int]) -> dict[int, UUID]:
    """What was put together in lines that run under a contract; those without options left out."""
    rows = sql.rows(
        "SELECT id, configuration_id FROM quoting_line WHERE id = ANY(%s) AND configuration_id IS NOT NULL",
        [list(line_ids)],
    )
    return {int(row[0]): row[1] for row in rows}


def running_address(contract_id: UUID, line_id: int, amendment: QuoteFacts | None = None) -> str:
    """Where the options of a running line are changed; `amendment`: the draft that says it already."""
    there = reverse("shop:running", args=[contract_id, line_id])
    return f"{there}?amendment={amendment.id}" if amendment else there


def first_address(quote_id: UUID, sku: str) -> str:
    """Where a product is configured for a quote."""
    return f"{reverse('shop:choose', args=[quote_id])}?sku={sku}"


def standing_on(model_id: UUID) -> list[Standing]:
    """The lines of drafts and sent offers that hold a configuration of a product model."""
    rows = sql.rows(
        "SELECT q.id, q.number || ' v' || q.version, u.name, q.state, l.sku, l.quantity, q.currency,"
        " l.configuration_id FROM quoting_line l JOIN quoting_quote q ON q.id = l.quote_id"
        " JOIN parties_customer u ON u.id = q.customer_id"
        " JOIN configuring_configuration c ON c.id = l.configuration_id"
        " JOIN configuring_version v ON v.id = c.version_id"
        " WHERE v.model_id = %s AND q.state IN ('draft', 'sent') ORDER BY q.number, l.position",
        [model_id],
    )
    return [Standing(*row) for row in rows]


def seconds_to_configure(quote_id: UUID) -> int | None:
    """How long its lines took in the configurator, together; None where nothing was measured."""
    row = sql.one(
        "SELECT sum(c.seconds) FROM quoting_line l"
        " JOIN configuring_configuration c ON c.id = l.configuration_id WHERE l.quote_id = %s",
        [quote_id],
    )
    return int(row[0]) if row and row[0] is not None else None
