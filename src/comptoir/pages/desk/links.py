"""Where a document is shown; "" for a page that this installation does not carry."""

from __future__ import annotations

from uuid import UUID

from django.urls import NoReverseMatch, reverse

SHOWS = {
    "customer": "desk:customer",
    "opportunity": "prospecting:show",
    "quote": "quoting:show",
    "contract": "contracting:show",
    "order": "desk:order",
    "delivery": "fulfilling:show",
    "service": "subscribing:show",
    "invoice": "invoicing:show",
    "deposit": "invoicing:show",
    "credit": "invoicing:show",
    "payment": "collecting:payment",
    "renewal": "renewing:show",
    "product": "catalog:show",
    "user": "desk:users",
}


def page(name: str, *args: object) -> str:
    """The address of a page, if it exists."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def show(kind: str, thing_id: UUID) -> str:
    """The address of one document."""
    name = SHOWS.get(kind, "")
    return (
        (page(name, thing_id) or page(name.replace(":payment", ":show"), thing_id)) if name else ""
    )
