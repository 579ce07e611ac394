"""Send everything: all records of the kinds that go out, with progress that screen and API show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from uuid import UUID

from comptoir.integrating import kinds, telling
from comptoir.integrating.core.objects import Kind
from comptoir.integrating.models import Connection
from comptoir.platform import progress, sql

STEP = 20  # records between two words of progress
# Newest documents first would send an invoice before its order: the order of the process.
_IDS = {
    Kind.PRODUCT: "SELECT id FROM catalog_product WHERE entity_id = %s AND active ORDER BY id",
    Kind.CUSTOMER: "SELECT id FROM parties_customer WHERE entity_id = %s AND active ORDER BY id",
    Kind.QUOTE: "SELECT series FROM quoting_quote WHERE entity_id = %s AND sent_at IS NOT NULL"
    " GROUP BY series ORDER BY series",
    Kind.ORDER: "SELECT id FROM ordering_order WHERE entity_id = %s ORDER BY id",
    Kind.INVOICE: "SELECT id FROM invoicing_invoice WHERE entity_id = %s AND state = 'issued' ORDER BY id",
    Kind.PAYMENT: "SELECT id FROM collecting_payment WHERE entity_id = %s ORDER BY id",
}


def run(connection_id: UUID, progress_id: UUID) -> None:
    """Write the messages, send them, and say how far it is."""
    row = Connection.objects.get(pk=connection_id)
    found = list(_everything(row))
    seen = 0
    for seen in telling.send_everything(connection_id, found):
        if seen % STEP == 0:
            progress.advance(progress_id, seen)
    sent = 0
    while more := telling.tell(connection_id):
        sent += more
    progress.advance(progress_id, seen)
    progress.finish(progress_id, result={"seen": seen, "sent": sent})


def count(row: Connection) -> int:
    """How many records it will look at."""
    return sum(len(ids) for _, ids in _everything(row))


def _everything(row: Connection) -> Iterator[tuple[Kind, list[UUID]]]:
    going: Iterable[Kind] = kinds.going(row)
    for kind, text in _IDS.items():
        if kind in going:
            yield kind, [found[0] for found in sql.rows(text, [row.entity_id])]
