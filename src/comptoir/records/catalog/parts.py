"""What any stage's action may ask of the catalog: many products at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from comptoir.kernel.errors import Invalid
from comptoir.platform import bulk
from comptoir.platform.actions import Do, part
from comptoir.platform.ids import new_id
from comptoir.records.catalog.core import products
from comptoir.records.catalog.models import Product

_COLUMNS = ("id", "entity_id", *products.FIELDS, "revision")


@dataclass(frozen=True, slots=True)
class ProductRow:
    """One product of an import; `more` holds other columns."""

    sku: str
    name_en: str
    currency: str
    more: Mapping[str, Any] = field(default_factory=dict)


@part
def products_bulk(do: Do, *, rows: Iterable[ProductRow]) -> dict[str, UUID]:
    """Create the products whose code is new; returns code → id of the new ones.

    Every row is checked before the first is written. The caller's action records the event.
    """
    given = {row.sku.strip(): row for row in rows}
    known = set(
        Product.objects.filter(entity_id=do.entity_id, sku__in=given).values_list("sku", flat=True)
    )
    clean = [_checked(row) for sku, row in given.items() if sku not in known]
    if not clean:
        return {}
    ids = {fields["sku"]: new_id() for fields in clean}
    bulk.copy("catalog_product", _COLUMNS, (_row(do, ids[f["sku"]], f) for f in clean))
    return ids


def _checked(row: ProductRow) -> dict[str, Any]:
    own = {"sku": row.sku, "name_en": row.name_en, "currency": row.currency}
    try:
        return products.check({**products.DEFAULTS, **row.more, **own})
    except Invalid as error:
        facts: dict[str, Any] = {**error.facts, "row": row.sku}
        raise type(error)(field=error.field, **facts) from None


def _row(do: Do, pk: UUID, fields: Mapping[str, Any]) -> tuple[Any, ...]:
    return (pk, do.entity_id, *(fields[n] for n in products.FIELDS), 1)
