"""Why an invoice line costs what it does: the steps of the order line, or of the rated use, behind it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from comptoir.shell import format as fmt
from comptoir.shell.why import Why
from comptoir.stages.invoicing.queries import InvoiceLineFacts
from comptoir.stages.metering import queries as metering
from comptoir.stages.ordering import queries as ordering
from comptoir.stages.ordering import reasons
from comptoir.stages.pricing import engine, explaining

Source = ordering.OrderLineFacts | metering.UsageChargeFacts


def sources(lines: Iterable[InvoiceLineFacts]) -> dict[int, Source]:
    """Id of a line → where its price comes from; without lines whose steps were not kept, and
    without those that were priced anew, as a correction of a price is."""
    all_lines = list(lines)
    used = metering.usage_charges({li.usage_id for li in all_lines if li.usage_id})
    ordered = ordering.lines({li.order_line_id for li in all_lines if li.order_line_id})
    found = {li.id: _source(li, used, ordered) for li in all_lines}
    return {pk: source for pk, source in found.items() if source}


def _source(
    line: InvoiceLineFacts,
    used: Mapping[int, metering.UsageChargeFacts],
    ordered: Mapping[int, ordering.OrderLineFacts],
) -> Source | None:
    source: Source | None = used.get(line.usage_id or 0)
    if source is None:
        behind = ordered.get(line.order_line_id or 0)
        same = behind is not None and line.sold and behind.unit_net == line.unit_net
        source = behind if same else None
    return source if source is not None and source.waterfall else None


def steps(source: Source) -> list[engine.Step]:
    """The kept steps of a price."""
    kept: Any = source.waterfall
    return list(engine.load_steps(kept))


def why_price(
    line: InvoiceLineFacts, source: Source, entity_id: UUID, currency: str, lang: str
) -> Why:
    """The waterfall behind a line."""
    if isinstance(source, ordering.OrderLineFacts):
        note = reasons.how(source, line.quantity, currency, lang)
    else:
        note = _how(line.quantity, line.unit_net, currency, lang)
    return explaining.why_price(
        steps(source),
        what=line.description,
        quantity=source.quantity,
        net_minor=source.net_minor,
        currency=currency,
        lang=lang,
        entity_id=entity_id,
        note=note,
    )


def _how(quantity: Decimal, each: Decimal, currency: str, lang: str) -> str:
    return f"{fmt.quantity(quantity, lang)} × {fmt.unit_price(each, currency, lang)}"
