"""The other systems Comptoir speaks with, by the code a connection names."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from comptoir.adapters.erpnext import ERPNext
from comptoir.adapters.hubspot import HubSpot
from comptoir.adapters.woocommerce import WooCommerce
from comptoir.integrating.ports import Access, System

SYSTEMS: Mapping[str, Callable[[Access], System]] = {
    "hubspot": HubSpot,
    "woocommerce": WooCommerce,
    "erpnext": ERPNext,
}
