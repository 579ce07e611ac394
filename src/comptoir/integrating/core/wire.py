"""A record as JSON and back, and the digest by which an unchanged one is known. Pure."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from comptoir.integrating.core.objects import (
    Customer,
    Deal,
    Document,
    Kind,
    Payment,
    Product,
    Record,
)

Plain = dict[str, Any]
SHAPES: dict[Kind, type[Any]] = {
    Kind.CUSTOMER: Customer,
    Kind.PRODUCT: Product,
    Kind.DEAL: Deal,
    Kind.QUOTE: Document,
    Kind.ORDER: Document,
    Kind.INVOICE: Document,
    Kind.PAYMENT: Payment,
}


def dump(record: Record) -> Plain:
    """The record as JSON-ready data: decimals and dates as text, money as minor units and currency."""
    return {f.name: _plain(getattr(record, f.name)) for f in fields(record)}


def load(kind: Kind, body: Plain) -> Record:
    """The record that was dumped."""
    found: Record = _typed(SHAPES[kind], body)
    return found


def digest(body: Plain) -> str:
    """SHA-256 of what a record says; the same for the same content, whatever the order of its fields."""
    told = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(told.encode()).hexdigest()


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, tuple):
        return [_plain(v) for v in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.value if isinstance(value, StrEnum) else value


def _typed(hint: Any, value: Any) -> Any:
    if value is None:
        return None
    if get_origin(hint) is UnionType:
        return _typed(next(a for a in get_args(hint) if a is not type(None)), value)
    if get_origin(hint) is tuple:
        return tuple(_typed(get_args(hint)[0], v) for v in value)
    if is_dataclass(hint):
        hints = get_type_hints(hint)
        known = {f.name for f in fields(hint)}
        return hint(**{k: _typed(hints[k], v) for k, v in value.items() if k in known})  # type: ignore[operator]
    return hint.fromisoformat(value) if hint is date else hint(value)
