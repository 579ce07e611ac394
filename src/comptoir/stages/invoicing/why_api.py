"""Why a line of an invoice or a credit note costs what it does, over HTTP."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from comptoir.platform.schemas import DecimalText, InvoiceId, MoneyOut
from comptoir.platform.web import actor_of, entity_of
from comptoir.stages.invoicing import margin_words, queries, reasons
from comptoir.stages.pricing.why_schemas import PriceWhyOut, explained

router = Router(tags=["Invoices"])
LineId = Annotated[int, Field(ge=0, lt=2**63)]


class MarginOut(Schema):
    """rate: percent of the VAT inside the margin; margin = price − purchase, VAT included. Below zero where a
    credit note or the deduction of a deposit takes it back."""

    rate: DecimalText
    price: MoneyOut
    purchase: MoneyOut
    margin: MoneyOut
    vat: MoneyOut


class InvoiceWhyOut(PriceWhyOut):
    """margin: of a line under a margin scheme, once its purchase price is known; null without the permission
    `quoting.margin`."""

    margin: MarginOut | None


@router.get("/invoices/{invoice_id}/lines/{line_id}/why", response=InvoiceWhyOut)
def price_why(request: HttpRequest, invoice_id: InvoiceId, line_id: LineId) -> dict[str, Any]:
    """The steps of the price that was ordered or rated: each with its rule, the rule's version, who set it
    and when; and of a sale under a margin scheme the VAT inside."""
    one = queries.invoice(invoice_id, entity_of(request))
    line = next((li for li in one.lines if li.id == line_id), None)
    if line is None:
        raise queries.UnknownInvoice(field="line_id", found=str(line_id))
    source = reasons.sources([line]).get(line.id)
    steps = explained(one.entity_id, reasons.steps(source) if source else [])
    inside = margin_words.margins([line], actor_of(request))
    return {**steps, "margin": _margin(inside[0], one.currency) if inside else None}


def _margin(inside: margin_words.MarginFacts, currency: str) -> dict[str, Any]:
    minors = ("price", "purchase", "margin", "vat")
    told = {n: MoneyOut.of(getattr(inside, f"{n}_minor"), currency) for n in minors}
    return {"rate": inside.rate, **told}
