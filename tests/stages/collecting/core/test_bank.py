from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from comptoir.kernel.errors import DomainError
from comptoir.stages.collecting.core import cells
from comptoir.stages.collecting.core.bank import (
    MOST_LINES,
    BadStatementLine,
    Mapping,
    NotAStatement,
    read_statement,
)

FRENCH = """Compte;FR76 3000 6000 0112 3456 7890 189
Solde au 31/01/2027;12 345,67

Date opération;Libellé;Nom contrepartie;IBAN contrepartie;Débit;Crédit
03/01/2027;VIR F-2027-0001 MERCI;Hôtel Belvédère;FR14 2004 1010 0505 0001 3M02 606;;1\u202f234,50
04/01/2027;FRAIS;;;-2,00;
""".encode("cp1252", "replace").replace(b"?", b" ")
ENGLISH = b'\xef\xbb\xbf"Booking date","Description","Counterparty","Amount","Currency"\r\n' \
    b'"01/13/2027","INV F-1, thanks","Smith & Co","1,234.50","GBP"\r\n' \
    b'"01/02/2027","fee","","(2.00)","GBP"\r\n'  # fmt: skip


def test_a_french_statement_is_read() -> None:
    first, second = read_statement(FRENCH, Mapping())
    assert (first.booked_on, first.amount_minor, first.currency) == (
        date(2027, 1, 3),
        123450,
        "EUR",
    )
    assert first.text == "VIR F-2027-0001 MERCI"
    assert (first.payer, first.payer_iban) == ("Hôtel Belvédère", "FR1420041010050500013M02606")
    assert (second.line, second.amount_minor) == (6, -200)


def test_an_english_statement_is_read() -> None:
    first, second = read_statement(ENGLISH, Mapping())
    assert (first.booked_on, first.amount_minor, first.currency) == (
        date(2027, 1, 13),
        123450,
        "GBP",
    )
    assert (second.booked_on, second.amount_minor) == (date(2027, 1, 2), -200)


@pytest.mark.parametrize(
    ("text", "mark", "value"),
    [
        ("1 234,50", ",", "1234.50"), ("1.234.567,5", ",", "1234567.5"), ("-12,00", ",", "-12"),
        ("12,00-", ",", "-12"), ("(12.00)", ".", "-12"), ("1,234", ".", "1234"), ("+3 €", ",", "3"),
        ("EUR 7.10", ".", "7.10"), ("−5", ".", "-5"), ("1'234.50", ".", "1234.50"),
    ],
)  # fmt: skip
def test_amounts_are_read_in_the_notation_of_the_file(text: str, mark: str, value: str) -> None:
    assert cells.read_amount(text, mark) == Decimal(value)


@pytest.mark.parametrize(
    "text", ["", "=1+1", "12,3,4", "1 23,4x", "٣", "--5x", "1.23", "@SUM(A1)", ",5"]
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(cells.UnreadableAmount) as refusal:
        cells.read_amount(text, ",")
    assert refusal.value.facts["found"] == text


def test_the_decimal_mark_is_what_all_amounts_allow() -> None:
    assert cells.decimal_mark(["1,234", "5,00"]) == ","
    assert cells.decimal_mark(["1,234.00"]) == "."
    assert cells.decimal_mark(["1.234.567"]) == ","
    assert cells.decimal_mark(["12", "-7"]) == "."
    for doubtful in (["1,234"], ["1,50", "1.50"]):
        with pytest.raises(cells.AmbiguousAmounts):
            cells.decimal_mark(doubtful)


def test_the_order_of_dates_is_what_all_dates_allow() -> None:
    assert cells.order_of_dates(["01/02/2027", "13/01/2027"], french=False) == "dmy"
    assert cells.order_of_dates(["01/02/2027", "01/13/2027"], french=True) == "mdy"
    assert cells.order_of_dates(["01/02/2027"], french=True) == "dmy"
    assert cells.order_of_dates(["2027-02-01", "3 Feb 2027"], french=False) == "dmy"
    for doubtful in (["01/02/2027"], ["13/01/2027", "01/13/2027"]):
        with pytest.raises(cells.AmbiguousDates):
            cells.order_of_dates(doubtful, french=False)


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("05/02/2027", "dmy"), ("02/05/27", "mdy"), ("2027-02-05", "mdy"), ("20270205", "dmy"),
        ("5 févr. 2027", "dmy"), ("5 Feb 2027", "mdy"), ("Feb 5, 2027", "dmy"),
    ],
)  # fmt: skip
def test_dates_are_read(text: str, order: str) -> None:
    assert cells.read_date(text, order) == date(2027, 2, 5)


