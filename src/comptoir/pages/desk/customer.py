"""Everything about one customer on one page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from comptoir.kernel.money import Money, half_up
from comptoir.kernel.period import add_months
from comptoir.pages.desk import links, offers, words
from comptoir.pages.desk.sql import one, select
from comptoir.pages.features import table
from comptoir.pages.features.reading import features_of
from comptoir.platform import clock
from comptoir.platform.history import history
from comptoir.platform.web import entity_of, language
from comptoir.records.credit import queries as credit
from comptoir.records.credit.queries import ExposureFacts
from comptoir.records.parties import queries as parties
from comptoir.records.parties.queries import CustomerFacts, UnknownCustomer
from comptoir.shell import format as fmt
from comptoir.shell.charts import Series
from comptoir.shell.line_charts import lines

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Doc:
    """One document of the customer; `note_on` is when it was sent, `open_minor` what is unpaid."""

    kind: str
    id: UUID
    number: str
    on: date | None
    due_on: date | None
    minor: int
    currency: str
    state: str
    open_minor: int
    sent_on: date | None

    @property
    def href(self) -> str:
        return links.show(self.kind, self.id)

    @property
    def amount(self) -> Money:
        return Money(self.minor, self.currency)

    @property
    def open(self) -> Money | None:
        return Money(self.open_minor, self.currency) if self.open_minor else None


@dataclass(frozen=True, slots=True)
class Month:
    kind: str
    month: date
    minor: int


_DOCS = """
(SELECT 'quote', id, number || ' v' || version, created_at::date, valid_until, gross_minor, currency, state,
        0, sent_at::date
   FROM quoting_quote WHERE customer_id = %(customer)s ORDER BY created_at DESC LIMIT 12)
UNION ALL (SELECT 'order', id, number, placed_on, NULL, gross_minor, currency, state, 0, NULL
   FROM ordering_order WHERE customer_id = %(customer)s ORDER BY placed_on DESC, number DESC LIMIT 12)
UNION ALL (SELECT 'contract', id, number, signed_on, renewal_on, net_minor, currency, state, 0, notice_on
   FROM contracting_contract WHERE customer_id = %(customer)s ORDER BY signed_on DESC LIMIT 12)
UNION ALL (SELECT v.kind, v.id, coalesce(v.number, ''), v.issued_on, v.due_on, v.gross_minor, v.currency,
        CASE WHEN v.state <> 'issued' THEN v.state WHEN o.open_minor = 0 THEN 'paid'
             WHEN o.open_minor > 0 AND v.due_on < %(today)s THEN 'overdue'
             WHEN o.open_minor <> o.gross_minor THEN 'part_paid' ELSE 'issued' END,
        coalesce(o.open_minor, 0),
        (SELECT max(e.business_on) FROM platform_event e
          WHERE e.subject_id = v.id AND e.name = 'InvoiceSent')
   FROM invoicing_invoice v LEFT JOIN collecting_open_item o ON o.invoice_id = v.id
   WHERE v.customer_id = %(customer)s AND v.state <> 'discarded'
   ORDER BY v.issued_on DESC NULLS FIRST, v.number DESC LIMIT 12)
UNION ALL (SELECT 'payment', id, number, received_on, NULL, amount_minor, currency,
        CASE WHEN EXISTS (SELECT 1 FROM collecting_return r WHERE r.payment_id = collecting_payment.id)
             THEN 'returned' ELSE 'received' END,
        unapplied_minor, NULL
   FROM collecting_payment WHERE customer_id = %(customer)s ORDER BY received_on DESC, number DESC LIMIT 12)
