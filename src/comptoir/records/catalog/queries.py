"""Reads of the catalog."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import F, Prefetch, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from comptoir.kernel.errors import NotFound
from comptoir.platform import sql
from comptoir.platform.paging import Sorts, arranged, folded, holds, keyset
from comptoir.records.catalog.core.products import read_attributes
from comptoir.records.catalog.models import BundlePart, Product


class UnknownProduct(NotFound):
    """There is no such product."""

    code = "unknown_product"


@dataclass(frozen=True, slots=True)
class BundlePartFacts:
    """One part of a bundle: `quantity` per bundle, in the part's unit."""

    product_id: UUID
    sku: str
    name_en: str
    name_fr: str
    unit: str
    quantity: Decimal

    def name(self, lang: str) -> str:
        return self.name_fr if lang.startswith("fr") else self.name_en


@dataclass(frozen=True, slots=True)
class ProductFacts:
    """A product; the words of its columns are explained on the model.

    cost     one unit or one period, major units of `currency`; None: not known
    ends_on  first day it is no longer sold
    """

    id: UUID
    entity_id: UUID
    sku: str
    name_en: str
    name_fr: str
    description_en: str
    description_fr: str
    category: str
    attributes: str
    nature: str
    charge_kind: str
    unit: str
    tax_class: str
    margin_scheme: str
    cost: Decimal | None
    currency: str
    revenue_pattern: str
    billing_months: int | None
    billing_timing: str
    image_svg: str
    starts_on: date | None
    ends_on: date | None
    active: bool
    revision: int
    parts: tuple[BundlePartFacts, ...] = ()

    def name(self, lang: str) -> str:
        """Its name in French or English."""
        return self.name_fr if lang.startswith("fr") else self.name_en

    def description(self, lang: str) -> str:
        return self.description_fr if lang.startswith("fr") else self.description_en

    @property
    def attribute_values(self) -> dict[str, Decimal | str]:
        """Its attributes by name: numbers where they are numbers."""
        return read_attributes(self.attributes)

    def sold_on(self, day: date) -> bool:
        """Whether it may be offered on that day."""
        started = self.starts_on is None or self.starts_on <= day
        return self.active and started and (self.ends_on is None or day < self.ends_on)


_COLUMNS = tuple(n for n in ProductFacts.__dataclass_fields__ if n != "parts")
_FEW = f"""
SELECT {", ".join(f"p.{name}" for name in _COLUMNS)},
    EXISTS (SELECT 1 FROM catalog_bundle_part b WHERE b.bundle_id = p.id)
FROM catalog_product p WHERE
"""  # noqa: S608 — names from the code


def product(product_id: UUID, entity_id: UUID | None = None) -> ProductFacts:
    """One product; with `entity_id`, only if that company sells it."""
    found = products([product_id]).get(product_id)
    if found is None or entity_id not in (None, found.entity_id):
        raise UnknownProduct(field="product_id", found=str(product_id))
    return found


def products(ids: Iterable[UUID]) -> dict[UUID, ProductFacts]:
    """Several products by id; an unknown id is left out. A second statement if one is a bundle."""
    return {p.id: p for p in _few("p.id = ANY(%s)", [list(set(ids))])}


def by_sku(entity_id: UUID, skus: Collection[str]) -> dict[str, ProductFacts]:
    """Several products by code; an unknown code is left out."""
    found = _few("p.entity_id = %s AND p.sku = ANY(%s)", [entity_id, list(set(skus))])
    return {p.sku: p for p in found}


def find_products(
    entity_id: UUID, text: str, limit: int = 10, on: date | None = None
) -> list[ProductFacts]:
    """Active products whose code or name contains `text`; with `on`, those sold on that day."""
    rows = _matching(Product.objects.filter(entity_id=entity_id, active=True), text)
    if on is not None:
        rows = rows.filter(Q(starts_on=None) | Q(starts_on__lte=on))
        rows = rows.filter(Q(ends_on=None) | Q(ends_on__gt=on))
    return [_facts(row) for row in _whole(rows.order_by("sku")[:limit])]


