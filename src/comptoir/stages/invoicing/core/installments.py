"""Which installments of a schedule are due and not invoiced yet. Pure.

All but the last are deposit invoices; the last is the balance, which the invoice of what was delivered asks
for, less all of them. Source: docs/policy/invoicing.md.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any


def due(
    rows: Sequence[Mapping[str, Any]], invoiced: Collection[int], today: date, *, delivered: bool
) -> list[int]:
    """Numbers, from 1, of the installments to invoice now; one that waits for a person's word is in none."""
    found = []
    for number, row in enumerate(rows[:-1], start=1):
        reached = {
            "signature": True,
            "date": row["due_on"] is not None and row["due_on"] <= today.isoformat(),
            "delivery": delivered,
        }
        if reached.get(row["due"], False) and number not in invoiced:
            found.append(number)
    return found


def missing(rows: Sequence[Mapping[str, Any]], invoiced: Collection[int]) -> list[int]:
    """Installments before the last that are not invoiced: the balance waits for them."""
    return [n for n in range(1, len(rows)) if n not in invoiced]
