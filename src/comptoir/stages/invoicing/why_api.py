"""Why a line of an invoice or a credit note costs what it does, over HTTP."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from comptoir.platform.schemas import InvoiceId
from comptoir.platform.web import entity_of
from comptoir.stages.invoicing import queries, reasons
from comptoir.stages.pricing.why_schemas import PriceWhyOut, explained

router = Router(tags=["Invoices"])
LineId = Annotated[int, Field(ge=0, lt=2**63)]


@router.get("/invoices/{invoice_id}/lines/{line_id}/why", response=PriceWhyOut)
def price_why(request: HttpRequest, invoice_id: InvoiceId, line_id: LineId) -> dict[str, Any]:
    """The steps of the price that was ordered or rated: each with its rule, the rule's version, who set it
    and when."""
    one = queries.invoice(invoice_id, entity_of(request))
    line = next((li for li in one.lines if li.id == line_id), None)
    if line is None:
        raise queries.UnknownInvoice(field="line_id", found=str(line_id))
    source = reasons.sources([line]).get(line.id)
    return explained(one.entity_id, reasons.steps(source) if source else [])
