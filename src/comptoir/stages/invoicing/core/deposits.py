"""Deposits: what is asked before delivery, and how the invoices that follow consume it. Pure.

Per VAT decision throughout, so that each rate pays its own tax once. Source: docs/policy/invoicing.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple
from uuid import UUID

from comptoir.kernel.money import half_up
from comptoir.stages.invoicing.core.margins import NO_SCHEME, Inside, taken_back


class Tax(NamedTuple):
    """A VAT decision and its rate, percent."""

    decision_id: UUID
    rate: Decimal


@dataclass(frozen=True, slots=True)
class Deposit:
    """A deposit invoice under one VAT decision, minor units, net of VAT.

    asked      what it asked for, less what was credited of it
    consumed   what invoices have deducted so far, positive
    base       net of the order under this decision, over its whole term
    invoiced   net of the order's lines that stood invoiced before
    inside     of what is not consumed, the margin under a margin scheme
    """

    invoice_id: UUID
    tax: Tax
    asked: int
    consumed: int
    base: int
    invoiced: int
    inside: Inside = NO_SCHEME


def deposits_minor(bases: Mapping[Tax, int], percent: Decimal) -> dict[Tax, int]:
    """The deposit per decision: `percent` of its net, half up; decisions without amount left out."""
    asked = {tax: half_up(base * Fraction(percent) / 100) for tax, base in bases.items()}
    return {tax: minor for tax, minor in asked.items() if minor > 0}


def deduction_minor(deposit: Deposit, now: int) -> int:
    """How much of a deposit an invoice of `now` (net, same decision) consumes; 0 or more.

    The cumulative share of the order that is invoiced, less what was consumed: the invoice that
    completes the order consumes the rest. Never more than the deposit, nor than the invoice.
    """
    after = deposit.invoiced + now
    if after >= deposit.base or not deposit.base:
        due = deposit.asked
    else:
        due = half_up(deposit.asked * Fraction(after, deposit.base))
    return max(0, min(due - deposit.consumed, deposit.asked - deposit.consumed, now))


def deductions(deposits: Iterable[Deposit], nets: Mapping[Tax, int]) -> list[tuple[Deposit, int]]:
    """Each deposit with what an invoice whose nets per decision are `nets` consumes of it, the
    highest rate first."""
    listed = sorted(deposits, key=lambda d: (-d.tax.rate, d.tax.decision_id))
    found = [(d, deduction_minor(d, nets.get(d.tax, 0))) for d in listed]
    return [(deposit, minor) for deposit, minor in found if minor]


def margin_back(deposit: Deposit, minor: int) -> Inside:
    """What a deduction of `minor` takes of the deposit's margin: its share, the last the rest."""
    left = deposit.asked - deposit.consumed
    return taken_back(deposit.inside, left, minor, Fraction(minor, left))
