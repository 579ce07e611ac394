"""When an invoice is due, and what the law lets us agree: docs/policy/payment-terms.md."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from comptoir.kernel.errors import Invalid
from comptoir.kernel.period import end_of_month


class TermsKind(StrEnum):
    """How the days are counted; "45 jours fin de mois" has two accepted readings, both here."""

    NET_DAYS = "net_days"  # issue + days
    END_OF_MONTH_DAYS = "end_of_month_days"  # issue + days, then the end of that month
    END_OF_MONTH_PLUS = "end_of_month_plus"  # end of the month of issue, then + days


class BadTerms(Invalid):
    """These payment terms cannot be read."""

    code = "bad_terms"


class TermsTooLong(Invalid):
    """The payment terms exceed the legal limit."""

    code = "terms_too_long"


@dataclass(frozen=True, slots=True)
class Terms:
    """Payment terms of a customer."""

    kind: TermsKind
    days: int


LONGEST = 365
FRENCH_DEFAULT_DAYS = 30  # C. com. L441-10 I: nothing agreed
FRENCH_NET_DAYS = 60  # by contract, after issue
FRENCH_END_OF_MONTH_DAYS = 45  # by contract, either reading
FRENCH_PERIODIC_DAYS = 45  # periodic (summary) invoices, after issue


def read_terms(kind: str, days: int) -> Terms:
    """Terms from a form or a file."""
    if kind not in set(TermsKind):
        raise BadTerms(field="terms_kind", found=kind, expected=" | ".join(TermsKind))
    if not 0 <= days <= LONGEST:
        raise BadTerms(field="terms_days", found=days, expected=f"0 to {LONGEST}")
    return Terms(TermsKind(kind), days)


def due_date(issued_on: date, terms: Terms) -> date:
    """The last day to pay.

    15 February 2026 with 45 days: net 1 April; END_OF_MONTH_DAYS 30 April; END_OF_MONTH_PLUS
    14 April.
    """
    days = timedelta(days=terms.days)
    if terms.kind is TermsKind.END_OF_MONTH_DAYS:
        return end_of_month(issued_on + days)
    if terms.kind is TermsKind.END_OF_MONTH_PLUS:
        return end_of_month(issued_on) + days
    return issued_on + days


def check_terms(terms: Terms, country: str, contract: bool = True, periodic: bool = False) -> None:
    """Refuse terms that the law of the seller's country forbids between businesses.

    country   of the seller; only France has hard limits here (C. com. L441-10)
    contract  the terms are agreed in writing; without, the default of 30 days holds
    periodic  the invoice sums up the deliveries of a period (CGI 289 I 3)
    """
    if country != "FR":
        return
    limit, choices = _french(terms.kind, contract, periodic)
    if limit is not None and terms.days <= limit:
        return
    raise TermsTooLong(
        field="terms_days",
        found=_words(terms),
        expected=" | ".join(choices),
        fix="choose what is allowed",
        law="C. com. L441-10 I",
    )


def _french(kind: TermsKind, contract: bool, periodic: bool) -> tuple[int | None, tuple[str, ...]]:
    """The longest number of days of this kind (None: not allowed), and the allowed choices."""
    net = kind is TermsKind.NET_DAYS
    if not contract:
        return (FRENCH_DEFAULT_DAYS if net else None), (f"{FRENCH_DEFAULT_DAYS} days net",)
    if periodic:
        return (FRENCH_PERIODIC_DAYS if net else None), (f"{FRENCH_PERIODIC_DAYS} days net",)
    return (FRENCH_NET_DAYS if net else FRENCH_END_OF_MONTH_DAYS), (
        f"{FRENCH_NET_DAYS} days net",
        f"{FRENCH_END_OF_MONTH_DAYS} days end of month",
    )


def _words(terms: Terms) -> str:
    return f"{terms.days} days {'net' if terms.kind is TermsKind.NET_DAYS else 'end of month'}"
