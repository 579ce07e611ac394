"""What waits for me, how the company stands, what just happened, and the first steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_GET, require_POST

from comptoir.kernel.errors import DomainError
from comptoir.kernel.money import Money, half_up
from comptoir.kernel.period import add_months
from comptoir.pages.desk import links, words
from comptoir.pages.desk.core.recurring import monthly
from comptoir.pages.desk.counts import numbers
from comptoir.pages.desk.documents import named
from comptoir.pages.desk.sql import one, select
from comptoir.pages.features import table
from comptoir.pages.features.reading import features_of
from comptoir.pages.trying import playing as trying
from comptoir.platform import clock
from comptoir.platform.history import COLUMNS, EventFacts
from comptoir.platform.models import EventRow, User
from comptoir.platform.roles import Actor
from comptoir.platform.web import actor_of, entity_of, language
from comptoir.records.parties import queries as parties
from comptoir.shell import charts
from comptoir.shell import format as fmt

SKIPPED = "first_run"  # cookie: the steps that the reader wants to see no more
_YEAR = 365 * 24 * 3600  # seconds


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits: count, words, page, and the permission of those it waits for."""

    key: str
    label: str | Promise
    page: str
    query: str
    icon: str
    may: str


WAITS = (
    Waiting(
        "orders_held",
        _l("Orders held by their credit limit"),
        "ordering:list",
        "?state=held",
        "circle-pause",
        "ordering.release",
    ),
    Waiting(
        "approvals",
        _l("Quotes that wait for my approval"),
        "approvals:list",
        "",
        "badge-check",
        "approvals.decide",
    ),
    Waiting(
        "buyers",
        _l("Buyers who wait for an answer"),
        "room:waiting",
        "",
        "circle-question-mark",
        "quoting.send",
    ),
    Waiting(
        "to_approve",
        _l("Credit notes to approve"),
        "invoicing:list",
        "?state=to_approve",
        "flag",
        "invoicing.approve",
    ),
    Waiting(
        "to_deliver",
        _l("Orders to deliver"),
        "fulfilling:to_deliver",
        "",
        "truck",
        "fulfilling.write",
    ),
    Waiting(
        "to_invoice",
        _l("Orders to invoice"),
        "invoicing:to_invoice",
        "",
        "receipt",
        "invoicing.write",
    ),
    Waiting(
        "drafts",
        _l("Invoice drafts to issue"),
        "invoicing:list",
        "?state=draft",
        "pencil",
        "invoicing.write",
    ),
    Waiting(
        "overdue",
        _l("Invoices overdue"),
        "collecting:aging",
        "",
        "triangle-alert",
        "collecting.write",
    ),
    Waiting(
        "quotes_sent",
        _l("Quotes waiting for their customer"),
        "quoting:list",
        "?state=sent",
        "send",
        "quoting.write",
    ),
    Waiting(
        "renewals", _l("Renewals coming up"), "renewing:list", "", "refresh-cw", "renewing.write"
    ),
)


@dataclass(frozen=True, slots=True)
class Step:
    """One of the first steps; `done` is read from the data."""

    key: str
    label: str
    note: str
    href: str
    done: bool
    skipped: bool


@dataclass(frozen=True, slots=True)
class Kpi:
    """A figure of the company; `delta` says how it moved, `change` by how much on last month."""

    key: str
    label: str
    amount: Money
    definition: str
    delta: str
    kind: str
    href: str
    spark: str
    change: Money | None = None

    @property
    def value(self) -> str:
        return fmt.amount(self.amount, language())


@dataclass(frozen=True, slots=True)
class _Point:
    at: date
    amount: Decimal


