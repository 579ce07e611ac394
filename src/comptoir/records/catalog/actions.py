"""Writes of the catalog."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from comptoir.kernel.errors import Refused
from comptoir.platform.actions import Change, Do, action
from comptoir.platform.models import EventRow
from comptoir.records.catalog import media, parts, queries
from comptoir.records.catalog.core import media as files
from comptoir.records.catalog.core import products
from comptoir.records.catalog.events import ProductChanged, ProductCreated, ProductsImported
from comptoir.records.catalog.models import BundlePart, Medium, Product
from comptoir.records.catalog.parts import ProductRow


class SkuTaken(Refused):
    """Another product already has this code."""

    code = "sku_taken"


class ProductChangedMeanwhile(Refused):
    """Someone else changed this field while you were editing it."""

    code = "changed_meanwhile"


class BundleInItself(Refused):
    """A bundle cannot contain itself, directly or through its parts."""

    code = "bundle_loop"


class NothingToChange(Refused):
    """Nothing was changed."""

    code = "nothing_changed"


@action(may="catalog.write")
def create_product(
    do: Do, /, *, sku: str, name_en: str, currency: str, **fields: Any
) -> ProductCreated:
    """Put a product into the catalog. `fields`: the other columns of Product."""
    own = {"sku": sku, "name_en": name_en, "currency": currency}
    clean = products.check({**products.DEFAULTS, **fields, **own})
    if Product.objects.filter(entity_id=do.entity_id, sku=clean["sku"]).exists():
        raise SkuTaken(field="sku", found=clean["sku"])
    row = Product.objects.create(entity_id=do.entity_id, **clean)
    return do.record(ProductCreated(entity_id=do.entity_id, product_id=row.id))


@action(may="catalog.write")
def change_product(
    do: Do, *, product_id: UUID, revision: int, changes: Mapping[str, Any]
) -> ProductChanged:
    """Change some fields; issued documents keep what they printed.

    revision  the revision the author saw: fields that nobody else touched since are merged, a field
              that someone else changed since is refused with its present value.
    """
    products.known(changes, products.CHANGEABLE)
    row = _locked(do, product_id)
    before = {n: getattr(row, n) for n in products.FIELDS}
    after = products.check({**before, **changes})
    changed: Change = {n: (before[n], after[n]) for n in after if after[n] != before[n]}
    if not changed:
        raise NothingToChange
    _refuse_stale(row, revision, changed)
    for name in changed:
        setattr(row, name, after[name])
    return _told(do, row, changed, list(changed))


@action(may="catalog.write")
def set_bundle_part(
    do: Do, *, product_id: UUID, part_id: UUID, quantity: Decimal | None
) -> ProductChanged:
    """Put a part into a bundle with its quantity, or take it out with None."""
    row = _locked(do, product_id)
    inside = _locked(do, part_id)
    known = BundlePart.objects.filter(bundle=row, part=inside).first()
    before = known.quantity if known else None
    if before == quantity:
        raise NothingToChange
    if quantity is None:
        BundlePart.objects.filter(bundle=row, part=inside).delete()
    else:
        products.check_quantity(quantity)
        _refuse_loop(row, inside)
        BundlePart.objects.update_or_create(
            bundle=row, part=inside, defaults={"quantity": quantity}
        )
    return _told(do, row, {f"parts.{inside.sku}": (before, quantity)}, [])


@action(may="catalog.write")
def add_medium(
    do: Do, *, product_id: UUID, name: str, content: bytes, title: str = ""
) -> ProductChanged:
    """Put a picture (PNG, JPEG, WebP) or a data sheet (PDF) behind the others of the product."""
    made = files.check(name, title, content)
    row = _locked(do, product_id)
    known = media.of_product(row.id)
    sha256 = hashlib.sha256(content).hexdigest()
    if any(one.sha256 == sha256 for one in known):
        raise NothingToChange
    if len(known) >= files.MOST:
        raise files.BadMedium(field="file", found=len(known), expected=f"≤ {files.MOST}")
    place = max((one.place for one in known), default=0) + 1
    Medium.objects.create(
        product=row, place=place, name=made.name, title=made.title, media_type=made.media_type,
        sha256=sha256, content=content,
    )  # fmt: skip
    return _told(do, row, {"media": (None, made.title)}, [])


@action(may="catalog.write")
def remove_medium(do: Do, *, medium_id: UUID) -> ProductChanged:
    """Take a picture or a data sheet out."""
    known = media.medium(medium_id, do.entity_id)
    row = _locked(do, known.product_id)
    Medium.objects.filter(pk=known.id).delete()
    return _told(do, row, {"media": (known.title, None)}, [])


@action(may="catalog.write")
def show_medium_first(do: Do, *, medium_id: UUID) -> ProductChanged:
    """Show a picture before the others; they keep their order."""
    known = media.medium(medium_id, do.entity_id)
    row = _locked(do, known.product_id)
    others = [one.id for one in media.of_product(row.id) if one.id != known.id]
    places = {medium: n for n, medium in enumerate((known.id, *others), start=1)}
    rows = [Medium(pk=medium, place=n) for medium, n in places.items()]
    Medium.objects.bulk_update(rows, ["place"])
    return _told(do, row, {"media": (None, known.title)}, [])


@action(may="catalog.write")
def import_products(do: Do, *, rows: Iterable[ProductRow]) -> ProductsImported:
    """Create the products whose code is new; those already known stay as they are."""
    created = parts.products_bulk(do, rows=rows)
    return do.record(ProductsImported(entity_id=do.entity_id, count=len(created)))


def _told(do: Do, row: Product, changed: Change, names: list[str]) -> ProductChanged:
    """Raise the revision, save and record."""
    changed = {**changed, "revision": (row.revision, row.revision + 1)}
    row.revision += 1
    row.save(update_fields=[*names, "revision"])
    event = ProductChanged(entity_id=row.entity_id, product_id=row.id)
    return do.record(event, changed=changed)


def _locked(do: Do, product_id: UUID) -> Product:
    rows = Product.objects.select_for_update().filter(pk=product_id, entity_id=do.entity_id)
    row = rows.first()
    if row is None:
        raise queries.UnknownProduct(field="product_id", found=str(product_id))
    return row


def _refuse_stale(row: Product, revision: int, changed: Change) -> None:
    """Refuse the fields that others changed after `revision`; the rest may be merged."""
    if revision >= row.revision:
        return
    taken: dict[str, str] = {}
    for event in EventRow.objects.filter(subject_id=row.id, name="ProductChanged").order_by("seq"):
        what = event.changed or {}
        if what.get("revision", [0, 0])[1] > revision:
            taken |= {name: event.actor for name in what if name in changed}
    for field, by in taken.items():
        raise ProductChangedMeanwhile(
            field=field,
            found=changed[field][0],
            expected=changed[field][1],
            fix="look at the present value and save again",
            fields=sorted(taken),
            by=by,
            revision=row.revision,
        )


def _refuse_loop(bundle: Product, part: Product) -> None:
    """Walk down from `part`; meeting `bundle` would make a loop."""
    todo, seen = {part.id}, set[UUID]()
    while todo:
        if bundle.id in todo:
            raise BundleInItself(field="part_id", found=part.sku)
        seen |= todo
        below = BundlePart.objects.filter(bundle_id__in=todo).values_list("part_id", flat=True)
        todo = set(below) - seen
