"""Made-up facts for the style guide: one of every component."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from comptoir.kernel.money import Money
from comptoir.kernel.period import Period
from comptoir.shell import charts, gantt, line_charts, problems, tables
from comptoir.shell import format as fmt
from comptoir.shell.icons import icon_paths
from comptoir.shell.parts import Branch, ChainDoc, Happening, ProgressStep, Tab
from comptoir.shell.reading import AmbiguousNumber, parse_number
from comptoir.shell.status import STATUSES
from comptoir.shell.why import Step, Why, why


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """A line of the sample list."""

    number: str
    customer: str
    due_on: date | None
    state: str
    total: Money


CUSTOMERS = (
    "Ateliers Morvan SAS",
    "Hôtel Belvédère",
    "Nordlicht GmbH",
    "Brasserie du Port",
    "Łódź Meble",
)
STATES = ("paid", "overdue", "sent", "part_paid", "draft")


def invoice_rows() -> list[InvoiceRow]:
    """Twelve invoices in two currencies, one of them a credit."""
    rows = []
    for i in range(12):
        minor = -8516 if i == 4 else 1_234_567 - i * 98_765
        currency = "USD" if i % 5 == 2 else "EUR"
        due = None if i == 4 else date(2027, 4, 1 + 2 * i)
        number = f"F-2027-{118 - i:04}"
        rows.append(
            InvoiceRow(number, CUSTOMERS[i % 5], due, STATES[i % 5], Money(minor, currency))
        )
    return rows


class InvoiceTable(tables.Table):
    """The sample list."""

    number = tables.LinkColumn(
        url=lambda r: f"?open={r.number}", mono=True, verbose_name=_("Number")
    )
    customer = tables.TextColumn(verbose_name=_("Customer"))
    due_on = tables.DateColumn(verbose_name=_("Due date"))
    state = tables.StatusColumn(verbose_name=_("Status"))
    total = tables.AmountColumn(verbose_name=_("Total incl. VAT"), order_by="total__minor")

    class Meta(tables.Table.Meta):
        attrs: ClassVar[dict[str, Any]] = {"caption": _("Invoices"), "id": "invoices", "tall": True}
        row_attrs: ClassVar[dict[str, Any]] = {"data-href": lambda record: f"?open={record.number}"}


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label=_("Customer"), help_text=_("As it stands on the invoice."))
    quantity = forms.CharField(label=_("Quantity"))
    terms = forms.ChoiceField(
        label=_("Payment terms"), choices=[("30", _("30 days")), ("45", _("45 days, end of month"))]
    )
    note = forms.CharField(
        label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    agree = forms.BooleanField(label=_("Send the invoice by mail"), required=False)

    def clean_quantity(self) -> Decimal:
        try:
            return parse_number(self.cleaned_data["quantity"], get_language() or "en")
        except AmbiguousNumber as error:
            raise forms.ValidationError(gettext(error.title)) from None


def everything(request: HttpRequest) -> dict[str, Any]:
    """The context of the style guide."""
    lang = get_language() or "en"
    rows = invoice_rows()
    table = InvoiceTable(rows, totals={"total": tables.totals_of(r.total for r in rows)})
    form = SampleForm({"name": "", "quantity": "1.234", "terms": "30"})
    return {
        "title": gettext("Style guide"),
        "ident": "comptoir.shell",
        "crumbs": [("Comptoir", "/")],
        "tabs": [
            Tab(gettext("Components"), "#", current=True),
            Tab(gettext("Tables"), "#tables", count=12),
            Tab(gettext("Charts"), "#charts", count=8),
        ],
        "table": tables.arrange(table, request, per_page=8, count=len(rows)),
        "form": form,
        "problem": problems.problem_of_form(form),
        "refusal": problems.problem_of(_refusal(lang)),
        "states": list(STATUSES),
        "tokens": _TOKENS,
        "total": Money(4_598_072, "EUR"),
        "day": date(2027, 4, 12),
        "kv": _totals(lang),
        "formats": _formats(lang),
        "tree": _tree(lang),
        **_stories(lang),
        **_charts(lang),
    }


_TOKENS = ("accent", "ok", "warn", "bad", "info", "c1", "c2", "c3", "c4", "c5", "c6")


def _refusal(lang: str) -> AmbiguousNumber:
    try:
        parse_number("1.234", lang, field="quantity")
    except AmbiguousNumber as error:
        return error
    raise AssertionError("1.234 was read")


def _totals(lang: str) -> list[tuple[str, str]]:
    rows = (
        (gettext("Per month"), 129_600),
        (gettext("Once"), 2_287_160),
        (gettext("Total excl. VAT, 12 months"), 3_842_360),
        (gettext("VAT at the standard rate"), 750_872),
    )
    return [(label, fmt.amount_minor(minor, "EUR", lang)) for label, minor in rows]


def _tree(lang: str) -> list[Branch]:
    """A line, its invoice and its payment; what is below the invoice is closed."""

    def eur(minor: int) -> str:
        return fmt.amount_minor(minor, "EUR", lang)

    invoice, paid = gettext("Invoice"), gettext("Payment")
    return [
        Branch("1", 1, "ARM-X", quantity="2", amount=eur(708_000), branch=True, open=True),
        Branch(
            "1-1", 2, invoice, "", "F-2027-0118", "#", date(2027, 4, 12), "", eur(708_000), True
        ),
        Branch("1-1-1", 3, paid, "", "P-2027-0031", "#", None, "", eur(708_000), hidden=True),
    ]


def _formats(lang: str) -> list[tuple[str, str]]:
    span = Period(date(2027, 4, 11), date(2027, 5, 1))
    return [
        (gettext("Amount"), fmt.amount_minor(1_234_567, "EUR", lang)),
        (gettext("Negative"), fmt.amount_minor(-8_516, "EUR", lang)),
        (gettext("Foreign currency"), fmt.amount_minor(528_000, "USD", lang)),
        (gettext("Percent"), fmt.percent(Decimal("5.5"), lang)),
        (gettext("Unit price"), fmt.unit_price(Decimal("0.012"), "EUR", lang)),
        (gettext("Date in a list"), fmt.date_list(date(2026, 11, 21), lang)),
        (gettext("Date in a document"), fmt.date_doc(date(2026, 11, 21), lang)),
        (gettext("Period"), fmt.period(span, lang)),
    ]


def _stories(lang: str) -> dict[str, Any]:
    eur = fmt.amount_minor
    return {
        "happenings": [
            Happening(
                gettext("Label printed, 4 cabinets left Lyon"),
                on=date(2027, 3, 18),
                actor="H. Brun",
            ),
            Happening(
                gettext("Supplier moved PSU-48V to 24 March"), on=date(2027, 3, 17), state="at_risk"
            ),
            Happening(gettext("Order placed from Q-2027-0118"), on=date(2027, 3, 2), href="#"),
        ],
        "docs": [
            ChainDoc(gettext("Opportunity"), "OPP-311", href="#"),
            ChainDoc(gettext("Quote"), "Q-2027-0118", "v2", href="#"),
            ChainDoc(gettext("Contract"), "K-2027-0064", href="#"),
            ChainDoc(gettext("Order"), "SO-2027-0093", current=True),
            ChainDoc(gettext("Deliveries"), text=gettext("1 of 2"), href="#"),
            ChainDoc(gettext("Cash"), text=eur(950_000, "EUR", lang), href="#"),
        ],
        "steps": [
            ProgressStep(gettext("Confirmed"), fmt.day_short(date(2027, 3, 2), lang), "done"),
            ProgressStep(gettext("Credit released"), fmt.day_short(date(2027, 3, 3), lang), "done"),
            ProgressStep(gettext("Shipping 4 / 6"), fmt.day_short(date(2027, 3, 26), lang), "now"),
            ProgressStep(gettext("Installed"), fmt.day_short(date(2027, 3, 29), lang), "late"),
            ProgressStep(gettext("Invoiced"), eur(1_410_192, "EUR", lang)),
            ProgressStep(gettext("Paid"), eur(950_000, "EUR", lang)),
        ],
        "why": price_steps(lang),
    }


def price_steps(lang: str) -> Why:
    """The waterfall of the sample quote line."""
    steps: Sequence[Step] = (
        Step(
            gettext("Base price"),
            Decimal(2100),
            "base",
            gettext("Price list FR 2027, published 1 January"),
        ),
        Step(gettext("Chosen options"), Decimal(850), "up", "CPU-L 420, 48 V 170, IP65 260"),
        Step(gettext("Volume from 5"), Decimal("-147.50"), "down", gettext("Rule VOL-ARM, v4")),
        Step(
            gettext("Sales discount"),
            Decimal("-336.30"),
            "down",
            gettext("12 %, above 10 %: sales director"),
        ),
        Step(gettext("Net"), Decimal("2466.20"), "net", gettext("margin 31 %, floor 30 %")),
    )
    return why(
        steps, subject=gettext("ARM-X configured, unit price excl. VAT"), currency="EUR", lang=lang
    )


def _charts(lang: str) -> dict[str, SafeString]:
    def euros(value: Decimal | int) -> str:
        if fmt.french(lang):
            return f"{fmt.number(value, lang)}{fmt.NBSP}k€"
        sign = fmt.MINUS if value < 0 else ""
        return f"{sign}€{fmt.number(max(value, -value), lang)}k"

    return {**_series(lang, euros), **_levels(lang, euros)}


def _series(lang: str, euros: Callable[[Decimal | int], str]) -> dict[str, SafeString]:
    """Charts over months."""
    months = [fmt.month(date(2027, m, 1), lang)[:3] for m in range(1, 13)]
    billed = (31, 34, 46, 45, 57, 48, 61, 59, 71, 68, 82, 40)
    return {
        "spark": charts.spark(billed, gettext("MRR over twelve months, rising")),
        "bars": charts.bars(gettext("Billed by month"), months, billed, euros, partial=11),
        "lying": charts.lying_bars(gettext("Billed by month"), months[:4], billed[:4], euros),
        "stacked": charts.stacked_bars(
            gettext("MRR movements by month"),
            months[:6],
            [
                charts.Series(gettext("New"), (12, 9, 14, 8, 11, 16)),
                charts.Series(gettext("Expansion"), (4, 6, 3, 7, 5, 6), "c3"),
                charts.Series(gettext("Churn"), (-3, -2, -6, -1, -4, -2), "c2"),
            ],
            euros,
        ),
        "line_chart": line_charts.lines(
            gettext("Days to pay"),
            months,
            [
                charts.Series("DSO", (52, 51, 49, 50, 47, 46, 44, 45, 43, 41, 42, 40)),
                charts.Series(gettext("Terms"), (30,) * 12),
            ],
            lambda v: fmt.number(v, lang, 0),
        ),
    }


def _levels(lang: str, euros: Callable[[Decimal | int], str]) -> dict[str, SafeString]:
    """Charts of one moment, and a plan."""
    return {
        "bridge": charts.waterfall(
            gettext("MRR bridge"),
            [
                (gettext("Start"), 120, True),
                (gettext("New"), 18, False),
                (gettext("Expansion"), 9, False),
                (gettext("Contraction"), -4, False),
                (gettext("Churn"), -7, False),
                (gettext("End"), 136, True),
            ],
            euros,
        ),
        "aging": charts.aging(
            gettext("Receivables by age"),
            [(gettext("Current"), 84), ("1–30", 31), ("31–60", 12), ("61–90", 6), ("90+", 9)],
            euros,
        ),
        "plan": gantt.gantt(
            gettext("Plan of the order"),
            plan(),
            lambda d: fmt.day_short(d, lang),
            date(2027, 3, 19),
        ),
    }


def plan() -> list[gantt.Task]:
    """Two shipments, an installation that waits for the later one, a service that runs."""
    lyon, lille = gettext("Lyon, 4 cabinets"), gettext("Lille, 2 cabinets")
    late, day = gettext("+2 days: PSU-48V"), date
    return [
        gantt.Task(lyon, day(2027, 3, 3), day(2027, 3, 18), "done", gettext("shipped")),
        gantt.Task(
            lille, day(2027, 3, 3), day(2027, 3, 26), "running", late, late_from=day(2027, 3, 24)
        ),
        gantt.Task(gettext("Installation, 4 days"), day(2027, 3, 29), day(2027, 4, 2), after=lille),
        gantt.Task("Supervision Pro", day(2027, 3, 19), day(2027, 4, 5), "running", after=lyon),
    ]


def icon_names() -> list[str]:
    """Every icon there is."""
    return sorted(icon_paths())


def offer() -> dict[str, Any]:
    """A sample offer for the public page."""
    lines = (
        ("Supervision Pro", gettext("40 seats × 12 months"), 1_555_200),
        (gettext("6 ARM-X cabinets"), "CPU-L, 48 V, IP65", 1_479_720),
        (gettext("Shielded cable, 12 reels"), gettext("in stock"), 367_440),
    )
    return {
        "title": gettext("Offer for Ateliers Morvan SAS"),
        "seller": "Atlas Énergie",
        "total": Money(4_598_072, "EUR"),
        "deposit": Money(950_000, "EUR"),
        "monthly": Money(129_600, "EUR"),
        "training": Money(188_000, "EUR"),
        "until": date(2027, 4, 12),
        "lines": [(name, note, Money(minor, "EUR")) for name, note, minor in lines],
    }
