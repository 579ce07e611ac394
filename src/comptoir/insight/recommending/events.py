from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from comptoir.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class RecommendationsLearned(Event):
    """cases, hits, popular: how good they are, by baskets held out; all 0 when there were too few."""

    subject: ClassVar[str] = "learning_id"
    learning_id: UUID
    baskets: int
    products: int
    pairs: int
    cases: int
    hits: int
    popular: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductsLinked(Event):
    """kind: accessory (fits the product) or upgrade (takes its place)."""

    subject: ClassVar[str] = "product_id"
    product_id: UUID
    other_id: UUID
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductsUnlinked(Event):
    subject: ClassVar[str] = "product_id"
    product_id: UUID
    other_id: UUID
    kind: str
