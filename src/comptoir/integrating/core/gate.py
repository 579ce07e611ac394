"""What must be known before a deal that was won becomes an order (INT-01). Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from comptoir.integrating.core.objects import Deal

# Member states of the Union, XI for goods of Northern Ireland; a business there has a VAT number.
UNION = frozenset(
    "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE XI".split()
)


@dataclass(frozen=True, slots=True)
class Buyer:
    """What is known of the customer of a deal."""

    name: str
    country: str
    person: bool
    vat_number: str
    billing: bool  # whether the billing address is complete


def missing(deal: Deal, buyer: Buyer, skus: Collection[str], ours: str, quoted: bool) -> list[str]:
    """The names of what is missing, in the order in which people fill it in; [] opens the gate.

    skus    the codes of the catalog among those of the deal's lines
    ours    the country of our company: a business elsewhere in the Union needs its VAT number
    quoted  a quote says what is sold, so the deal need not
    """
    abroad = buyer.country != ours and {buyer.country, ours} <= UNION
    wanted = [
        ("customer.name", bool(buyer.name.strip())),
        ("customer.billing_address", buyer.billing),
        ("customer.vat_number", buyer.person or not abroad or bool(buyer.vat_number)),
        ("currency", bool(deal.amount.currency)),
        ("lines", quoted or bool(deal.lines)),
    ]
    found = [name for name, there in wanted if not there]
    if not quoted:
        found += [f"lines.sku:{sku}" for sku in _unknown(deal, skus)]
    return found


def _unknown(deal: Deal, skus: Collection[str]) -> list[str]:
    """Codes of the deal's lines that the catalog does not have, each once."""
    return list(dict.fromkeys(line.sku for line in deal.lines if line.sku not in skus))
