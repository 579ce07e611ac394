"""What a quote in another currency is worth in the company's own, at which rate. A draft at today's; from
sending on at the rate of that day, kept with what was offered. The customer's document does not say it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from comptoir.kernel.money import Money, exchanged
from comptoir.platform import clock
from comptoir.records.currencies import queries as currencies
from comptoir.records.currencies.facts import Found
from comptoir.shell import format as fmt
from comptoir.stages.quoting.core.states import QuoteState
from comptoir.stages.quoting.models import Quote
from comptoir.stages.quoting.queries import QuoteFacts

KEY = "exchange"  # in `offered`


@dataclass(frozen=True, slots=True)
class Worth:
    """The rate into the company's currency. published: (from, to, rate) as its source says them."""

    currency: str
    rate: Decimal
    day: date
    way: str
    source: str
    published: tuple[tuple[str, str, Decimal], ...]

    def of(self, minor: int, currency: str) -> Money:
        """An amount of the quote in the company's currency."""
        return exchanged(Money(minor, currency), self.rate, self.currency)


def frozen(quote: Quote, today: date, home: str) -> dict[str, Any]:
    """What sending keeps: the rate of the day, null where none is known; {} in the company's currency."""
    if quote.currency == home:
        return {}
    found = currencies.find(quote.entity_id, quote.currency, home, today)
    return {KEY: _plain(found) if found else None}


def worth(quote: QuoteFacts) -> Worth | None:
    """None in the company's currency, and where no rate is known. One statement for a draft in another."""
    home = currencies.home(quote.entity_id)
    if quote.currency == home:
        return None
    if quote.state == QuoteState.DRAFT:
        today = clock.today(quote.entity_id)
        found = currencies.find(quote.entity_id, quote.currency, home, today)
        return _worth(_plain(found)) if found else None
    told = (quote.offered or {}).get(KEY)
    return _worth(told) if told else None


def context(quote: QuoteFacts, lang: str) -> dict[str, Any]:
    """What the panel says beside the total."""
    if quote.currency == currencies.home(quote.entity_id):
        return {}
    known = worth(quote)
    if known is None:
        return {"worthless": quote.state == QuoteState.DRAFT}
    amount = fmt.amount(known.of(quote.gross_minor, quote.currency), lang)
    return {"worth": amount, "worth_at": said(known, lang)}


def said(known: Worth, lang: str) -> str:
    """`1 EUR = 1.25 USD, ECB, 2 Jan 2026`, as it was published."""
    rates = [f"1 {a} = {fmt.quantity(rate, lang)} {b}" for a, b, rate in known.published]
    return ", ".join([*rates, known.source, fmt.date_doc(known.day, lang)])


def _plain(found: Found) -> dict[str, Any]:
    return {
        "currency": found.target, "rate": f"{found.rate:f}", "day": found.day.isoformat(),
        "way": found.way.value, "source": found.origin,
        "published": [[r.source, r.target, f"{r.rate:f}"] for r in found.rates],
    }  # fmt: skip


def _worth(told: dict[str, Any]) -> Worth:
    return Worth(
        told["currency"], Decimal(told["rate"]), date.fromisoformat(told["day"]), told["way"],
        told["source"], tuple((a, b, Decimal(rate)) for a, b, rate in told["published"]),
    )  # fmt: skip
