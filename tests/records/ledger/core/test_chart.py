"""The chart that new books start with keeps to the French plan comptable général."""

from __future__ import annotations

from comptoir.records.ledger.core.chart import CONTROL_ROLES, PCG, Kind


def test_six_digits_name_one_account() -> None:
    codes = [a.code for a in PCG]
    assert all(len(code) == 6 and code.isdigit() for code in codes)
    assert len(set(codes)) == len(codes)


def test_the_first_digit_says_whether_an_account_is_expense_or_income() -> None:
    for account in PCG:
        assert (account.code[0] == "6") is (account.kind is Kind.EXPENSE), account
        assert (account.code[0] == "7") is (account.kind is Kind.INCOME), account


def test_a_posting_rule_finds_one_account_for_its_role() -> None:
    roles = [a.role for a in PCG if a.role]
    assert len(set(roles)) == len(roles)
    assert set(roles) >= CONTROL_ROLES
