"""Go to, find: pages by name; documents by number, customer, SIREN, amount, article."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comptoir.kernel.errors import DomainError
from comptoir.kernel.money import Money, money
from comptoir.pages.desk import links
from comptoir.pages.desk.sql import select
from comptoir.platform.paging import plain, plain_sql
from comptoir.platform.roles import READ
from comptoir.platform.web import actor_of, entity_of, language
from comptoir.shell import format as fmt
from comptoir.shell.offering import hidden
from comptoir.shell.reading import parse_number

LIMIT = 5  # per kind
PAGES = (
    ("desk:home", _("Home")),
    ("prospecting:list", _("Opportunities")),
    ("desk:prospects", _("Sales forecast")),
    ("quoting:list", _("Quotes")),
    ("contracting:list", _("Contracts")),
    ("ordering:list", _("Orders")),
    ("fulfilling:list", _("Deliveries")),
    ("invoicing:list", _("Invoices")),
    ("invoicing:to_invoice", _("To invoice")),
    ("collecting:list", _("To collect")),
    ("collecting:reminders", _("Reminders")),
    ("collecting:payments", _("Payments")),
    ("collecting:aging", _("Aging")),
    ("recognizing:waterfall", _("Revenue")),
    ("renewing:list", _("Renewals")),
    ("subscribing:list", _("Services")),
    ("desk:recurring", _("Recurring revenue")),
    ("ledger:journal", _("Journal")),
    ("ledger:list", _("Trial balance")),
    ("parties:list", _("Customers")),
    ("catalog:list", _("Catalog")),
    ("pricing:list", _("Price books")),
    ("pricing:agreements", _("Customer prices")),
    ("pricing:promotions", _("Promotions")),
    ("pricing:commissions", _("Commissions")),
    ("pricing:changes", _("Price changes")),
    ("desk:price_models", _("Price models")),
    ("pricing:indexes", _("Price indexes")),
    ("desk:data", _("Data")),
    ("desk:audit", _("Audit log")),
    ("desk:settings", _("Settings")),
    ("features:page", _("Features")),
    ("desk:users", _("People and roles")),
    ("desk:keys", _("API keys")),
    ("desk:health", _("Health")),
    ("desk:work", _("Long work")),
    ("desk:account", _("My account")),
    ("desk:help", _("Help")),
)
KINDS = {
    "customer": _("Customer"), "opportunity": _("Opportunity"), "quote": _("Quote"),
    "contract": _("Contract"), "order": _("Order"), "delivery": _("Delivery"), "invoice": _("Invoice"),
    "deposit": _("Deposit invoice"), "credit": _("Credit note"), "payment": _("Payment"),
    "product": _("Product"),
}  # fmt: skip

# Each branch uses an index on (entity, number); the names of customers are few enough to read.
_NUMBERS = " UNION ALL ".join(
    f"(SELECT '{kind}', t.id, t.number, c.name, {minor}, {currency} FROM {table} t"  # noqa: S608
    " JOIN parties_customer c ON c.id = t.customer_id"
    " WHERE t.entity_id = %(entity)s AND t.number >= %(from)s AND t.number < %(to)s"
    f" ORDER BY t.number LIMIT {LIMIT})"
    for kind, table, minor, currency in (
        ("opportunity", "prospecting_opportunity", "t.amount_minor", "t.currency"),
        ("quote", "quoting_quote", "t.gross_minor", "t.currency"),
        ("contract", "contracting_contract", "t.net_minor", "t.currency"),
        ("order", "ordering_order", "t.gross_minor", "t.currency"),
        ("delivery", "fulfilling_delivery", "0", "''"),
        ("invoice", "invoicing_invoice", "t.gross_minor", "t.currency"),
        ("payment", "collecting_payment", "t.amount_minor", "t.currency"),
    )
)
_REFERENCE = f"""
 UNION ALL (SELECT 'order', t.id, t.number, c.name, t.gross_minor, t.currency FROM ordering_order t
   JOIN parties_customer c ON c.id = t.customer_id
   WHERE t.entity_id = %(entity)s AND t.external_ref = %(text)s
     AND t.channel IN ('quote', 'direct', 'import', 'storefront', 'marketplace', 'partner') LIMIT {LIMIT})
