"""Which invoices a bank line pays. What is ambiguous is never booked; every answer says why."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from comptoir.stages.collecting.core.allocation import OpenDocument, Share, oldest_first
from comptoir.stages.collecting.core.bank import StatementRow, plain

_TOKEN = re.compile(r"[A-Z0-9][A-Z0-9\-_./]*")
_MARKS = re.compile(r"[-_./]")


class Reason(StrEnum):
    """Why a line was booked, or why it was not."""

    NUMBER_AND_AMOUNT = "number_and_amount"  # named in full, and the amounts are equal
    NUMBER_PART = "number_part"  # one invoice named, paid in part
    NUMBER_OVER = "number_over"  # named, and more was paid: the rest stays unapplied
    IBAN_AND_AMOUNT = "iban_and_amount"  # the payer's account, exactly one invoice of this amount
    IBAN_AND_TOTAL = "iban_and_total"  # the payer's account, exactly all that is open
    ONLY_AMOUNT = "only_amount"  # exactly one open invoice of this amount, no other payer named
    SEVERAL_CUSTOMERS = "several_customers"  # ambiguous: invoices of several customers named
    SEVERAL_PARTLY = "several_partly"  # ambiguous: several invoices named, not all are paid
    SEVERAL_INVOICES = "several_invoices"  # ambiguous: several invoices of this amount
    OTHER_PAYER = "other_payer"  # the amount fits, the payer's name does not
    NOTHING = "nothing"  # no number, no amount


BOOKED = frozenset(
    {Reason.NUMBER_AND_AMOUNT, Reason.NUMBER_PART, Reason.NUMBER_OVER, Reason.IBAN_AND_AMOUNT}
    | {Reason.IBAN_AND_TOTAL, Reason.ONLY_AMOUNT}
)


@dataclass(frozen=True, slots=True)
class Debt:
    """An open invoice that a line could pay."""

    id: str
    number: str
    customer: str
    currency: str
    due_on: date
    open_minor: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a line pays, or may pay: booked only when `certain`."""

    reason: Reason
    customer: str = ""
    shares: tuple[Share, ...] = ()
    candidates: tuple[str, ...] = ()  # invoices to look at when it is not certain

    @property
    def certain(self) -> bool:
        return self.reason in BOOKED


class Debts:
    """All open invoices, found by number, amount and customer; grows smaller as lines are matched.

    names, ibans  customer → name, and account → customers
    """

    def __init__(
        self, debts: Iterable[Debt], names: Mapping[str, str], ibans: Mapping[str, frozenset[str]]
    ) -> None:
        self.by_id = {d.id: d for d in debts}
        self.names, self.ibans = names, ibans
        self.left = {d.id: d.open_minor for d in self.by_id.values()}
        self._number = {_bare(d.number): d.id for d in self.by_id.values()}
        self._amount: dict[tuple[str, int], set[str]] = defaultdict(set)
        self._customer: dict[tuple[str, str], set[str]] = defaultdict(set)
        for d in self.by_id.values():
            self._amount[d.currency, d.open_minor].add(d.id)
            self._customer[d.customer, d.currency].add(d.id)

    def named(self, text: str, currency: str) -> list[Debt]:
        """The open invoices whose number stands in the text as a whole word."""
        ids = {self._number[t] for t in tokens(text) if t in self._number}
        found = [d for i in ids if self.left[i] and (d := self.by_id[i]).currency == currency]
        return sorted(found, key=lambda d: (d.due_on, d.number))

    def of_amount(self, amount: int, currency: str) -> list[Debt]:
        """The open invoices of exactly this amount."""
        return [self.by_id[i] for i in sorted(self._amount[currency, amount])]

    def of_customer(self, customer: str, currency: str) -> list[Debt]:
        """What a customer owes, the oldest due first."""
        ids = [i for i in self._customer[customer, currency] if self.left[i]]
        documents = [OpenDocument(i, self.by_id[i].due_on, self.left[i]) for i in ids]
        return [self.by_id[d.id] for d in oldest_first(documents)]

    def take(self, shares: Iterable[Share]) -> None:
        """What was matched is no longer open for the lines that follow."""
        for share in shares:
            debt, before = self.by_id[share.id], self.left[share.id]
            self.left[share.id] = before - share.amount_minor
            self._amount[debt.currency, before].discard(share.id)
            if self.left[share.id]:
                self._amount[debt.currency, self.left[share.id]].add(share.id)


