"""The sales forecast: what open opportunities are expected to bring, on a page and as a workbook that
calculates on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from comptoir.kernel.margin import Margin, margin_percent
from comptoir.kernel.money import Money, exponent
from comptoir.pages.desk import links
from comptoir.pages.desk.core.prospects import OWN, USUAL, Month, Prospect, by_month
from comptoir.pages.desk.sql import select
from comptoir.platform import clock
from comptoir.platform.web import actor_of, entity_of, language
from comptoir.records.approvals.queries import MARGIN
from comptoir.records.parties import queries as parties
from comptoir.shell import charts
from comptoir.shell import format as fmt
from comptoir.shell.lists import TYPES
from comptoir.shell.sheets import Cell, Formula, Sheet, xlsx_book
from comptoir.stages.prospecting.web import STAGES
from comptoir.stages.quoting import margins
from comptoir.stages.quoting.queries import QuoteFacts

Measured = dict[UUID, tuple[QuoteFacts, Margin]]

# A quote whose cost is known: each line that is counted in its total says what it costs. Those that hold
# VAT inside a price (`special`) are measured line by line.
_KNOWN = """
known AS (
    SELECT q.opportunity_id, q.currency, q.net_minor, q.cost_minor, q.state, q.accepted_at, q.id
    FROM quoting_quote q
    WHERE q.entity_id = %(entity)s AND q.net_minor > 0 AND NOT EXISTS (
        SELECT 1 FROM quoting_line l
        WHERE l.quote_id = q.id AND l.cost IS NULL AND l.block = '' AND l.charge_kind <> 'usage'
          AND (NOT l.optional OR q.chosen @> to_jsonb(l.id))
          AND l.alternative IN ('', coalesce(nullif(q.alternative, ''), q.recommended))))
"""
_SPECIAL = """
SELECT DISTINCT q.id
FROM taxes_decision d JOIN quoting_line l ON l.decision_id = d.id JOIN quoting_quote q ON q.id = l.quote_id
WHERE d.entity_id = %(entity)s AND d.margin_rate IS NOT NULL AND q.entity_id = %(entity)s AND q.net_minor > 0
  AND (q.state IN ('draft', 'sent') AND q.opportunity_id IS NOT NULL
       OR q.state = 'accepted' AND q.accepted_at >= %(today)s::date - interval '1 year')
"""
_USUAL = f"""
WITH {_KNOWN}
SELECT currency, sum(net_minor)::bigint, sum(cost_minor)::bigint, count(*)
FROM known
WHERE id <> ALL(%(special)s) AND state = 'accepted' AND accepted_at >= %(today)s::date - interval '1 year'
GROUP BY currency ORDER BY currency
"""  # noqa: S608 — both parts stand here
_OPEN = f"""
WITH {_KNOWN}
SELECT o.id, o.number, o.title, c.name, o.stage, o.close_on, o.currency, o.amount_minor, o.probability,
       q.id, q.net_minor, q.cost_minor
FROM prospecting_opportunity o JOIN parties_customer c ON c.id = o.customer_id
LEFT JOIN LATERAL (
    SELECT k.id, k.net_minor, k.cost_minor FROM known k
    WHERE k.opportunity_id = o.id AND k.currency = o.currency AND k.state IN ('draft', 'sent')
    ORDER BY k.id DESC LIMIT 1) q ON true
WHERE o.entity_id = %(entity)s AND o.stage NOT IN ('won', 'lost')
ORDER BY o.close_on, o.number
"""  # noqa: S608 — both parts stand here


@dataclass(frozen=True, slots=True)
class Usual:
    """What was won within a year in one currency with `quotes` whose cost is known; minor units, without the
    VAT inside prices."""

    currency: str
    net_minor: int
    cost_minor: int
    quotes: int

    @property
    def margin(self) -> Decimal:
        found = margin_percent(self.net_minor, self.cost_minor)
        assert found is not None, "only quotes above zero are read"
        return found


@dataclass(frozen=True, slots=True)
class Forecast:
    """Open opportunities with their margins, the usual margins behind them, and the sums by month."""

    prospects: list[Prospect]
    usual: list[Usual]
    months: list[Month]


def forecast(entity_id: UUID, today: date) -> Forecast:
    """Three statements, and three for what is sold under a margin scheme. A margin is that of the
    opportunity's newest open quote, else the usual one."""
    asked = {"entity": entity_id, "today": today}
    ids = select(_one, _SPECIAL, **asked)
    special = margins.of_quotes(ids)
    usual = _usual(select(Usual, _USUAL, **asked, special=ids), special)
    known = {one.currency: one.margin for one in usual}
    found = [_with_margin(*_read(special, *row), known) for row in select(_row, _OPEN, **asked)]
    return Forecast(found, usual, by_month(found))


def _one(found: UUID) -> UUID:
    return found


def _row(*row: Any) -> tuple[Any, ...]:
    return row


def _usual(plain: list[Usual], special: Measured) -> list[Usual]:
    """With the quotes that hold VAT inside a price."""
    won = [
        Usual(quote.currency, margin.net_minor, margin.cost_minor, 1)
        for quote, margin in special.values()
        if quote.state == "accepted" and margin.minor is not None and margin.net_minor > 0
    ]
    found: dict[str, Usual] = {}
    for one in (*plain, *won):
        sums = found.get(one.currency, Usual(one.currency, 0, 0, 0))
        found[one.currency] = Usual(
            one.currency, sums.net_minor + one.net_minor, sums.cost_minor + one.cost_minor,
            sums.quotes + one.quotes,
        )  # fmt: skip
    return [found[currency] for currency in sorted(found)]


