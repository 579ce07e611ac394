from __future__ import annotations

from datetime import date

import pytest

from comptoir.stages.collecting.core.bank import StatementRow
from comptoir.stages.collecting.core.matching import Debt, Debts, Reason, match, tokens

DUE = date(2027, 1, 31)
IBAN = "FR1420041010050500013M02606"


def debts(*more: Debt) -> Debts:
    return Debts(
        [
            Debt("i1", "F-2027-0001", "belvedere", "EUR", DUE, 10000),
            Debt("i2", "F-2027-0002", "belvedere", "EUR", DUE, 5000),
            Debt("i3", "F-2027-0003", "other", "EUR", DUE, 5000),
            Debt("i4", "F-2027-0004", "other", "EUR", DUE, 7777),
            *more,
        ],
        {"belvedere": "Hôtel Belvédère", "other": "Menuiserie Chabert"},
        {IBAN: frozenset({"belvedere"})},
    )


def line(
    amount: int, text: str = "VIR", payer: str = "", iban: str = "", currency: str = "EUR"
) -> StatementRow:
    return StatementRow(1, DUE, amount, currency, text, payer, iban)


@pytest.mark.parametrize(
    ("row", "reason", "shares"),
    [
        (line(10000, "VIR F-2027-0001"), Reason.NUMBER_AND_AMOUNT, [("i1", 10000)]),
        (line(10000, "vir f20270001 merci"), Reason.NUMBER_AND_AMOUNT, [("i1", 10000)]),
        (line(15000, "F-2027-0001/F-2027-0002"), Reason.NUMBER_AND_AMOUNT, [("i1", 10000), ("i2", 5000)]),
        (line(400, "F-2027-0001"), Reason.NUMBER_PART, [("i1", 400)]),
        (line(10500, "F-2027-0001"), Reason.NUMBER_OVER, [("i1", 10000)]),
        (line(14999, "F-2027-0001 F-2027-0002"), Reason.SEVERAL_PARTLY, []),
        (line(15000, "F-2027-0001 F-2027-0003"), Reason.SEVERAL_CUSTOMERS, []),
        (line(10000, "F-2027-00012"), Reason.ONLY_AMOUNT, [("i1", 10000)]),
        (line(5000, iban=IBAN), Reason.IBAN_AND_AMOUNT, [("i2", 5000)]),
        (line(15000, iban=IBAN), Reason.IBAN_AND_TOTAL, [("i1", 10000), ("i2", 5000)]),
        (line(123, iban=IBAN), Reason.NOTHING, []),
        (line(7777), Reason.ONLY_AMOUNT, [("i4", 7777)]),
        (line(7777, payer="CHABERT SARL"), Reason.ONLY_AMOUNT, [("i4", 7777)]),
        (line(7777, payer="Somebody Else"), Reason.OTHER_PAYER, []),
        (line(5000), Reason.SEVERAL_INVOICES, []),
        (line(1), Reason.NOTHING, []),
        (line(7777, currency="USD"), Reason.NOTHING, []),
        (line(10000, "F-2027-0001", currency="USD"), Reason.NOTHING, []),
    ],
)  # fmt: skip
def test_a_line_pays_what_it_surely_means(
    row: StatementRow, reason: Reason, shares: list[tuple[str, int]]
) -> None:
    verdict = match(row, debts())
    assert verdict.reason == reason
    assert [(s.id, s.amount_minor) for s in verdict.shares] == shares
    assert verdict.certain == bool(shares)


def test_a_number_is_found_only_as_a_whole_word() -> None:
    assert "F20270001" in tokens("paiement F-2027-0001, merci")
    assert "F20270001" not in tokens("paiement F-2027-00011 XF-2027-0001")


def test_what_one_line_took_is_gone_for_the_next() -> None:
    open_debts = debts()
    first = match(line(7777), open_debts)
    open_debts.take(first.shares)
    assert match(line(7777), open_debts).reason == Reason.NOTHING
    assert match(line(7777, "F-2027-0004"), open_debts).reason == Reason.NOTHING
    part = match(line(400, "F-2027-0001"), open_debts)
    open_debts.take(part.shares)
    assert match(line(9600), open_debts).reason == Reason.ONLY_AMOUNT


def test_two_invoices_of_one_amount_from_one_account_are_ambiguous() -> None:
    twins = debts(Debt("i5", "F-5", "belvedere", "EUR", DUE, 5000))
    verdict = match(line(5000, iban=IBAN), twins)
    assert (verdict.reason, verdict.candidates) == (Reason.SEVERAL_INVOICES, ("i2", "i5"))
