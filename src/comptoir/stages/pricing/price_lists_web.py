"""Price lists as files for a spreadsheet: of a book, and of a customer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from comptoir.platform import clock
from comptoir.platform.web import entity_of, language
from comptoir.records.parties import queries as parties
from comptoir.shell import format as fmt
from comptoir.shell.sheets import Cell, Sheet, csv_file, xlsx_book
from comptoir.stages.pricing import price_lists, queries, telling
from comptoir.stages.pricing.core.tiers import Tier
from comptoir.stages.pricing.forms import MODELS
from comptoir.stages.pricing.price_lists import PriceList, Row

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def book_xlsx(request: HttpRequest, book_id: UUID) -> HttpResponse:
    """The prices of a book on a day, today if none is said (`?on=2027-01-31`)."""
    return _workbook(_of_book(request, book_id))


def book_csv(request: HttpRequest, book_id: UUID) -> HttpResponse:
    """The same as CSV."""
    return _csv(_of_book(request, book_id))


def customer_xlsx(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """What a customer pays on a day (`?on=2027-01-31`), in a channel (`?channel=web`)."""
    return _workbook(_of_customer(request, customer_id))


def customer_csv(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """The same as CSV."""
    return _csv(_of_customer(request, customer_id))


def _of_book(request: HttpRequest, book_id: UUID) -> PriceList:
    book = queries.book(book_id)
    if book.entity_id != entity_of(request):
        raise queries.UnknownPriceBook(field="book_id", found=str(book_id))
    return price_lists.of_book(book, _day(request))


def _of_customer(request: HttpRequest, customer_id: UUID) -> PriceList:
    customer = parties.customer(customer_id)
    if customer.entity_id != entity_of(request):
        raise parties.UnknownCustomer(field="customer_id", found=str(customer_id))
    channel = request.GET.get("channel", "")[:40].replace("\x00", "")
    return price_lists.of_customer(customer, _day(request), channel)


def _day(request: HttpRequest) -> date:
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return clock.today(entity_of(request))


def _workbook(found: PriceList) -> HttpResponse:
    sheets = [
        Sheet(_("Price list"), _columns(), _rows(found)),
        Sheet(_("About this list"), (_("Field"), _("Value")), _about(found)),
    ]
    return _file(found, xlsx_book(sheets), XLSX, "xlsx")


def _csv(found: PriceList) -> HttpResponse:
    body = csv_file(_columns(), _rows(found), language())
    return _file(found, body, "text/csv; charset=utf-8", "csv")


def _file(found: PriceList, body: bytes, media: str, ending: str) -> HttpResponse:
    whose = found.customer.number if found.customer else found.book.code
    name = f"{slugify(_('Price list'))}-{slugify(whose)}-{found.on.isoformat()}.{ending}"
    return HttpResponse(
        body,
        content_type=media,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _about(found: PriceList) -> Iterator[tuple[Cell, ...]]:
    if found.customer:
        yield _("Customer"), f"{found.customer.number} {found.customer.name}"
    yield _("Price book"), f"{found.book.code} {found.book.name}"
    yield _("Currency"), found.book.currency
    yield _("Prices of"), found.on
    yield _("Prices"), len(found.rows)
    yield _("VAT"), _("not included")


def _columns() -> tuple[str, ...]:
    return (
        _("Ref."), _("Product"), _("Category"), _("Unit code"), _("Billed every … months"), _("Pricing"),
        _("Unit price"), _("Tiers"), _("Terms"), _("Currency"), _("List price"), _("Discount in %"),
        _("Valid from"), _("Valid until"), _("Price book"), _("Rule"), _("Rule ID"), _("Version"),
    )  # fmt: skip


def _rows(found: PriceList) -> Iterator[tuple[Cell, ...]]:
    lang, currency = language(), found.book.currency
    kinds = {
        "list": _("List price"), "promotional": _("Promotional price"), "agreed": _("Customer price"),
    }  # fmt: skip
    for row in found.rows:
        product = row.product
        terms = telling.price(row.told, currency, lang) if row.told else ""
        if product.id in found.configured:
            terms = " ".join(filter(None, (terms, _("+ its options"))))
        rule = " ".join(filter(None, (kinds[row.kind], row.reference)))
        yield (
            product.sku, product.name(lang), product.category, product.unit,
            product.billing_months if product.charge_kind != "one_off" else None,
            str(dict(MODELS)[row.model]), _short(row.unit_price), tiers_said(row.tiers, currency, lang),
            terms, currency, _short(row.listed), _short(row.percent_off), row.starts_on, _last(row),
            found.book.code, rule, row.rule_id, row.rule_version,
        )  # fmt: skip


def _short(number: Decimal | None) -> Decimal | None:
    """A number without the zeros that its column is kept with."""
    return None if number is None else Decimal(f"{number.normalize():f}")


def _last(row: Row) -> date | None:
    """The last day on which it holds, as people read "until"."""
    return row.ends_on - timedelta(days=1) if row.ends_on else None


def tiers_said(tiers: Sequence[Tier], currency: str, lang: str) -> str:
    """`up to 10: 322.00 · beyond: 300.00 + 5.00`: a fee after the plus."""
    said = []
    for tier in tiers:
        each = fmt.bare_unit_price(tier.unit_price, currency, lang)
        if tier.flat_fee:
            fee = fmt.bare_unit_price(tier.flat_fee, currency, lang)
            each = f"{each} + {fee}" if tier.unit_price else fee
        if tier.up_to is None:
            said.append(_("beyond: %(price)s") % {"price": each})
        else:
            bound = fmt.quantity(tier.up_to, lang)
            said.append(_("up to %(n)s: %(price)s") % {"n": bound, "price": each})
    return " · ".join(said)
