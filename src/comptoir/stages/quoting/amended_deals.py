"""What an amendment changes, as the terms that approval policies look at."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from comptoir.kernel.money import extend_minor
from comptoir.records.approvals.engine import DealLine
from comptoir.stages.quoting.core.figures import USAGE
from comptoir.stages.quoting.models import Quote
from comptoir.stages.quoting.queries import QuoteFacts

Head = Quote | QuoteFacts


def changes(quote: Head) -> list[dict[str, Any]]:
    """What an amendment changes, as it is stored."""
    made = quote.amendment
    if not made:
        return []
    return list(made["changes"] if isinstance(made, dict) else made.changes)


def changed(quote: Head, digits: int) -> list[DealLine]:
    """The running lines that get more or another price: a period of each at list and as changed, so that
    policies measure an amendment like any other offer."""
    found: list[DealLine] = []
    for change in changes(quote):
        for values in change.get("after", ()):
            before, quantity = change["before"], Decimal(values["quantity"])
            same = values["unit_net"] == before["unit_net"]
            if same and quantity <= Decimal(before["quantity"]):
                continue
            cost = change["cost"]
            found.append(
                DealLine(
                    position=len(found) + 1, sku=change["sku"],
                    list_minor=extend_minor(Decimal(change["list_price"]), quantity, digits),
                    net_minor=values["period_minor"],
                    cost_minor=extend_minor(Decimal(cost), quantity, digits) if cost else None,
                    optional=False, counted=change["charge_kind"] != USAGE,
                )
            )  # fmt: skip
    return found
