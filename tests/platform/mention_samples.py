"""One complete invoice, from which each test takes a fact away or changes it."""

from __future__ import annotations

from dataclasses import replace

from comptoir.platform.documents.mentions import (
    BuyerFacts,
    InvoiceFacts,
    Operation,
    SellerFacts,
    VatUse,
)

SELLER = SellerFacts(
    name="Ateliers Morvan",
    address="12, rue des Forges, 58000 Nevers",
    siren="732 829 320",
    vat_number="FR44 732829320",
    legal_form="SAS",
    capital="50\u202f000\u00a0€",
    rcs_city="Nevers",
)
BUYER = BuyerFacts(
    name="Hôtel Belvédère", address="3, promenade du Lac, 74000 Annecy", siren="552 100 554"
)
_FULL = InvoiceFacts(
    lang="fr",
    seller=SELLER,
    buyer=BUYER,
    operation=Operation.BOTH,
    vat=(VatUse(category="S"),),
    number="F-2027-0001",
    issued_on="12 avril 2027",
    due_on="12 mai 2027",
    penalty_rate="12,15\u00a0%",
    early_discount="",
    vat_on_debits=True,
)


def facts(**changes: object) -> InvoiceFacts:
    if changes.get("lang") == "en":
        changes = {"due_on": "12 May 2027", "penalty_rate": "12.15%"} | changes
    return replace(_FULL, **changes)  # type: ignore[arg-type]
