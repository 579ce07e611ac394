"""The catalog over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from comptoir.platform.expanding import Expandable, expandable
from comptoir.platform.schemas import Day, DecimalText, In, Page, Paged, ProductId
from comptoir.platform.web import entity_of, perform
from comptoir.records.catalog import actions, media_api, queries
from comptoir.records.catalog.parts import ProductRow

router = Router(tags=["Catalog"])
router.add_router("", media_api.router)
Nature = Literal["goods", "service", "digital"]
Charge = Literal["one_off", "recurring", "usage"]
Scheme = Literal["", "travel", "second_hand", "art", "antiques"]
TaxClass = Literal["standard", "intermediate", "reduced", "super_reduced", "exempt", "out_of_scope"]
Name = Annotated[str, Field(max_length=200)]
LongText = Annotated[str, Field(max_length=5000)]
_EMPTIABLE = ("cost", "billing_months", "starts_on", "ends_on")


class ProductFields(In):
    """cost: of one unit or one period, major units; ends_on: first day it is no longer sold;
    margin_scheme: VAT on price less cost, at the rate of tax_class ("" for none)."""

    name_en: Name | None = None
    name_fr: Name | None = None
    description_en: LongText | None = None
    description_fr: LongText | None = None
    category: Annotated[str, Field(max_length=60)] | None = None
    attributes: Annotated[str, Field(max_length=2000, examples=["width = 2.5"])] | None = None
    nature: Nature | None = None
    charge_kind: Charge | None = None
    unit: Annotated[str, Field(pattern=r"^[A-Z0-9]{2,3}$", examples=["C62"])] | None = None
    tax_class: TaxClass | None = None
    margin_scheme: Scheme | None = None
    cost: DecimalText | None = None
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] | None = None
    revenue_pattern: Literal["on_delivery", "straight_line", "as_billed"] | None = None
    billing_months: Annotated[int, Field(ge=1, le=36)] | None = None
    billing_timing: Literal["advance", "arrears"] | None = None
    image_svg: Annotated[str, Field(max_length=200_000)] | None = None
    starts_on: Day | None = None
    ends_on: Day | None = None
    active: bool | None = None


class ProductIn(ProductFields):
    sku: Annotated[str, Field(min_length=1, max_length=40, examples=["PUMP-100"])]
    name_en: Name
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$", examples=["EUR"])]


class ProductChanges(ProductFields):
    """revision: the one you read; a field that changed since is refused with its present value."""

    revision: Annotated[int, Field(ge=1, le=2**31 - 1)]


class PartIn(In):
    """quantity: parts per bundle; null takes the part out."""

    quantity: DecimalText | None


class PartOut(Schema):
    product_id: ProductId
    sku: str
    name_en: str
    name_fr: str
    unit: str
    quantity: DecimalText


class ProductOut(Expandable):
    id: ProductId
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
    cost: DecimalText | None
    currency: str
    revenue_pattern: str
    billing_months: int | None
    billing_timing: str
    starts_on: date | None
    ends_on: date | None
    active: bool
    revision: int
    parts: list[PartOut]


class ProductsIn(In):
    rows: Annotated[list[ProductIn], Field(max_length=5_000)]


class ProductsImportedOut(Schema):
    created: int


class ProductFilter(Paged):
    q: Annotated[str, Field(max_length=100)] = ""
    nature: Literal["", "goods", "service", "digital"] = ""
    charge_kind: Literal["", "one_off", "recurring", "usage"] = ""
    tax_class: Literal[""] | TaxClass = ""
    active: bool | None = None


def _given(body: ProductFields, *without: str) -> dict[str, Any]:
    """What the caller sent; null empties a field that may be empty."""
    sent = {k: getattr(body, k) for k in body.model_fields_set if k not in without}
    return {k: v for k, v in sent.items() if v is not None or k in _EMPTIABLE}


@router.get("/products", response=Page[ProductOut])
@expandable("product")
def list_products(request: HttpRequest, filters: Query[ProductFilter]) -> dict[str, Any]:
    """Products by code."""
    wanted = filters.model_dump()
    wanted["text"] = wanted.pop("q")
    items, following = queries.products_page(entity_of(request), **wanted)
    return {"items": items, "next": following}


@router.post("/products", response=ProductOut)
def create_product(request: HttpRequest, body: ProductIn) -> queries.ProductFacts:
    """Put a product into the catalog."""
    return perform(
        request, actions.create_product, lambda e: queries.product(e.product_id), **_given(body)
    )


@router.post("/products/import", response=ProductsImportedOut)
def import_products(request: HttpRequest, body: ProductsIn) -> ProductsImportedOut:
    """Create the products whose code is new; whole or not at all."""
    own = ("sku", "name_en", "currency")
    rows = [ProductRow(p.sku, p.name_en, p.currency, _given(p, *own)) for p in body.rows]
    return perform(
        request,
        actions.import_products,
        lambda e: ProductsImportedOut(created=e.count),
        rows=rows,
    )


@router.get("/products/{product_id}", response=ProductOut)
@expandable("product")
def show_product(request: HttpRequest, product_id: ProductId) -> queries.ProductFacts:
    """One product with the parts of its bundle."""
    return queries.product(product_id, entity_of(request))


@router.patch("/products/{product_id}", response=ProductOut)
def change_product(
    request: HttpRequest, product_id: ProductId, body: ProductChanges
) -> queries.ProductFacts:
    """Change some fields."""
    return perform(
        request,
        actions.change_product,
        lambda e: queries.product(e.product_id),
        product_id=product_id,
        revision=body.revision,
        changes=_given(body, "revision"),
    )


@router.put("/products/{product_id}/parts/{part_id}", response=ProductOut)
def set_bundle_part(
    request: HttpRequest, product_id: ProductId, part_id: ProductId, body: PartIn
) -> queries.ProductFacts:
    """Put a part into a bundle, change its quantity, or take it out."""
    return perform(
        request,
        actions.set_bundle_part,
        lambda e: queries.product(e.product_id),
        product_id=product_id,
        part_id=part_id,
        quantity=body.quantity,
    )
