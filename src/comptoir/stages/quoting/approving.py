"""The approvals that a quote needs, as its editor and the API tell them; before anybody is asked."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from comptoir.records.approvals import words
from comptoir.stages.quoting import deals
from comptoir.stages.quoting.core.states import QuoteState
from comptoir.stages.quoting.queries import QuoteFacts


def stops(quote: QuoteFacts, margin: bool) -> list[dict[str, Any]]:
    """Each approval with its reason and what would avoid it; what is earned only for who may see it.

    One statement, another where a policy asks for the segment, and for new customers.
    """
    known = deals.rules_of(quote)
    if not known.policies:
        return []
    path = known.path(deals.deal(quote, quote.lines, known, shown=False))
    return [words.stop(stop, quote.currency, margin=margin) for stop in path]


def context(quote: QuoteFacts, margin: bool) -> dict[str, Any]:
    """What the panel beside the grid shows of it."""
    if quote.state != QuoteState.DRAFT:
        return {}
    found = stops(quote, margin)
    states = {stop["state"] for stop in found}
    met = any(stop["met"] for stop in found)
    return {
        "approvals": found,
        "to_ask": "waiting" not in states and bool(met or states - {"approved"}),
        "asked": "waiting" in states,
        "request_url": _request(found),
    }


def _request(found: list[dict[str, Any]]) -> str:
    """The page of the request that waits, if any."""
    asked = [stop["request_id"] for stop in found if stop["state"] == "waiting"]
    return reverse("approvals:show", args=asked[:1]) if asked else ""
