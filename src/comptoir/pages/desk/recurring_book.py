"""Recurring revenue as a workbook that calculates: months, services of today, cohorts."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from comptoir.kernel.money import Money, exponent
from comptoir.pages.desk import recurring, recurring_words
from comptoir.shell.sheets import Cell, Formula, Sheet, xlsx_book


def workbook(told: recurring.Recurring, running: Sequence[recurring.Detail]) -> bytes:
    """What is typed over an opening, a movement or a price counts in all that follows from it."""
    return xlsx_book(
        [_months(told), _today(told, len(running)), _services(running), _cohorts(told)]
    )


def _months(told: recurring.Recurring) -> Sheet:
    opening, closing, returned, lost = (
        pgettext("recurring revenue", "Opening"), pgettext("recurring revenue", "Closing"),
        pgettext("recurring revenue", "Returned"), pgettext("recurring revenue", "Lost"),
    )  # fmt: skip
    head = [
        _("Month"), _("Currency"), opening, *map(str, recurring_words.KINDS.values()), closing,
        _("Churn %"), _("Customers before"), _("New customers"), returned, lost,
        _("Customers after"), _("Customer churn %"),
    ]  # fmt: skip
    rows: list[list[Cell]] = []
    for n, m in enumerate(told.months, start=2):
        goes_on = n > 2 and told.months[n - 3].currency == m.currency
        before, after = Money(m.opening_minor, m.currency), Money(m.closing_minor, m.currency)
        rows.append([
            m.starts_on, m.currency, Formula(f"=J{n - 1}", before) if goes_on else before,
            *(Money(m.moved[kind], m.currency) for kind in recurring_words.KINDS),
            Formula(f"=SUM(C{n}:I{n})", after),
            Formula(f"=IF(C{n}>0,ROUND(-I{n}/C{n}*100,1),0)", m.revenue_churn or 0),
            Formula(f"=P{n - 1}", m.customers) if goes_on else m.customers,
            m.won, m.back, m.lost,
            Formula(f"=L{n}+M{n}+N{n}-O{n}", m.customers_after),
            Formula(f"=IF(L{n}>0,ROUND(O{n}/L{n}*100,1),0)", m.logo_churn or 0),
        ])  # fmt: skip
    return Sheet(_("Months"), head, rows)


def _today(told: recurring.Recurring, count: int) -> Sheet:
    """The same figure, from the services."""
    name, last = _("Services"), max(count + 1, 2)
    rows: list[list[Cell]] = []
    for n, m in enumerate(told.today, start=2):
        whole = f"=SUMIFS('{name}'!$I$2:$I${last},'{name}'!$E$2:$E${last},A{n})"
        rows.append([
            m.currency, Formula(whole, m), Formula(f"=12*B{n}", Money(12 * m.minor, m.currency))
        ])  # fmt: skip
    return Sheet(_("Today"), [_("Currency"), _("MRR"), _("ARR")], rows)


def _services(running: Sequence[recurring.Detail]) -> Sheet:
    head = [
        _("Customer"), _("Reference"), _("Product"), _("Order"), _("Currency"), _("Quantity"),
        _("Price of a period"), _("Months"), _("MRR"), _("First day"), _("First day without"),
    ]  # fmt: skip
    rows: list[list[Cell]] = []
    for n, d in enumerate(running, start=2):
        s = d.service
        rows.append([
            d.customer, d.sku, recurring_words.product(d), d.order[1], s.currency, s.quantity,
            Money(d.period_minor, s.currency), d.billing_months,
            Formula(f"=ROUND(G{n}/H{n},{exponent(s.currency)})", Money(s.minor, s.currency)),
            s.starts_on, s.ends_on,
        ])  # fmt: skip
    return Sheet(_("Services"), head, rows)


def _cohorts(told: recurring.Recurring) -> Sheet:
    longest = max((len(c.minor) for c in told.cohorts), default=0)
    head = [_("First month"), _("Currency"), _("Customers"), *(f"M+{n}" for n in range(longest))]
    rows: list[list[Cell]] = [
        [c.month, c.currency, c.customers, *(Money(m, c.currency) for m in c.minor)]
        for c in told.cohorts
    ]
    return Sheet(_("Cohorts"), head, rows)
