"""What the list of customers can be sorted by: column → field."""

from __future__ import annotations

from comptoir.platform.paging import Sorts, folded

CUSTOMERS: Sorts = {
    "name": folded("name"),
    "number": "number",
    "country": "country",
    "vat_number": "vat_number",
    "segment": folded("segment"),
    "state": "active",
}
