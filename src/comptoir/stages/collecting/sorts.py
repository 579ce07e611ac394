"""What the lists of this room can be sorted by: column → field."""

from __future__ import annotations

from comptoir.platform.paging import Sorts, folded

ITEMS: Sorts = {
    "number": "number",
    "customer": folded("customer__name"),
    "due_on": "due_on",
    "gross": "gross_minor",
    "open": "open_minor",
}
PAYMENTS: Sorts = {
    "number": "number",
    "received_on": "received_on",
    "customer": folded("customer__name"),
    "method": "method",
    "amount": "amount_minor",
    "unapplied": "unapplied_minor",
}
