"""Writes of pricing: price books and prices, what is agreed with customers."""

from __future__ import annotations

from comptoir.stages.pricing.actions.agreements import (
    BadAgreement,
    OtherAgreement,
    end_customer_price,
    set_customer_price,
)
from comptoir.stages.pricing.actions.prices import (
    BadBookDates,
    BadPrice,
    BookCodeTaken,
    UnknownPriceModel,
    UnknownPriceType,
    create_book,
    set_price,
)
from comptoir.stages.pricing.actions.rows import OutsideBook
from comptoir.stages.pricing.core.entries import BadPriceTerms

__all__ = [
    "BadAgreement",
    "BadBookDates",
    "BadPrice",
    "BadPriceTerms",
    "BookCodeTaken",
    "OtherAgreement",
    "OutsideBook",
    "UnknownPriceModel",
    "UnknownPriceType",
    "create_book",
    "end_customer_price",
    "set_customer_price",
    "set_price",
]