@pytest.mark.parametrize("text", ["", "31/02/2027", "soon", "1/2", "5 foo 2027"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(cells.UnreadableDate):
        cells.read_date(text, "dmy")


def test_equal_lines_are_counted_and_blanks_and_capitals_do_not_matter() -> None:
    head = "date;libelle;montant\n"
    one, two, three = read_statement(
        (
            head + "02/01/2027;VIR A;5,00\n02/01/2027; vir  a ;5,00\n02/01/2027;VIR B;5,00\n"
        ).encode(),
        Mapping(),
    )
    assert one.fingerprint == two.fingerprint != three.fingerprint
    assert [r.occurrence for r in (one, two, three)] == [1, 2, 1]


def test_a_header_the_program_does_not_know_is_told() -> None:
    body = b"Quand;Combien;Quoi\n02/01/2027;5,00;VIR\n"
    with pytest.raises(NotAStatement) as refusal:
        read_statement(body, Mapping())
    assert refusal.value.facts["fix"] == "name the columns"
    columns = (("date", "Quand"), ("amount", "Combien"), ("text", "Quoi"))
    (row,) = read_statement(body, Mapping(columns=columns, currency="USD"))
    assert (row.amount_minor, row.currency, row.text) == (500, "USD", "VIR")


@pytest.mark.parametrize(
    "content",
    [
        b"", b"   ", b"%PDF-1.7 \x00\x01", b"date;montant\n", b"<html>no</html>",
        b"date;montant;libelle\n02/01/2027;5,00;\"" + b"x" * 200_000,
    ],
)  # fmt: skip
def test_another_file_is_refused(content: bytes) -> None:
    with pytest.raises(NotAStatement):
        read_statement(content, Mapping())


def test_a_bad_line_is_named() -> None:
    body = b"date;libelle;montant\n02/01/2027;a;5,00\n02/01/2027;b;=1+1\n"
    with pytest.raises(BadStatementLine) as refusal:
        read_statement(body, Mapping(decimal=","))
    assert refusal.value.field == "line.3.amount"
    assert refusal.value.facts["found"] == "=1+1"


def test_wide_files_are_read() -> None:
    text = "date,amount,text\n2027-01-02,5.00,é\n"
    (row,) = read_statement(text.encode("utf-16"), Mapping())
    assert row.text == "é"


def test_too_many_decimals_name_the_line() -> None:
    with pytest.raises(DomainError) as refusal:
        read_statement(b"date,amount,text\n2027-01-02,5.001,x\n", Mapping(decimal="."))
    assert refusal.value.field == "line.2.amount"


HEAD = b"date;libelle;debit;credit\n"


def test_what_came_in_and_what_went_out_of_one_line_are_one_amount() -> None:
    rows = read_statement(
        HEAD + b"2027-01-02;a;;7,00\n2027-01-02;b;2,50;\n2027-01-02;c;-2,50;7,00\n", Mapping()
    )
    assert [row.amount_minor for row in rows] == [700, -250, 450]


def test_a_line_without_any_amount_is_named() -> None:
    with pytest.raises(BadStatementLine) as refusal:
        read_statement(HEAD + b"2027-01-02;a;;7,00\n2027-01-03;b;;\n", Mapping())
    assert (refusal.value.field, refusal.value.facts["found"]) == ("line.3.amount", "")


def test_a_file_longer_than_a_statement_is_refused() -> None:
    with pytest.raises(NotAStatement) as refusal:
        read_statement(b"date;montant\n" + b"2027-01-02;5\n" * MOST_LINES, Mapping())
    assert refusal.value.facts == {
        "found": f"{MOST_LINES + 1} lines", "expected": f"<= {MOST_LINES} lines"
    }  # fmt: skip
