"""What is told about pricing: facts, never models."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from comptoir.stages.pricing.core.entries import (
    SETTLED,
    Agreed,
    Basis,
    Given,
    Terms,
    choose,
    load_size,
    load_terms,
    settle,
)
from comptoir.stages.pricing.core.prices import Price as CorePrice
from comptoir.stages.pricing.core.prices import PriceKind
from comptoir.stages.pricing.core.tiers import Tier


@dataclass(frozen=True, slots=True)
class BookFacts:
    """A price book, valid [starts_on, ends_on)."""

    id: UUID
    entity_id: UUID
    code: str
    name: str
    currency: str
    starts_on: date
    ends_on: date | None
    is_default: bool
    version: int
    active: bool
    segment: str = ""
    channel: str = ""


@dataclass(frozen=True, slots=True)
class Considered:
    """A price book that was looked at for a deal, and why it was taken or left."""

    book: BookFacts
    taken: bool
    reason: str


@dataclass(frozen=True, slots=True)
class PriceFacts:
    """The price of a product in a book, valid [starts_on, ends_on); `unit_price` in major units."""

    id: int
    book_id: UUID
    book_code: str
    product_id: UUID
    model: str
    unit_price: Decimal
    tiers: tuple[Tier, ...]
    starts_on: date
    ends_on: date | None
    version: int
    price_type: str = "list"
    terms: Mapping[str, Any] = field(default_factory=dict)
    minimum: Decimal | None = None
    maximum: Decimal | None = None

    @property
    def price(self) -> CorePrice:
        """What the engine prices with; the waterfall names this entry and its version."""
        rule, kind = f"{self.book_code}:{self.id}", PriceKind(self.model)
        told = self.terms or kind is PriceKind.USAGE  # a unit price of usage alone keeps no terms
        return CorePrice(
            kind, self.unit_price, self.tiers, rule, self.version, load_size(self.terms),
            self.minimum, self.maximum, card=self.price_terms.usage(kind) if told else None,
        )  # fmt: skip

    @property
    def price_terms(self) -> Terms:
        """What its kind needs besides the unit price."""
        return load_terms(self.terms)


@dataclass(frozen=True, slots=True)
class CustomerPriceFacts:
    """What is agreed with a customer, valid [starts_on, ends_on); see the model for its words."""

    id: UUID
    customer_id: UUID
    product_id: UUID | None
    target: str
    reference: str
    currency: str
    percent_off: Decimal | None
    unit_price: Decimal
    tiers: tuple[Tier, ...]
    starts_on: date
    ends_on: date | None
    version: int


@dataclass(frozen=True, slots=True)
class RuleFacts:
    """What a rule said in one version, who set it and when; `who` as a reader calls them, where asked.

    set_on  the company's day;  origin  of a price made from another book: its "source" and "recipe"
    """

    rule_id: str
    version: int
    said: Mapping[str, Any]
    set_by: str
    set_at: datetime
    who: str
    set_on: date
    origin: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Offered:
    """Everything that may price a product for one customer on one day; `floor`, `target` per unit."""

    product_id: UUID
    listed: PriceFacts | None = None
    promotional: PriceFacts | None = None
    agreed: Agreed | None = None
    floor: Decimal | None = None
    target: Decimal | None = None

    @property
    def priced(self) -> bool:
        """Whether there is a price at all: a percentage off needs a list price."""
        plain = self.agreed is not None and self.agreed.percent_off is None
        return plain or self.listed is not None or self.promotional is not None

    @property
    def derived(self) -> bool:
        """Whether the price that counts is a percentage of other lines."""
        asked = self.listed is not None and self.listed.model == PriceKind.PERCENT
        return asked and (self.agreed is None or self.agreed.percent_off is not None)

    @property
    def basis(self) -> Basis:
        """Which other lines the price looks at."""
        return self.listed.price_terms.basis if self.listed else Basis()

    def at(self, given: Given) -> CorePrice:
        """The price that counts for these figures, with the steps that lead to it."""
        listed = self.listed.price if self.listed else None
        if listed is not None and self.listed is not None and listed.kind in SETTLED:
            listed = settle(listed, self.listed.price_terms, given)
        promotional = self.promotional.price if self.promotional else None
        found = choose(listed, self.agreed, promotional, given.quantity)
        assert found is not None, "asked only where `priced`"
        return found
