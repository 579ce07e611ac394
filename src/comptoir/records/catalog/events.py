from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from comptoir.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductCreated(Event):
    subject: ClassVar[str] = "product_id"
    product_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductChanged(Event):
    subject: ClassVar[str] = "product_id"
    product_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductsImported(Event):
    count: int