def tokens(text: str) -> set[str]:
    """The words of a text as invoice numbers are compared: capitals, no hyphens or slashes."""
    words = _TOKEN.findall(text.upper())
    parts = [part for word in words for part in word.split("/")]
    return {_bare(word) for word in (*words, *parts)}


def _bare(number: str) -> str:
    return _MARKS.sub("", number.upper())


def match(row: StatementRow, debts: Debts) -> Verdict:
    """What the line pays: by invoice number first, then by the payer's account, then by amount."""
    named = debts.named(f"{row.text} {row.payer}", row.currency)
    if named:
        return _by_number(row, named, debts)
    customers = debts.ibans.get(row.payer_iban, frozenset()) if row.payer_iban else frozenset()
    if len(customers) == 1:
        return _by_account(row, next(iter(customers)), debts)
    return _by_amount(row, debts)


def _by_number(row: StatementRow, named: list[Debt], debts: Debts) -> Verdict:
    customers = {d.customer for d in named}
    candidates = tuple(d.id for d in named)
    if len(customers) > 1:
        return Verdict(Reason.SEVERAL_CUSTOMERS, candidates=candidates)
    customer, owed = named[0].customer, sum(debts.left[d.id] for d in named)
    if row.amount_minor < owed:
        if len(named) > 1:
            return Verdict(Reason.SEVERAL_PARTLY, customer, candidates=candidates)
        share = Share(named[0].id, row.amount_minor)
        return Verdict(Reason.NUMBER_PART, customer, (share,))
    shares = tuple(Share(d.id, debts.left[d.id]) for d in named)
    exact = row.amount_minor == owed
    return Verdict(Reason.NUMBER_AND_AMOUNT if exact else Reason.NUMBER_OVER, customer, shares)


def _by_account(row: StatementRow, customer: str, debts: Debts) -> Verdict:
    owed = debts.of_customer(customer, row.currency)
    equal = [d for d in owed if debts.left[d.id] == row.amount_minor]
    if len(equal) == 1:
        return Verdict(Reason.IBAN_AND_AMOUNT, customer, (Share(equal[0].id, row.amount_minor),))
    if equal:
        return Verdict(Reason.SEVERAL_INVOICES, customer, candidates=tuple(d.id for d in equal))
    if owed and sum(debts.left[d.id] for d in owed) == row.amount_minor:
        shares = tuple(Share(d.id, debts.left[d.id]) for d in owed)
        return Verdict(Reason.IBAN_AND_TOTAL, customer, shares)
    return Verdict(Reason.NOTHING, customer, candidates=tuple(d.id for d in owed[:5]))


def _by_amount(row: StatementRow, debts: Debts) -> Verdict:
    equal = debts.of_amount(row.amount_minor, row.currency)
    if not equal:
        return Verdict(Reason.NOTHING)
    if len(equal) > 1:
        return Verdict(Reason.SEVERAL_INVOICES, candidates=tuple(d.id for d in equal[:5]))
    (debt,) = equal
    if row.payer and not _same_name(row.payer, debts.names.get(debt.customer, "")):
        return Verdict(Reason.OTHER_PAYER, candidates=(debt.id,))
    return Verdict(Reason.ONLY_AMOUNT, debt.customer, (Share(debt.id, row.amount_minor),))


def _same_name(payer: str, customer: str) -> bool:
    """Whether two names share a word of four letters or more."""
    long = [{w for w in plain(name).split() if len(w) > 3} for name in (payer, customer)]
    return bool(long[0] & long[1]) or plain(payer) == plain(customer)
