"""A whole deal in one sentence, for the scenarios that look at it from one side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from comptoir.records.catalog import queries as wares
from comptoir.stages.pricing import actions as pricing
from comptoir.stages.pricing import queries as prices
from comptoir.stages.prospecting import actions as prospecting
from comptoir.stages.quoting.actions import LineIn
from tests.scenarios.house import Company, line


@dataclass(frozen=True)
class Deal:
    customer_id: UUID
    wish_id: UUID
    quote_id: UUID
    order_id: UUID
    invoice_id: UUID


def wish(company: Company, customer_id: UUID, title: str = "Six cabinets") -> UUID:
    """An opportunity of € 20,000 that closes in a month."""
    return prospecting.open_opportunity(
        company.by(), customer_id=customer_id, title=title, amount_minor=2_000_000,
        close_on=company.by().today + timedelta(days=30),
    ).opportunity_id  # fmt: skip


def invoiced(company: Company, *lines: LineIn, **head: Any) -> Deal:
    """From the wish to the issued invoice; by default two cabinets at 10 % off and three manuals."""
    customer_id = company.customer()
    wish_id = wish(company, customer_id)
    given = lines or (line("ARM-X", 2, percent=10), line("DOC", 3))
    quote_id = company.quotes(customer_id, *given, opportunity_id=wish_id, **head)
    order_id = company.accepts(quote_id)
    company.delivers(order_id)
    return Deal(customer_id, wish_id, quote_id, order_id, company.invoices(order_id).id)


def priced(company: Company, sku: str, **how: Any) -> None:
    """A new price of an article from today on."""
    product = wares.by_sku(company.entity_id, {sku})[sku]
    book = prices.default_book(company.entity_id, "EUR", company.by().today)
    pricing.set_price(company.by(), book_id=book.id, product_id=product.id, **how)
