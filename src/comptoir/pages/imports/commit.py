"""The commit of an import: chunk by chunk, resumable at any document, never one twice.

A document is booked exactly when its order stands under its number (or, for stock and adjustments,
its lines stand on the list); both are unique in the database. So a run that was killed is run
again, and goes on where the last committed chunk ended.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection

from comptoir.kernel.errors import Refused
from comptoir.pages.imports import actions, writer
from comptoir.pages.imports.ahead import Ahead
from comptoir.pages.imports.core import booking
from comptoir.pages.imports.core.booking import Buyer, Setting
from comptoir.pages.imports.core.documents import Document, Rejected
from comptoir.pages.imports.core.report import Customer, Product, Report
from comptoir.pages.imports.core.rules import UNKNOWN_COUNTRY, country_code
from comptoir.pages.imports.core.texts import Ids, Item, escaped
from comptoir.pages.imports.models import ListedLine
from comptoir.pages.imports.numbers import Foretold
from comptoir.pages.imports.online_retail import Source
from comptoir.platform import numbering
from comptoir.platform.actions import begin
from comptoir.platform.ids import new_id
from comptoir.platform.roles import Actor
from comptoir.records.catalog import queries as catalog
from comptoir.records.catalog.parts import ProductRow
from comptoir.records.parties import queries as parties
from comptoir.records.parties.parts import CustomerRow
from comptoir.stages.fulfilling import parts as fulfilling
from comptoir.stages.invoicing import law
from comptoir.stages.invoicing import parts as invoicing
from comptoir.stages.ordering import parts as orders
from comptoir.stages.ordering import queries as ordering
from comptoir.stages.ordering.core.states import Channel
from comptoir.stages.recognizing import parts as recognizing

CHUNK_DOCUMENTS = 1_000
CHUNK_LINES = 20_000
NAME_LENGTH = 200  # of a product
LANGUAGE = "en"
Tell = Callable[[int], None]  # lines read so far


class ImportRunning(Refused):
    """An import into this company is running."""

    code = "import_running"


class BundleImported(Refused):
    """A line of the history names a bundle of the catalog, which has no delivery of its own."""

    code = "bundle_imported"


@dataclass(slots=True)
class Done:
    """What a commit did. known: documents that were booked before."""

    documents: int = 0
    lines: int = 0
    known: int = 0
    rejected_lines: int = 0
    customers: int = 0
    products: int = 0


@dataclass(frozen=True, slots=True)
class Job:
    """Who imports what into which company."""

    actor: Actor
    entity_id: UUID
    import_id: UUID


def commit(
    job: Job, source: Source, report: Report, *,
    tell: Tell = lambda lines: None, refuse: Callable[[Rejected], None] = lambda found: None,
) -> Done:  # fmt: skip
    """Book what is not booked yet. `refuse` is handed each document that cannot be."""
    with _alone(job.entity_id):
        known = booked(job.entity_id)
        done = Done()
        given = _prepare(job, source, report, done)
        ids = _reserve(sum(n for number, n in source.sizes.items() if number not in known))
        chunks = _chunks(source.documents(), known, done, refuse)
        counters = Foretold(numbering.standing(job.entity_id))
        made = Ahead(
            writer.ready(booking.prepare(found, given, ids, new_id), counters, given)
            for found in chunks
        )
        for each in made:
            chunk = each.chunk
            actions.import_documents(
                begin(job.actor, job.entity_id), import_id=job.import_id, made=each, given=given,
                meanwhile=made.meanwhile,
            )  # fmt: skip
            done.documents += len(chunk.documents)
            done.lines += chunk.lines
            tell(done.lines)
    return done


def booked(entity_id: UUID) -> set[str]:
    """The numbers of the documents that this company's books hold already."""
    listed = ListedLine.objects.filter(entity_id=entity_id, kind__in=("stock", "adjustment"))
    return ordering.external_refs(entity_id, Channel.IMPORT) | set(
        listed.values_list("document", flat=True)
    )