def _read(special: Measured, *row: Any) -> tuple[Prospect, Decimal | None]:
    """An opportunity, and the margin of its own newest open quote."""
    *about, quote_id, net, cost = row
    if quote_id in special:
        return Prospect(*about), special[quote_id][1].percent
    return Prospect(*about), None if net is None else margin_percent(net, cost)


def _with_margin(p: Prospect, own: Decimal | None, usual: dict[str, Decimal]) -> Prospect:
    if own is not None:
        return replace(p, margin=own, margin_from=OWN)
    if p.currency in usual:
        return replace(p, margin=usual[p.currency], margin_from=USUAL)
    return p


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The forecast; `?as=xlsx`: as a workbook. Profit is for those who may see margins."""
    entity_id, margin = entity_of(request), actor_of(request).may(MARGIN)
    request.rail_group = "sell"  # type: ignore[attr-defined]
    told = forecast(entity_id, clock.today(entity_id))
    if request.GET.get("as") == "xlsx":
        return HttpResponse(
            workbook(told, margin), content_type=TYPES["xlsx"],
            headers={"Content-Disposition": 'attachment; filename="sales-forecast.xlsx"'},
        )  # fmt: skip
    context: dict[str, Any] = {
        "title": _("Sales forecast"),
        "crumbs": [(_("Opportunities"), links.page("prospecting:list"))],
        "told": told,
        "margin": margin,
        "chart": _chart(told, parties.entity(entity_id).currency, margin, language()),
    }
    return render(request, "pages/desk/prospects.html", context)


def _chart(told: Forecast, currency: str, margin: bool, lang: str) -> str:
    """Revenue, and for who may see it the profit in it, of the company's own currency."""
    months = [m for m in told.months if m.currency == currency]
    if not months:
        return ""
    names = [fmt.month(m.month, lang) for m in months]

    def show(value: Decimal | int) -> str:
        return fmt.amount_minor(int(value), currency, lang)

    if not margin:
        return charts.bars(_("Expected revenue"), names, [m.revenue_minor for m in months], show)
    series = [
        charts.Series(_("Profit"), [m.profit_minor for m in months]),
        charts.Series(_("Cost"), [m.revenue_minor - m.profit_minor for m in months], "c4"),
    ]
    return charts.stacked_bars(_("Expected revenue"), names, series, show)


def workbook(told: Forecast, margin: bool) -> bytes:
    """Opportunities, months and, for who may see margins, the usual margins: what is typed there counts."""
    sheets = [_opportunities(told, margin), _months(told, margin)]
    if margin:
        rows = [(u.currency, u.margin, u.quotes) for u in told.usual]
        head = (_("Currency"), _("Usual margin %"), _("Won quotes, one year"))
        sheets.append(Sheet(_("Assumptions"), head, rows))
    return xlsx_book(sheets)


def _opportunities(told: Forecast, margin: bool) -> Sheet:
    head = [
        _("Number"), _("Title"), _("Customer"), _("Stage"), _("Closing"), _("Month"), _("Currency"),
        _("Amount"), _("Probability %"), _("Expected revenue"),
    ]  # fmt: skip
    head += [_("Margin %"), _("Margin from"), _("Expected profit")] if margin else []
    at = {u.currency: f"='{_('Assumptions')}'!$B${n}" for n, u in enumerate(told.usual, start=2)}
    origin = {OWN: _("its quote"), USUAL: _("won quotes")}
    rows: list[list[Cell]] = []
    for n, p in enumerate(told.prospects, start=2):
        digits = exponent(p.currency)
        row: list[Cell] = [
            p.number, p.title, p.customer, str(STAGES[p.stage]), p.close_on, p.month, p.currency,
            Money(p.amount_minor, p.currency), p.probability,
            Formula(f"=ROUND(H{n}*I{n}/100,{digits})", Money(p.revenue_minor, p.currency)),
        ]  # fmt: skip
        if margin and p.profit_minor is not None:
            used = Formula(at[p.currency], p.margin or 0) if p.margin_from == USUAL else p.margin
            profit = Money(p.profit_minor, p.currency)
            row += [
                used, origin[p.margin_from], Formula(f"=ROUND(J{n}*K{n}/100,{digits})", profit)
            ]  # fmt: skip
        rows.append(row)
    return Sheet(_("Opportunities"), head, rows)


def _months(told: Forecast, margin: bool) -> Sheet:
    head = [_("Month"), _("Currency"), _("Opportunities"), _("Expected revenue")]
    head += [_("Expected profit")] if margin else []
    name, last = _("Opportunities"), len(told.prospects) + 1

    def total(column: str, n: int, minor: int, currency: str) -> Formula:
        def of(c: str) -> str:
            return f"'{name}'!${c}$2:${c}${last}"

        return Formula(
            f"=SUMIFS({of(column)},{of('F')},A{n},{of('G')},B{n})", Money(minor, currency)
        )

    rows: list[list[Cell]] = []
    for n, m in enumerate(told.months, start=2):
        row: list[Cell] = [m.month, m.currency, m.count, total("J", n, m.revenue_minor, m.currency)]
        row += [total("M", n, m.profit_minor, m.currency)] if margin else []
        rows.append(row)
    return Sheet(_("Months"), head, rows)
