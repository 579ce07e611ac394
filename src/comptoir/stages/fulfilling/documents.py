"""The delivery note on paper, without prices: printed once, kept as it was."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.utils import translation

from comptoir.platform import documents, files
from comptoir.platform.documents import Lang
from comptoir.platform.documents.contract import (
    Brand,
    DeliveryDoc,
    DeliveryRow,
    Fact,
    PartyBlock,
    SignatureBlock,
)
from comptoir.platform.models import File
from comptoir.records.catalog import queries as catalog
from comptoir.records.parties import queries as parties
from comptoir.shell import format as fmt
from comptoir.stages.fulfilling import queries, words
from comptoir.stages.fulfilling.queries import DeliveryFacts
from comptoir.stages.ordering import queries as ordering

KIND = "delivery_note"


def keep_pdf(made: DeliveryFacts) -> File:
    """The PDF of a delivery or return note: the kept one, or printed now and kept."""
    known = files.latest(made.id, KIND)
    if known:
        return known
    order = ordering.order(made.order_id)
    lang: Lang = "fr" if order.language == "fr" else "en"
    with translation.override(lang):
        doc = document(made, order, lang)
    kind = documents.Kind.RETURN_NOTE if made.is_return else documents.Kind.DELIVERY_NOTE
    content = documents.render(kind, doc, lang)
    name = documents.file_name(kind, made.number, None, doc.buyer.name, lang=lang)
    return files.keep(made.entity_id, made.id, KIND, name, content)


def document(made: DeliveryFacts, order: ordering.OrderFacts, lang: Lang) -> DeliveryDoc:
    """What the note says, in `lang`, which must be the active language."""
    seller, buyer = parties.entity(made.entity_id), parties.customer(made.customer_id)
    place, day = buyer.ship_to, fmt.date_doc(made.delivered_on, lang)
    return DeliveryDoc(
        number=made.number,
        dated=made.delivered_on,
        issued_on=day,
        shipped_on=day,
        seller=_block(seller.name, seller.address.lines(lang), seller.siren, seller.vat_number),
        buyer=_block(
            buyer.name, buyer.billing.lines(lang, seller.country) if buyer.billing else (),
            buyer.siren, buyer.vat_number,
        ),
        delivery=PartyBlock(name=buyer.name, address=place.lines(lang, seller.country))
        if place
        else None,
        rows=_rows(made, order, lang),
        order_number=order.number,
        purchase_order=order.customer_ref,
        tracking=made.tracking,
        note=made.note,
        receipt=SignatureBlock(party=buyer.name),
        extra=tuple(Fact(label=k, value=v) for k, v in words.particulars(made)),
        brand=Brand(color=seller.brand_color, logo_svg=seller.logo_svg),
    )  # fmt: skip


def _rows(made: DeliveryFacts, order: ordering.OrderFacts, lang: str) -> tuple[DeliveryRow, ...]:
    lines = {line.id: line for line in order.lines}
    products = catalog.products({lines[li.order_line_id].product_id for li in made.lines})
    left = _left_after(made, order)
    rows = []
    for moved in made.lines:
        line = lines[moved.order_line_id]
        product = products[line.product_id]
        rows.append(
            DeliveryRow(
                sku=product.sku,
                description=line.description,
                ordered=fmt.quantity(line.quantity, lang),
                delivered=fmt.quantity(moved.quantity, lang),
                remaining="" if made.is_return else fmt.quantity(left[line.id], lang),
                unit=words.unit(product.unit, moved.quantity),
            )
        )
    return tuple(rows)


def _left_after(made: DeliveryFacts, order: ordering.OrderFacts) -> Mapping[int, Decimal]:
    """What was still to deliver after this delivery, whatever came later."""
    left = {line.id: line.quantity for line in order.lines}
    for past in queries.deliveries_of(order.id):
        for line in past.lines:
            if not past.is_return:
                left[line.order_line_id] -= line.quantity
        if past.id == made.id:
            break
    return left


def _block(name: str, address: tuple[str, ...], siren: str, vat_number: str) -> PartyBlock:
    return PartyBlock(name=name, address=address, siren=siren, vat_number=vat_number)