@contextmanager
def _alone(entity_id: UUID) -> Iterator[None]:
    """One import per company at a time; the lock ends with the connection, so a kill leaves none."""
    key = entity_id.int & (1 << 63) - 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
        if not cursor.fetchone()[0]:
            raise ImportRunning(fix="Wait for its end, or stop it.")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [key])


def _chunks(
    found: Iterable[Document | Rejected], known: set[str], done: Done,
    refuse: Callable[[Rejected], None],
) -> Iterator[list[Document]]:  # fmt: skip
    chunk: list[Document] = []
    lines = 0
    for document in found:
        if isinstance(document, Rejected):
            done.rejected_lines += len(document.rows)
            refuse(document)
        elif document.number in known:
            done.known += 1
        else:
            chunk.append(document)
            lines += len(document.lines)
            if len(chunk) >= CHUNK_DOCUMENTS or lines >= CHUNK_LINES:
                yield chunk
                chunk, lines = [], 0
    if chunk:
        yield chunk


def _reserve(lines: int) -> Ids:
    """Keys for at most so many lines, before they are made; what a killed run leaves are gaps."""
    return Ids(
        iter(orders.reserve_line_ids(lines)), iter(fulfilling.reserve_line_ids(lines)),
        iter(invoicing.reserve_line_ids(lines)), iter(recognizing.reserve_obligation_ids(lines)),
    )  # fmt: skip


def _refuse_bundles(entity_id: UUID, products: Iterable[Product]) -> None:
    """Before anything is written: what was delivered are the parts, and the file names the whole."""
    known = catalog.by_sku(entity_id, [p.sku for p in products])
    bundles = sorted(sku for sku, product in known.items() if product.parts)
    if bundles:
        fix = "name the parts in the file, or give the bundle another reference"
        raise BundleImported(field="sku", found=", ".join(bundles[:5]), fix=fix)


def _prepare(job: Job, source: Source, report: Report, done: Done) -> Setting:
    """Customers and products first; then what every chunk needs to know."""
    customers, products = report.customers(), report.products()
    _refuse_bundles(job.entity_id, products)
    started = actions.start_writing(
        begin(job.actor, job.entity_id), import_id=job.import_id,
        customers=[customer_row(c) for c in customers],
        products=[product_row(p) for p in products],
    )  # fmt: skip
    done.customers, done.products = started.customers, started.products
    entity = parties.entity(job.entity_id)
    ids = parties.customers_by_ref(job.entity_id, [c.ref for c in customers])
    known = parties.customers(ids.values())
    items = catalog.by_sku(job.entity_id, [p.sku for p in products])
    mention = {"key": "exemption", "text": actions.NO_VAT_EN}
    return Setting(
        entity_id=job.entity_id,
        source_id=job.import_id,
        currency=entity.currency,
        decision_id=started.decision_id,
        seller=json.dumps(law.seller_of(entity, LANGUAGE)),
        mentions=json.dumps([mention]),
        prepared_by=job.actor.name,
        zone=ZoneInfo(source.zone),
        buyers={
            ref: Buyer(pk, json.dumps(law.buyer_of(known[pk], entity, LANGUAGE)))
            for ref, pk in ids.items()
        },
        items={
            sku: Item(str(p.id), escaped(p.name_en), p.nature == "goods")
            for sku, p in items.items()
        },
    )


def customer_row(customer: Customer) -> CustomerRow:
    """A customer as the parties take it; `segment` keeps a country that is none of ISO 3166-1."""
    country = country_code(customer.country)
    return CustomerRow(
        external_ref=customer.ref,
        name=customer.ref if customer.is_walk_in else f"Customer {customer.ref}",
        country=country,
        currency="GBP",
        language=LANGUAGE,
        more={"segment": customer.country[:40]} if country == UNKNOWN_COUNTRY else {},
    )


def product_row(product: Product) -> ProductRow:
    """Goods are earned on delivery, services as they are billed."""
    nature, pattern = ("goods", "on_delivery") if product.is_goods else ("service", "as_billed")
    return ProductRow(
        sku=product.sku, name_en=product.name[:NAME_LENGTH], currency="GBP",
        more={"nature": nature, "revenue_pattern": pattern},
    )  # fmt: skip