_FIRST_RUN = """
SELECT EXISTS (SELECT 1 FROM ledger_book WHERE entity_id = %(entity)s),
       (SELECT count(*) FROM platform_user WHERE is_active) > 1,
       EXISTS (SELECT 1 FROM catalog_product WHERE entity_id = %(entity)s),
       EXISTS (SELECT 1 FROM pricing_price p JOIN pricing_price_book b ON b.id = p.book_id
               WHERE b.entity_id = %(entity)s),
       EXISTS (SELECT 1 FROM quoting_quote WHERE entity_id = %(entity)s)
"""
_CASH = """
SELECT %(today)s::date + 7 * w, coalesce(sum(open_minor), 0)
FROM generate_series(0, 3) w
LEFT JOIN collecting_open_item i ON i.entity_id = %(entity)s AND i.currency = %(currency)s
  AND i.open_minor > 0 AND i.due_on >= %(today)s::date + 7 * w AND i.due_on < %(today)s::date + 7 * (w + 1)
GROUP BY w ORDER BY w
"""
_OVERDUE = """
SELECT coalesce(sum(open_minor), 0)::bigint, count(*), min(due_on) FROM collecting_open_item
WHERE entity_id = %(entity)s AND currency = %(currency)s AND open_minor > 0 AND due_on < %(today)s
"""
_MRR = """
SELECT m::date, s.period_minor, s.billing_months, count(*)
FROM generate_series(%(first)s::date, %(month)s::date, interval '1 month') m
LEFT JOIN subscribing_service s ON s.entity_id = %(entity)s AND s.currency = %(currency)s
  AND s.charge_kind = 'recurring'
  AND s.anchor_on <= least((m + interval '1 month - 1 day')::date, %(today)s)
  AND (s.ends_on IS NULL OR s.ends_on > least((m + interval '1 month - 1 day')::date, %(today)s))
GROUP BY m, s.period_minor, s.billing_months ORDER BY m
"""
_REVENUE = """
SELECT m::date, coalesce(-sum(l.amount_minor), 0)
FROM generate_series(%(first)s::date, %(month)s::date, interval '1 month') m
LEFT JOIN ledger_line l ON l.currency = %(currency)s AND l.booked_on >= m::date
  AND l.booked_on < (m + interval '1 month')::date
  AND l.account_id IN (SELECT id FROM ledger_account WHERE entity_id = %(entity)s AND role LIKE 'revenue%%')
GROUP BY m ORDER BY m
"""


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The first page after log-in."""
    try:
        entity_id = entity_of(request)
    except DomainError:
        assert isinstance(request.user, User)
        if trying.trial_of(request.user):
            return redirect("trying:company")
        return render(
            request,
            "pages/desk/no_company.html",
            {"title": _("Welcome"), "create_url": _new_company()},
        )
    today = clock.today(entity_id)
    steps = first_steps(request, entity_id)
    left = [s for s in steps if not (s.done or s.skipped)]
    unseen = table.figures_off(features_of(request))
    context = {
        "title": _("Home"),
        "today": today,
        "waiting": waiting(request),
        "kpis": [k for k in kpis(entity_id, today) if k.key not in unseen],
        "steps": steps if left else [],
        "steps_done": len(steps) - len(left),
        "happenings": recent(entity_id),
        "audit_url": links.page("desk:audit") if actor_of(request).may("platform.audit") else "",
    }
    return render(request, "pages/desk/home.html", context)


@require_POST
def skip(request: HttpRequest, step: str) -> HttpResponse:
    """Do not show this first step any more; `all` hides the list."""
    known = {s.key for s in first_steps(request, entity_of(request))}
    wish = known if step == "all" else {step} & known
    response = HttpResponseRedirect(links.page("desk:home"))
    kept = ".".join(sorted(_skipped(request) | wish))
    response.set_cookie(SKIPPED, kept, max_age=_YEAR, samesite="Lax", secure=request.is_secure())
    return response


def waiting(request: HttpRequest) -> list[tuple[Waiting, int, str]]:
    """What waits for someone with this reader's roles, with its count and address."""
    found = ((w, n, links.page(w.page)) for w, n in waits(numbers(request), actor_of(request)) if n)
    return [(w, count, url and url + w.query) for w, count, url in found]


def waits(found: Mapping[str, int], reader: Actor) -> list[tuple[Waiting, int]]:
    """What may wait for someone with these roles, with how much does."""
    return [(w, found[w.key]) for w in WAITS if reader.may(w.may)]


def kpis(entity_id: UUID, today: date) -> list[Kpi]:
    """Cash expected, overdue, MRR, revenue of the month; in the company's own currency."""
    currency = parties.entity(entity_id).currency
    month = today.replace(day=1)
    where = {
        "entity": entity_id, "currency": currency, "today": today, "month": month,
        "first": add_months(month, -11),
    }  # fmt: skip
    return [
        _cash(where),
        _overdue(where),
        _trend(
            where,
            _recurring(where),
            ("mrr", _("MRR")),
            _("Active recurring net price by month: without usage, one-off sales and VAT."),
            links.page("desk:recurring"),
        ),
        _trend(
            where,
            select(_Point, _REVENUE, **where),
            ("recognized", _("Recognized this month")),
            _("Balance of the revenue accounts, month to date."),
            links.page("recognizing:waterfall"),
        ),
    ]


