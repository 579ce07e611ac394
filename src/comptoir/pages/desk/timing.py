"""How long a deal took: days from its first word to the order, and from there to delivery, bill and cash."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comptoir.pages.desk.trace import Trace
from comptoir.platform.history import first_day
from comptoir.platform.web import language
from comptoir.shell import format as fmt

FIRST = (("opportunity", "OpportunityOpened"), ("quote", "QuoteDrafted"))


@dataclass(frozen=True, slots=True)
class Timing:
    """Days; None: not all of it has happened yet.

    to_order      from the first word to the order
    to_delivery, to_invoice, to_cash  from the order to the last delivery, bill and payment
    in_all        from the first word to the last payment
    """

    to_order: int
    to_delivery: int | None
    to_invoice: int | None
    to_cash: int | None
    in_all: int | None


def timing(t: Trace) -> Timing:
    """The deal's times on its company's own clock. At most two statements."""
    placed, began = t.order.placed_on, _began(t)
    delivered = not any(line.to_deliver for line in t.lines)
    billed = delivered and t.invoiced_minor > 0 and not any(line.to_invoice for line in t.lines)
    paid = billed and t.paid_minor > 0 and t.open_minor <= 0
    cash = _last(t, paid, "payment")
    return Timing(
        to_order=(placed - began).days,
        to_delivery=_days(placed, _last(t, delivered, "delivery")),
        to_invoice=_days(placed, _last(t, billed, "invoice", "deposit")),
        to_cash=_days(placed, cash),
        in_all=_days(began, cash),
    )


def told(t: Trace) -> list[tuple[str, str]]:
    """The times as labels and values."""
    took = timing(t)
    rows = (
        (_("From the first word to the order"), took.to_order),
        (_("From order to delivery"), took.to_delivery),
        (_("From order to invoice"), took.to_invoice),
        (_("From order to cash"), took.to_cash),
        (_("Quote to cash in all"), took.in_all),
    )
    return [(label, _said(days)) for label, days in rows]


def _began(t: Trace) -> date:
    for kind, event in FIRST:
        for doc in t.of(kind)[:1]:
            day = first_day(doc.id, event)
            if day:
                return day
    return t.order.placed_on


def _last(t: Trace, done: bool, *kinds: str) -> date | None:
    days = [d.on for d in t.of(*kinds) if d.on]
    return max(days) if done and days else None


def _days(start: date, end: date | None) -> int | None:
    return (end - start).days if end else None


def _said(days: int | None) -> str:
    if days is None:
        return _("not yet")
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": fmt.quantity(days, language())}