"""  # noqa: S608
_NAMES = f"""
 UNION ALL (SELECT 'customer', id, name, number, 0, '' FROM parties_customer
   WHERE entity_id = %(entity)s AND ({plain_sql("name")} LIKE %(like)s OR number = %(upper)s
     OR siren = %(digits)s OR siret = %(digits)s OR vat_number = %(upper)s) ORDER BY name LIMIT {LIMIT})
 UNION ALL (SELECT 'product', id, sku, name_en, 0, '' FROM catalog_product
   WHERE entity_id = %(entity)s AND (sku ILIKE %(prefix)s OR {plain_sql("name_en")} LIKE %(like)s
     OR {plain_sql("name_fr")} LIKE %(like)s) ORDER BY sku LIMIT {LIMIT})
"""  # noqa: S608
_AMOUNTS = f"""
 UNION ALL (SELECT t.kind, t.id, coalesce(t.number, ''), c.name, t.gross_minor, t.currency
   FROM invoicing_invoice t JOIN parties_customer c ON c.id = t.customer_id
   WHERE t.entity_id = %(entity)s AND t.gross_minor IN (%(minor)s, -%(minor)s)
   ORDER BY t.issued_on DESC NULLS LAST LIMIT {LIMIT})
 UNION ALL (SELECT 'payment', t.id, t.number, c.name, t.amount_minor, t.currency FROM collecting_payment t
   JOIN parties_customer c ON c.id = t.customer_id
   WHERE t.entity_id = %(entity)s AND t.amount_minor = %(minor)s ORDER BY t.received_on DESC LIMIT {LIMIT})
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Hit:
    kind: str
    id: UUID
    number: str
    name: str
    minor: int
    currency: str


def palette(request: HttpRequest) -> JsonResponse:
    """`?q=` → [{text, note, url}], the exact number first."""
    text = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:80]
    if len(text) < 2 or not actor_of(request).may(READ):
        return JsonResponse([], safe=False)
    found = [_entry(h) for h in _ranked(find(entity_of(request), text, language()), text)]
    return JsonResponse([e for e in found if e["url"]] + _pages(request, text), safe=False)


def find(entity_id: UUID, text: str, lang: str) -> list[Hit]:
    """Documents, customers and products that `text` may mean; at most five of each kind."""
    upper = text.upper()
    like = re.sub(r"([%_\\])", r"\\\1", text)
    values: dict[str, Any] = {
        "entity": entity_id, "text": text, "upper": upper, "from": upper, "to": upper + "\U0010ffff",
        "like": f"%{plain(like)}%", "prefix": f"{like}%", "digits": re.sub(r"\D", "", text) or "-",
    }  # fmt: skip
    statement = _NUMBERS + _REFERENCE + _NAMES
    minor = _minor(text, lang)
    if minor is not None:
        statement, values["minor"] = statement + _AMOUNTS, minor
    seen: dict[UUID, Hit] = {}
    for hit in select(Hit, statement, **values):
        seen.setdefault(hit.id, hit)
    return list(seen.values())


def _minor(text: str, lang: str) -> int | None:
    """The amount typed, French or English, in cents; None when it is no amount."""
    if not re.fullmatch(r"[-−]?[\d\s.,'\u202f\u00a0]+(€|EUR)?", text):
        return None
    plain = text.replace("€", "").replace("EUR", "").strip()
    for tongue in (lang, "en" if lang == "fr" else "fr"):
        try:
            number: Decimal = parse_number(plain, tongue, field="q")
            return abs(money(number, "EUR").minor)
        except DomainError:
            continue
    return None


def _ranked(hits: list[Hit], text: str) -> list[Hit]:
    upper = text.upper()
    return sorted(
        hits, key=lambda h: (h.number.upper() != upper, not h.number.upper().startswith(upper))
    )


def _entry(hit: Hit) -> dict[str, str]:
    kind = "credit" if hit.kind == "invoice" and hit.minor < 0 else hit.kind
    amount = fmt.amount(Money(hit.minor, hit.currency), language()) if hit.currency else ""
    note = " · ".join(x for x in (gettext(str(KINDS[kind])), hit.name, amount) if x)
    return {
        "text": hit.number or gettext("draft"),
        "note": note,
        "url": links.show(hit.kind, hit.id),
    }


def _pages(request: HttpRequest, text: str) -> list[dict[str, str]]:
    wanted = text.casefold()
    named = [
        (str(label), links.page(name))
        for name, label in PAGES
        if wanted in str(label).casefold() and not hidden(request, name)
    ]
    return [{"text": label, "note": gettext("Go to"), "url": url} for label, url in named if url][
        :8
    ]