SORTS: Sorts = {
    "sku": "sku", "name_en": folded("name_en"), "name_fr": folded("name_fr"), "nature": "nature",
    "charge": "charge_kind", "tax": "tax_class", "cost": Coalesce(F("cost"), Value(Decimal(-1))),
    "state": "active",
}  # fmt: skip


def products_page(
    entity_id: UUID,
    *,
    text: str = "",
    nature: str = "",
    charge_kind: str = "",
    tax_class: str = "",
    active: bool | None = None,
    sort: str = "",
    cursor: str | None = None,
    limit: int = 50,
) -> tuple[list[ProductFacts], str | None]:
    """Products by code, after `cursor`; and the cursor of the next page."""
    rows = _matching(Product.objects.filter(entity_id=entity_id), text)
    wanted = {
        "nature": nature, "charge_kind": charge_kind, "tax_class": tax_class, "active": active,
    }  # fmt: skip
    rows = rows.filter(**{k: v for k, v in wanted.items() if v not in ("", None)})
    page, following = keyset(*arranged(_whole(rows), sort, SORTS, ("sku", "id")), cursor, limit)
    return [_facts(row) for row in page], following


def bundles_with(product_id: UUID) -> list[ProductFacts]:
    """The bundles that contain a product."""
    rows = Product.objects.filter(parts__part_id=product_id).order_by("sku")
    return [_facts(row) for row in _whole(rows)]


def bundles_of(ids: Iterable[UUID]) -> dict[UUID, list[ProductFacts]]:
    """The bundles that contain each of several products, by code."""
    wanted = set(ids)
    found: dict[UUID, list[ProductFacts]] = {}
    rows = Product.objects.filter(parts__part_id__in=wanted).distinct().order_by("sku")
    for bundle in map(_facts, _whole(rows)):
        for part in bundle.parts:
            if part.product_id in wanted:
                found.setdefault(part.product_id, []).append(bundle)
    return found


def categories(entity_id: UUID) -> list[str]:
    """The categories in use."""
    rows = Product.objects.filter(entity_id=entity_id).exclude(category="")
    return sorted(set(rows.values_list("category", flat=True)))


def count_products(entity_id: UUID) -> int:
    return Product.objects.filter(entity_id=entity_id).count()


def _matching(rows: QuerySet[Product], text: str) -> QuerySet[Product]:
    text = text.replace("\x00", "").strip()
    if not text:
        return rows
    return rows.filter(Q(sku__icontains=text) | holds("name_en", text) | holds("name_fr", text))


def _few(where: str, params: list[Any]) -> list[ProductFacts]:
    """For what every document asks: the parts are read only if there is a bundle among them."""
    found = sql.rows(f"{_FEW} {where}", params)
    bundles = [row[0] for row in found if row[-1]]
    parts: dict[UUID, list[BundlePartFacts]] = {}
    for row in _inside().filter(bundle__in=bundles) if bundles else ():
        parts.setdefault(row.bundle_id, []).append(_part(row.part, row.quantity))
    return [ProductFacts(*(*row[:-1], tuple(parts.get(row[0], ())))) for row in found]


def _inside() -> QuerySet[BundlePart]:
    return BundlePart.objects.select_related("part").order_by("id")


def _whole(rows: QuerySet[Product]) -> QuerySet[Product]:
    return rows.prefetch_related(Prefetch("parts", queryset=_inside()))


def _facts(row: Product, parts: tuple[BundlePartFacts, ...] | None = None) -> ProductFacts:
    if parts is None:
        parts = tuple(_part(p.part, p.quantity) for p in row.parts.all())
    return ProductFacts(**{n: getattr(row, n) for n in _COLUMNS}, parts=parts)


def _part(row: Product, quantity: Decimal) -> BundlePartFacts:
    return BundlePartFacts(row.id, row.sku, row.name_en, row.name_fr, row.unit, quantity)