"""
_SUMS = """
SELECT
 (SELECT coalesce(sum(open_minor), 0)::bigint FROM collecting_open_item
   WHERE customer_id = %(customer)s AND currency = %(currency)s),
 (SELECT coalesce(sum(open_minor), 0)::bigint FROM collecting_open_item
   WHERE customer_id = %(customer)s AND currency = %(currency)s AND due_on < %(today)s AND open_minor > 0),
 (SELECT coalesce(sum(unapplied_minor), 0)::bigint FROM collecting_payment
   WHERE customer_id = %(customer)s AND currency = %(currency)s),
 (SELECT count(*) FROM invoicing_invoice WHERE customer_id = %(customer)s AND state = 'issued'),
 (SELECT coalesce(sum(gross_minor), 0)::bigint FROM invoicing_invoice
   WHERE customer_id = %(customer)s AND state = 'issued' AND currency = %(currency)s)
"""
_SERVICES = """
SELECT period_minor, billing_months FROM subscribing_service
WHERE customer_id = %(customer)s AND currency = %(currency)s AND state = 'active'
  AND charge_kind = 'recurring' AND anchor_on <= %(today)s AND (ends_on IS NULL OR ends_on > %(today)s)
"""
_MONTHS = """
SELECT 'billed', date_trunc('month', issued_on)::date, sum(gross_minor)::bigint FROM invoicing_invoice
 WHERE customer_id = %(customer)s AND state = 'issued' AND currency = %(currency)s
   AND issued_on >= %(first)s GROUP BY 2
UNION ALL SELECT 'paid', date_trunc('month', received_on)::date, sum(amount_minor)::bigint
 FROM collecting_payment p WHERE customer_id = %(customer)s AND currency = %(currency)s
   AND received_on >= %(first)s
   AND NOT EXISTS (SELECT 1 FROM collecting_return r WHERE r.payment_id = p.id) GROUP BY 2
"""


@dataclass(frozen=True, slots=True)
class Figures:
    """What a customer is worth and owes, in the customer's own currency.

    balance   open invoices less credit notes and unapplied payments
    billed    everything issued until today, VAT included; `invoices`: how many documents that is
    mrr       active recurring net price by month
    months    the last twelve: first day, billed, paid
    """

    balance: Money
    overdue: Money
    unapplied: Money
    billed: Money
    invoices: int
    mrr: Money
    exposure: ExposureFacts
    months: tuple[tuple[date, Money, Money], ...]


@dataclass(frozen=True, slots=True)
class _Service:
    period_minor: int
    billing_months: int


def customer(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """Who they are, what they owe, what is open, and what happened."""
    entity_id = entity_of(request)
    facts = parties.customer(customer_id)
    if facts.entity_id != entity_id:
        raise UnknownCustomer(found=str(customer_id))
    request.rail_group = "sell"  # type: ignore[attr-defined]
    today = clock.today(entity_id)
    context = _context(facts, today, features_of(request))
    return render(request, "pages/desk/customer.html", context)


def figures(facts: CustomerFacts, today: date) -> Figures:
    """The figures of one customer; four statements."""
    where = {"customer": facts.id, "currency": facts.currency, "today": today}
    owed, overdue, unapplied, count, billed = one(_SUMS, **where)

    def money(minor: int) -> Money:
        return Money(minor, facts.currency)

    return Figures(
        money(owed - unapplied), money(overdue), money(unapplied), money(billed), count,
        _mrr(where), credit.exposure(facts.id, facts.currency), _months(where, today),
    )  # fmt: skip


def _context(facts: CustomerFacts, today: date, on: frozenset[str]) -> dict[str, Any]:
    where = {"customer": facts.id, "currency": facts.currency, "today": today}
    docs = select(Doc, _DOCS, **where)
    told = figures(facts, today)
    numbers = {d.id: (d.kind, d.number) for d in docs}
    events = history([facts.id, *numbers], 30)
    found = offers.offers(facts, today) if "recommendations" in on else []
    return {
        "title": facts.name,
        "crumbs": [(_("Customers"), links.page("parties:list"))],
        "ident": facts.number,
        "customer": facts,
        "identity": _identity(facts),
        "address": facts.billing.lines(language(), "FR") if facts.billing else (),
        "sums": told,
        "exposure": told.exposure,
        "credit": _credit(told.exposure),
        "mrr": told.mrr,
        "no_credit": "credit" not in on and told.exposure.limit is None,
        "no_mrr": "mrr" in table.figures_off(on),
        "offers": [(o, offers.key(o)) for o in found],
        "quotes": [d for d in docs if d.kind == "quote" and d.state in ("draft", "sent")],
        "orders": [d for d in docs if d.kind == "order"],
        "contracts": [d for d in docs if d.kind == "contract"],
        "invoices": [d for d in docs if d.kind in ("invoice", "deposit", "credit")],
        "payments": [d for d in docs if d.kind == "payment"],
        "chart": _chart(told.months),
        "happenings": words.timeline(events, {**numbers, facts.id: ("", "")}),
        "statement_url": links.page("collecting:statement", facts.id),
        "edit_url": links.page("parties:change", facts.id) or links.page("parties:show", facts.id),
        "quote_url": links.page("quoting:new"),
        "today": today,
        "priced": bool(links.page("pricing:customer_xlsx", facts.id)),
        "payment_url": links.page("collecting:receive"),
    }


def _mrr(where: dict[str, Any]) -> Money:
    """Active recurring net price by month; each service's part of a month is exact until the sum."""
    parts = [
        half_up(Fraction(s.period_minor, s.billing_months))
        for s in select(_Service, _SERVICES, **where)
    ]
    return Money(sum(parts), where["currency"])


