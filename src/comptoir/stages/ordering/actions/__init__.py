"""Writes of orders."""

from comptoir.stages.ordering.actions.ending import (
    AwaitsApproval,
    OrderStarted,
    ReasonMissing,
    UnusedRefused,
    cancel_order,
    cancel_rejected,
    close_order,
    release_approved,
    release_order,
    release_paid,
)
from comptoir.stages.ordering.actions.placing import (
    APPROVAL,
    CREDIT,
    CustomerClosed,
    DepositRefused,
    DuplicateOrder,
    EmptyOrder,
    QuoteNotAccepted,
    QuoteOrdered,
    UnknownChannel,
    place_from_quote,
    place_order,
)
from comptoir.stages.ordering.core.asked import OrderLineIn

__all__ = [
    "APPROVAL",
    "CREDIT",
    "AwaitsApproval",
    "CustomerClosed",
    "DepositRefused",
    "DuplicateOrder",
    "EmptyOrder",
    "OrderLineIn",
    "OrderStarted",
    "QuoteNotAccepted",
    "QuoteOrdered",
    "ReasonMissing",
    "UnknownChannel",
    "UnusedRefused",
    "cancel_order",
    "cancel_rejected",
    "close_order",
    "place_from_quote",
    "place_order",
    "release_approved",
    "release_order",
    "release_paid",
]
