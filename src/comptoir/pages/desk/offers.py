"""What may be offered to a customer who has a contract: upgrades and renewals, each with its evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from comptoir.insight.recommending import queries as recommending
from comptoir.kernel.errors import DomainError
from comptoir.kernel.money import Money, exponent, whole_down
from comptoir.pages.desk.sql import select
from comptoir.platform import clock
from comptoir.platform.web import do_for, entity_of, language
from comptoir.records.catalog.queries import ProductFacts
from comptoir.records.parties import queries as parties
from comptoir.shell import format as fmt
from comptoir.shell.problems import problem_of
from comptoir.stages.contracting import queries as contracting
from comptoir.stages.contracting import versions
from comptoir.stages.pricing import engine
from comptoir.stages.pricing import queries as pricing
from comptoir.stages.quoting import actions as quoting
from comptoir.stages.renewing.actions import DAYS_AHEAD

USED_DAYS = 30
FULL = 80  # percent of the agreed use from which it speaks for an upgrade
# What was used of each metered line of a contract in the last days, and what was agreed for a period.
_USED = """
SELECT l.description, s.quantity, coalesce(sum(u.quantity), 0), s.billing_months
FROM subscribing_service s
JOIN ordering_order o ON o.id = s.order_id
JOIN ordering_line l ON l.id = s.order_line_id
LEFT JOIN metering_usage u ON u.service_id = s.id AND u.used_on > %(since)s AND u.used_on <= %(today)s
WHERE o.contract_id = %(contract)s AND s.charge_kind = 'usage' AND s.state = 'active' AND s.quantity > 0
GROUP BY s.id, l.description, s.quantity, s.billing_months ORDER BY l.description
"""


@dataclass(frozen=True, slots=True)
class Use:
    """Of a metered line: what a billing period is agreed for, and what the last days used."""

    name: str
    agreed: Decimal
    used: Decimal
    months: int

    @property
    def percent(self) -> int:
        """Of what is agreed for as many days, whole percent."""
        return int(whole_down(100 * self.used * self.months / self.agreed))


@dataclass(frozen=True, slots=True)
class Offer:
    """An upgrade of a running line (its `line_id` and the `sku` that takes its place), or a renewal.

    difference  of one billing period, excl. VAT, at the price of the customer's book
    evidence    why, a sentence each
    """

    kind: str
    contract_id: UUID
    contract: str
    ends_on: date
    text: str
    evidence: tuple[str, ...]
    line_id: int | None = None
    sku: str = ""
    quantity: Decimal = Decimal(1)
    difference: Money | None = None
    months: int = 0


def offers(customer: parties.CustomerFacts, today: date) -> list[Offer]:
    """Upgrades by rule of what runs, and contracts that end soon; the nearest end first."""
    running = [
        c for c in contracting.contracts_of_customer(customer.id)
        if c.state == "active" and c.ends_on and c.ends_on > today
    ]  # fmt: skip
    if not running:
        return []
    rules = {a.id: b for a, b, kind in recommending.links(customer.entity_id) if kind == "upgrade"}
    found: list[Offer] = []
    for contract in sorted(running, key=lambda c: (c.ends_on or today, c.number)):
        found += _upgrades(contract, customer, rules, today)
        found += _renewal(contract, today)
    return found


def _upgrades(
    contract: contracting.ContractFacts,
    customer: parties.CustomerFacts,
    rules: dict[UUID, ProductFacts],
    today: date,
) -> list[Offer]:
    lines = [
        (li, s) for li in versions.lines(contract)
        if li.charge_kind == "recurring" and li.product_id in rules and (s := li.on(today))
    ]  # fmt: skip
    if not lines:
        return []
    use = tuple(_said(u) for u in select(Use, _USED, contract=contract.id, today=today,
                since=today - timedelta(days=USED_DAYS)) if u.percent >= FULL)  # fmt: skip
    book = pricing.default_book(
        contract.entity_id, contract.currency, today, segment=customer.segment
    )
    sold = {rules[li.product_id].id: rules[li.product_id].category for li, _s in lines}
    prices = pricing.offered(book.id, sold, today, customer.id)
    found = []
    for li, s in lines:
        better = rules[li.product_id]
        price = prices.get(better.id)
        if price is None or price.derived or better.billing_months != li.billing_months:
            continue
        given = engine.Given(s.quantity, better.billing_months or 1, None, better.attribute_values)
        done = engine.price_line(price.at(given), s.quantity, exponent(contract.currency), ())
        words = {"name": li.description, "other": better.name(language())}
        found.append(
            Offer(
                "upgrade", contract.id, contract.number, contract.ends_on or today,
                _("%(name)s → %(other)s") % words,
                (*use, _("%(other)s is the upgrade of %(name)s, by your rule.") % words),
                li.id, better.sku, s.quantity,
                Money(done.net_minor - s.period_minor, contract.currency),
            )
        )  # fmt: skip
    return found


def _said(use: Use) -> str:
    return _("%(name)s: %(percent)s of what is agreed was used in the last 30 days.") % {
        "name": use.name, "percent": fmt.percent(use.percent, language()),
    }  # fmt: skip


def _renewal(contract: contracting.ContractFacts, today: date) -> Sequence[Offer]:
    if not contract.ends_on or (contract.ends_on - today).days > DAYS_AHEAD:
        return []
    start, end = contract.starts_on, contract.ends_on
    months = (end.year - start.year) * 12 + end.month - start.month
    days = (end - today).days
    why = (_("It ends on %(day)s, in %(days)d days.")
           % {"day": fmt.date_doc(end, language()), "days": days},)  # fmt: skip
    text = _("Renew for %(months)d months") % {"months": months}
    return [Offer("renewal", contract.id, contract.number, end, text, why, months=months)]


@require_POST
def take(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """Make an amendment of one of the customer's offers: one click."""
    customer = parties.customer(customer_id)
    asked = request.POST.get("offer", "")
    found = offers(customer, clock.today(entity_of(request))) if (
        customer.entity_id == entity_of(request)
    ) else []  # fmt: skip
    offer = next((o for o in found if key(o) == asked), None)
    if offer is None:
        messages.error(request, _("This offer no longer stands; look at the others."))
        return redirect("desk:customer", customer_id)
    try:
        made = quoting.draft_amendment(
            do_for(request), contract_id=offer.contract_id, changes=[change(offer)]
        )
    except DomainError as error:
        messages.error(request, str(problem_of(error).title))
        return redirect("desk:customer", customer_id)
    return redirect("quoting:show", made.quote_id)


def change(offer: Offer) -> quoting.ChangeIn:
    """What taking an offer changes of its contract."""
    if offer.kind == "renewal":
        return quoting.ChangeIn(kind="renew", months=offer.months)
    return quoting.ChangeIn(
        kind="swap", line_id=offer.line_id, sku=offer.sku, quantity=offer.quantity
    )


def key(offer: Offer) -> str:
    """What names an offer among those of a customer."""
    return f"{offer.kind} {offer.contract_id} {offer.line_id or ''} {offer.sku}".strip()