def _cash(where: dict[str, Any]) -> Kpi:
    weeks = select(_Point, _CASH, **where)
    label = _("Cash expected, 4 weeks")
    total = Money(half_up(sum((w.amount for w in weeks), Decimal(0))), where["currency"])
    last = fmt.date_doc(where["today"] + timedelta(days=27), language())
    return Kpi(
        "cash_expected", label, total,
        _("Open invoices that fall due in the next 28 days, at their due date."),
        _("until %(day)s") % {"day": last}, "", links.page("desk:forecast"),
        charts.spark([w.amount for w in weeks], label),
    )  # fmt: skip


def _overdue(where: dict[str, Any]) -> Kpi:
    minor, count, oldest = one(_OVERDUE, **where)
    days = (where["today"] - oldest).days if oldest else 0
    said = _("%(n)s invoices, the oldest %(days)s days late") % {
        "n": fmt.quantity(count, language()), "days": fmt.quantity(days, language()),
    }  # fmt: skip
    return Kpi(
        "overdue", _("Overdue"), Money(minor, where["currency"]), _("Open invoices past their due date."),
        said if count else _("nothing is late"), "bad" if count else "", links.page("collecting:aging"), "",
    )  # fmt: skip


def _recurring(where: dict[str, Any]) -> list[_Point]:
    """What services bring a month, each rounded once, at the end of each of twelve months."""
    sums: dict[date, int] = {}
    for month, minor, months, count in select(lambda *row: row, _MRR, **where):
        each = 0 if minor is None else monthly(minor, months)
        sums[month] = sums.get(month, 0) + count * each
    return [_Point(month, Decimal(minor)) for month, minor in sorted(sums.items())]


def _trend(
    where: dict[str, Any], points: Sequence[_Point], name: tuple[str, str], meaning: str, href: str
) -> Kpi:
    now, before = points[-1].amount, points[-2].amount
    change = Money(half_up(now) - half_up(before), where["currency"])
    text = _("%(change)s on last month") % {"change": fmt.change(change, language())}
    key, label = name
    return Kpi(
        key, label, Money(half_up(now), where["currency"]), meaning,
        text if change.minor else "", "ok" if change.minor > 0 else "", href,
        charts.spark([p.amount for p in points], label), change,
    )  # fmt: skip


def recent(entity_id: UUID, limit: int = 12) -> list[Any]:
    """The last events that a person cares about."""
    rows = EventRow.objects.filter(entity_id=entity_id).exclude(name__in=words.QUIET)
    events = [EventFacts(*v) for v in rows.order_by("-seq")[:limit].values_list(*COLUMNS)]
    return words.timeline(events, named([e.subject_id for e in events]))


# key, label, what to do, name of its page ("" or missing: the company's own page)
FIRST_STEPS = (
    ("company", _l("Your company"), _l("Name, SIREN and address, as printed on documents"), ""),
    ("tax", _l("VAT"), _l("VAT number, or the exempt small-business regime"), ""),
    ("books", _l("Books and numbering"),
     _l("Chart of accounts; documents number themselves without a gap"), "desk:numbering"),
    ("bank", _l("Bank account"), _l("The IBAN that customers pay to"), ""),
    ("people", _l("Colleagues"), _l("Invite them and choose their roles"), "desk:users"),
    ("catalog", _l("Catalog and prices"), _l("A product and its price"), "catalog:list"),
    ("quote", _l("Your first quote"), _l("Type an article, Tab, a quantity, Enter"), "quoting:list"),
)  # fmt: skip


def first_steps(request: HttpRequest, entity_id: UUID) -> Sequence[Step]:
    """The seven steps to a first quote; what is done is read from the data."""
    e = parties.entity(entity_id)
    books, users, products, prices, quotes = one(_FIRST_RUN, entity=entity_id)
    gone = _skipped(request)
    company = links.page("parties:company") or links.page("desk:settings")
    done = {
        "company": bool(e.siren or e.vat_number) and e.address.complete,
        "tax": bool(e.vat_number) or e.vat_regime == "franchise",
        "books": books,
        "bank": bool(e.iban),
        "people": users,
        "catalog": products and prices,
        "quote": quotes,
    }
    return [
        Step(key, str(label), str(note), links.page(page) or company, done[key], key in gone)
        for key, label, note, page in FIRST_STEPS
    ]


def _skipped(request: HttpRequest) -> set[str]:
    return set(request.COOKIES.get(SKIPPED, "").split(".")) - {""}


def _new_company() -> str:
    return (
        links.page("parties:new_company")
        or links.page("parties:company_new")
        or links.page("parties:company")
    )
