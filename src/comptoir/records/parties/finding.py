"""How customers are found by words, and what their list can be sorted by: column → field."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from comptoir.platform.paging import Sorts, folded, holds
from comptoir.records.parties.models import Customer

CUSTOMERS: Sorts = {
    "name": folded("name"),
    "number": "number",
    "country": "country",
    "vat_number": "vat_number",
    "segment": folded("segment"),
    "state": "active",
}


def matching(rows: QuerySet[Customer], text: str) -> QuerySet[Customer]:
    """Those whose name, number, SIREN, VAT number or e-mail contains `text`; all without any."""
    text = text.replace("\x00", "").strip()
    if not text:
        return rows
    tight = text.replace(" ", "")  # people type a SIREN in groups of three
    return rows.filter(
        holds("name", text)
        | Q(number__icontains=text)
        | Q(email__icontains=text)
        | Q(siren__startswith=tight)
        | Q(siret__startswith=tight)
        | Q(vat_number__istartswith=tight)
        | Q(external_ref=text)
    )
