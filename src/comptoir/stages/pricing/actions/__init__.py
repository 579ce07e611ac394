"""Writes of pricing: price books and prices, what is agreed with customers."""

from __future__ import annotations

from comptoir.stages.pricing.actions.agreements import (
    BadAgreement,
    OtherAgreement,
    end_customer_price,
    set_customer_price,
)
from comptoir.stages.pricing.actions.changes import (
    ChangedSince,
    Choice,
    NothingChosen,
    discard_prices,
    plan_prices,
    publish_prices,
    roll_back_prices,
)
from comptoir.stages.pricing.actions.commissions import (
    BadCommission,
    OtherCommission,
    end_commission,
    set_commission,
)
from comptoir.stages.pricing.actions.derived import (
    NewBook,
    RateToCome,
    SameBook,
    WhichBook,
    derive_prices,
)
from comptoir.stages.pricing.actions.indexes import BadIndexValue, set_index_value
from comptoir.stages.pricing.actions.prices import (
    BadBookDates,
    BadPrice,
    BookCodeTaken,
    UnknownPriceModel,
    UnknownPriceType,
    create_book,
    set_price,
)
from comptoir.stages.pricing.actions.promotions import (
    CouponTaken,
    UnknownPromotionKind,
    set_promotion,
)
from comptoir.stages.pricing.actions.rows import OutsideBook
from comptoir.stages.pricing.core.entries import BadPriceTerms
from comptoir.stages.pricing.core.promotions import BadPromotion, PromotionTie

__all__ = [
    "BadAgreement",
    "BadBookDates",
    "BadCommission",
    "BadIndexValue",
    "BadPrice",
    "BadPriceTerms",
    "BadPromotion",
    "BookCodeTaken",
    "ChangedSince",
    "Choice",
    "CouponTaken",
    "NewBook",
    "NothingChosen",
    "OtherAgreement",
    "OtherCommission",
    "OutsideBook",
    "PromotionTie",
    "RateToCome",
    "SameBook",
    "UnknownPriceModel",
    "UnknownPriceType",
    "UnknownPromotionKind",
    "WhichBook",
    "create_book",
    "derive_prices",
    "discard_prices",
    "end_commission",
    "end_customer_price",
    "plan_prices",
    "publish_prices",
    "roll_back_prices",
    "set_commission",
    "set_customer_price",
    "set_index_value",
    "set_price",
    "set_promotion",
]