def _credit(e: ExposureFacts) -> dict[str, Any] | None:
    """The gauge: exposure as a part of the limit; None without a limit."""
    if e.limit is None:
        return None
    used = 100 if not e.limit else min(max(100 * e.exposure // e.limit, 0), 100)
    lang = language()
    said = _("%(used)s of %(limit)s") % {
        "used": fmt.amount(Money(e.exposure, e.currency), lang),
        "limit": fmt.amount(Money(e.limit, e.currency), lang),
    }
    return {"percent": used, "text": said, "over": Money(e.over, e.currency) if e.over else None}


LANGUAGES = {"fr": "Français", "en": "English"}


def _identity(c: CustomerFacts) -> list[tuple[str, str]]:
    """What identifies them; empty fields are left out."""
    rows = [
        (_("Kind"), _("Person") if c.kind == "person" else _("Company")),
        ("SIREN", c.siren), ("SIRET", c.siret), (_("VAT number"), c.vat_number), ("IBAN", c.iban),
        (_("E-mail"), c.email), (_("Phone"), c.phone), (_("Segment"), c.segment),
        (_("Language"), LANGUAGES.get(c.language, c.language)), (_("Currency"), c.currency),
        (_("Payment terms"), _terms(c)),
    ]  # fmt: skip
    return [(label, value) for label, value in rows if value]


def _terms(c: CustomerFacts) -> str:
    end = _(", end of month") if "end_of_month" in c.terms_kind or "eom" in c.terms_kind else ""
    return _("%(days)s days") % {"days": c.terms_days} + end


def _months(where: dict[str, Any], today: date) -> tuple[tuple[date, Money, Money], ...]:
    """Billed and paid by month, the last twelve."""
    first = add_months(today.replace(day=1), 1 - MONTHS)
    found = {(m.kind, m.month): m.minor for m in select(Month, _MONTHS, **where, first=first)}

    def money(kind: str, month: date) -> Money:
        return Money(found.get((kind, month), 0), where["currency"])

    months = [add_months(first, n) for n in range(MONTHS)]
    return tuple((m, money("billed", m), money("paid", m)) for m in months)


def _chart(months: tuple[tuple[date, Money, Money], ...]) -> str:
    if not any(billed.minor or paid.minor for _m, billed, paid in months):
        return ""
    lang = language()
    series = [
        Series(_("Billed"), [billed.major for _m, billed, _p in months]),
        Series(pgettext("money", "Paid"), [paid.major for _m, _b, paid in months], color="c3"),
    ]
    return lines(
        _("Billed and paid, last 12 months"), [f"{m:%m/%y}" for m, _b, _p in months], series,
        lambda v: fmt.number(Decimal(v), lang, 0),
    )  # fmt: skip
