"""What the seller of a quote earns on it, over HTTP."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from comptoir.platform.roles import require
from comptoir.platform.schemas import CommissionId, DecimalText, MoneyOut, QuoteId
from comptoir.platform.web import actor_of, entity_of
from comptoir.stages.quoting import earning, queries

router = Router(tags=["Quoting"])


class EarnedOut(Schema):
    """What the lines under one rate earn; commission_id null: no rate covers them."""

    commission_id: CommissionId | None = None
    category: str = ""
    margin_from: DecimalText | None = None
    percent: DecimalText | None = None
    net: MoneyOut
    amount: MoneyOut


class CommissionOut(Schema):
    """Of an open quote over its term; rounded half up per line, the total is their sum.

    margin_from is null without the permission `quoting.margin`. margin_unknown: of how many lines the cost
    is not known; they reach no rate from a margin on.
    """

    total: MoneyOut
    margin_unknown: int
    rows: list[EarnedOut]


@router.get("/quotes/{quote_id}/commission", response=CommissionOut)
def commission_of_quote(request: HttpRequest, quote_id: QuoteId) -> dict[str, Any]:
    """What its seller earns, for the seller and for whoever may see margins."""
    quote = queries.quote(quote_id, entity_of(request))
    actor = actor_of(request)
    if not earning.may_see(actor, quote):
        require(actor, earning.MARGIN)
    margin = actor.may(earning.MARGIN)
    found = earning.of_quote(quote)
    rows = [
        {
            "net": MoneyOut.of(row.net_minor, quote.currency),
            "amount": MoneyOut.of(row.minor, quote.currency),
            "commission_id": row.rate and row.rate.id,
            "category": row.rate.category if row.rate else "",
            "margin_from": row.rate.margin_from if row.rate and margin else None,
            "percent": row.rate and row.rate.percent,
        }
        for row in found
    ]
    total = MoneyOut.of(sum(r.minor for r in found), quote.currency)
    return {"total": total, "margin_unknown": earning.uncosted(quote), "rows": rows}
