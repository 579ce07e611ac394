"""The deeds of an import. Each chunk of documents is one deed: whole, or not there at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from comptoir.kernel.errors import NotFound, Refused
from comptoir.kernel.states import step
from comptoir.pages.imports import writer
from comptoir.pages.imports.core.booking import Setting
from comptoir.pages.imports.core.states import (
    IMPORT_MOVES,
    LINE_FILE_MOVES,
    ImportState,
    LineFileState,
)
from comptoir.pages.imports.events import (
    ImportChecked,
    ImportFinished,
    ImportStarted,
    ImportUploaded,
    LineFileChecked,
    LineFileReceived,
    QuoteLinesImported,
    RetailChunkImported,
)
from comptoir.pages.imports.models import Import, LineFile
from comptoir.pages.imports.writer import Ready
from comptoir.platform.actions import Do, action
from comptoir.platform.ids import new_id
from comptoir.records.catalog import parts as catalog
from comptoir.records.catalog.parts import ProductRow
from comptoir.records.parties import parts as parties
from comptoir.records.parties import queries as companies
from comptoir.records.parties.parts import CustomerRow
from comptoir.records.taxes import parts as taxes
from comptoir.stages.quoting import actions as quoting
from comptoir.stages.quoting import parts as quotes

NO_VAT_FR = "La source n'indique pas de TVA : montants repris tels quels."
NO_VAT_EN = "The source states no VAT: amounts are taken over as they stand."


class UnknownImport(NotFound):
    """There is no such import."""

    code = "unknown_import"


@action(may="platform.import")
def receive_file(do: Do, *, name: str, sha256: str, path: str) -> ImportUploaded:
    """Take in a file; the same content again is the import that is there already."""
    row, _ = Import.objects.get_or_create(
        entity_id=do.entity_id, sha256=sha256, defaults={"id": new_id(), "name": name[:200]}
    )
    row.path = path or row.path
    row.save(update_fields=["path"])
    return do.record(ImportUploaded(entity_id=do.entity_id, import_id=row.id, sha256=sha256))


@action(may="platform.import")
def keep_check(
    do: Do, *, import_id: UUID, mapping: Mapping[str, Any], totals: Mapping[str, Any]
) -> ImportChecked:
    """Keep the mapping and what the check found; the way to commit is open."""
    row = _locked(do, import_id)
    if row.state not in (ImportState.WRITING, ImportState.DONE):
        row.state = step(IMPORT_MOVES, "check", ImportState(row.state))
    row.mapping, row.totals = dict(mapping), dict(totals)
    row.save(update_fields=["state", "mapping", "totals"])
    return do.record(ImportChecked(
        entity_id=do.entity_id, import_id=row.id, lines=int(totals["lines"]),
        documents=int(totals["documents"]), rejected_lines=int(totals["rejected_lines"]),
    ))  # fmt: skip


@action(may="platform.import")
def start_writing(
    do: Do, *, import_id: UUID, customers: Sequence[CustomerRow], products: Sequence[ProductRow]
) -> ImportStarted:
    """Create the customers and products that are not there yet."""
    row = _locked(do, import_id)
    row.state = step(IMPORT_MOVES, "write", ImportState(row.state))
    row.save(update_fields=["state"])
    made = parties.customers_bulk(do, rows=customers)
    new = catalog.products_bulk(do, rows=products)
    untaxed = taxes.stated(
        do, rule="source_states_no_vat", country=companies.entity(do.entity_id).country,
        reason_fr=NO_VAT_FR, reason_en=NO_VAT_EN,
    )  # fmt: skip
    return do.record(ImportStarted(
        entity_id=do.entity_id, import_id=row.id, customers=len(made), products=len(new),
        decision_id=untaxed.id,
    ))  # fmt: skip


@action(may="platform.import")
def import_documents(
    do: Do, *, import_id: UUID, made: Ready, given: Setting, meanwhile: Callable[[], None]
) -> RetailChunkImported:
    """Book some documents. `meanwhile` is called when the database has most of it to do."""
    writer.write(do, made, given, meanwhile)
    chunk = made.chunk
    documents = chunk.documents
    return do.record(RetailChunkImported(
        entity_id=do.entity_id, import_id=import_id, documents=len(documents),
        lines=chunk.lines, first=documents[0].number, last=documents[-1].number,
        booked_minor=sum(d.total_minor for d in documents), currency=given.currency,
    ))  # fmt: skip


@action(may="platform.import")
def finish(do: Do, *, import_id: UUID, proof: Mapping[str, Any]) -> ImportFinished:
    """Keep the proof that the database holds what the file said."""
    row = _locked(do, import_id)
    row.state = step(IMPORT_MOVES, "finish", ImportState(row.state))
    row.proof = dict(proof)
    row.save(update_fields=["state", "proof"])
    return do.record(ImportFinished(
        entity_id=do.entity_id, import_id=row.id, documents=int(row.totals["documents"]),
        lines=int(row.totals["lines"]), rejected_lines=int(row.totals["rejected_lines"]),
        proved=bool(proof["proved"]),
    ))  # fmt: skip


def _locked(do: Do, import_id: UUID) -> Import:
    row = Import.objects.select_for_update().filter(pk=import_id, entity_id=do.entity_id).first()
    if row is None:
        raise UnknownImport(found=str(import_id))
    return row


class AlreadyImported(Refused):
    """The lines of this file are in the quote already."""

    code = "lines_already_imported"


@action(may="quoting.write")
def receive_line_file(
    do: Do, *, quote_id: UUID, name: str, sha256: str, path: str
) -> LineFileReceived:
    """Take in a file of lines; the same content again for the same quote is the file that is there."""
    row, _ = LineFile.objects.get_or_create(
        quote_id=quote_id, sha256=sha256,
        defaults={"id": new_id(), "name": name[:200], "entity_id": do.entity_id},
    )  # fmt: skip
    row.path = path or row.path
    row.save(update_fields=["path"])
    return do.record(
        LineFileReceived(entity_id=do.entity_id, import_id=row.id, quote_id=quote_id, sha256=sha256)
    )


@action(may="quoting.write")
def keep_line_check(
    do: Do, *, import_id: UUID, mapping: Mapping[str, Any], found: Mapping[str, Any]
) -> LineFileChecked:
    """Keep the mapping and what the check found."""
    row = _line_file(do, import_id)
    row.state = step(LINE_FILE_MOVES, "check", LineFileState(row.state))
    row.mapping, row.found = dict(mapping), dict(found)
    row.save(update_fields=["state", "mapping", "found"])
    return do.record(
        LineFileChecked(
            entity_id=do.entity_id,
            import_id=row.id,
            quote_id=row.quote_id,
            rows=found["rows"],
            rejected=found["rejected"],
        )  # fmt: skip
    )


@action(may="quoting.write")
def import_lines(
    do: Do, *, import_id: UUID, lines: Sequence[quoting.LineIn], again: bool = False
) -> QuoteLinesImported:
    """Put the good rows of a file into its quote; what the quote is then is left in `do.answer`.

    again  add them once more, where they are in the quote already
    """
    row = _line_file(do, import_id)
    if row.added and not again:
        raise AlreadyImported(field="again", found=row.added, fix="say that they are added again")
    do.answer = added = quotes.add_lines(do, quote_id=row.quote_id, lines=lines)
    row.state = step(LINE_FILE_MOVES, "commit", LineFileState(row.state))
    row.added += len(added.ids)
    row.save(update_fields=["state", "added"])
    return do.record(
        QuoteLinesImported(
            entity_id=do.entity_id, import_id=row.id, quote_id=row.quote_id, lines=len(added.ids)
        )
    )


def _line_file(do: Do, import_id: UUID) -> LineFile:
    rows = LineFile.objects.select_for_update().filter(pk=import_id, entity_id=do.entity_id)
    row = rows.first()
    if row is None:
        raise UnknownImport(found=str(import_id))
    return row
