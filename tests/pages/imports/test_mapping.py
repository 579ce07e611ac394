"""Columns to fields."""

from __future__ import annotations

from pathlib import Path

import pytest

from comptoir.pages.imports import mapping
from comptoir.pages.imports.core.documents import Document
from comptoir.pages.imports.core.lines import FIELDS
from comptoir.pages.imports.online_retail import survey
from comptoir.pages.imports.reader import EmptyFile
from tests.pages.imports.files import HEADER, line, only, written

FRENCH = "N° facture;Référence;Libellé;Qté;Date facture;Prix unitaire HT;Code client;Pays"


def test_the_public_header_is_understood() -> None:
    assert tuple(mapping.guess(HEADER.split(",")).columns.values()) == tuple(HEADER.split(","))


def test_a_french_file_is_understood_with_its_numbers_and_dates(tmp_path: Path) -> None:
    path = written(
        tmp_path, "F1;A1;Thé;2;13/12/2010 08:30;1 234,50;9;France", header=FRENCH, encoding="cp1252"
    )
    source = survey(path)
    assert (source.mapping.mark, source.mapping.dates) == (",", "dmy")
    found = only(list(source.documents()))
    assert (found.total_minor, found.customer_ref, str(found.issued_at)) == (
        246900,
        "9",
        "2010-12-13 08:30:00+00:00",
    )


def test_missing_columns_are_named_with_what_was_found_and_the_fix(tmp_path: Path) -> None:
    path = written(tmp_path, "1,2", header="InvoiceNo,Colour")
    with pytest.raises(mapping.MissingColumns) as raised:
        survey(path)
    facts = raised.value.facts
    assert raised.value.field == "sku"
    assert facts["found"] == "InvoiceNo, Colour"
    assert str(facts["missing"]).startswith("sku, description")
    assert facts["expected"] == ", ".join(FIELDS)
    assert facts["fix"] == "Choose a column."  # the command line names its option


def test_two_columns_of_one_meaning_need_a_word() -> None:
    header = [*HEADER.split(","), "Qty"]
    with pytest.raises(mapping.AmbiguousColumns):
        mapping.guess(header)
    assert mapping.guess(header, {"quantity": "Qty"}).columns["quantity"] == "Qty"


def test_a_stated_column_that_is_absent_is_refused() -> None:
    with pytest.raises(mapping.MissingColumns):
        mapping.guess(HEADER.split(","), {"quantity": "Pieces"})


def test_a_saved_mapping_reads_back_and_fits_only_its_header(tmp_path: Path) -> None:
    saved = survey(written(tmp_path, line())).mapping
    assert mapping.from_json(saved.to_json()) == saved
    with pytest.raises(mapping.MissingColumns):
        survey(written(tmp_path, "1", header="Other"), saved)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"columns": {"sku": "A"}}', '{"columns": 3}'])
def test_a_mapping_of_something_else_is_refused(text: str) -> None:
    with pytest.raises(mapping.BadMapping):
        mapping.from_json(text)


def test_dates_that_prove_no_order_need_a_word(tmp_path: Path) -> None:
    path = written(tmp_path, line(at="01/02/2011 10:00"))
    with pytest.raises(mapping.AmbiguousDates):
        survey(path)
    said = mapping.Mapping(mapping.guess(HEADER.split(",")).columns, dates="dmy")
    found = only(list(survey(path, said).documents()))
    assert isinstance(found, Document)
    assert str(found.issued_at.date()) == "2011-02-01"


def test_a_header_without_rows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EmptyFile):
        survey(written(tmp_path))


def test_a_row_too_short_for_a_price_does_not_stop_the_survey(tmp_path: Path) -> None:
    found = list(survey(written(tmp_path, "1,22423", line("2"))).documents())
    assert [d.number for d in found] == ["1", "2"]


def test_the_survey_ends_when_the_last_row_is_short(tmp_path: Path) -> None:
    rows = (line("1", at="13/12/2010"), "2", "3")
    source = survey(written(tmp_path, *rows))
    assert source.sizes == {"1": 1, "2": 1, "3": 1}
    assert source.mapping.dates == "dmy"


def test_a_row_without_its_number_cell_is_not_counted_to_any_document(tmp_path: Path) -> None:
    header = ",".join((*HEADER.split(",")[1:], "InvoiceNo"))
    rows = (line().removeprefix("1,") + ",1", "22423")
    source = survey(written(tmp_path, *rows, header=header))
    assert source.sizes == {"1": 1}
    assert [d.number for d in source.documents()] == ["1", ""]
