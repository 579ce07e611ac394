"""Other systems in the box: to try connections out, and to test the adapters against, with faults."""

from __future__ import annotations

from collections.abc import Mapping

from comptoir.adapters.fakes.erpnext import ERPNextFake
from comptoir.adapters.fakes.fake import Fake
from comptoir.adapters.fakes.hubspot import HubSpotFake
from comptoir.adapters.fakes.woocommerce import WooCommerceFake

FAKES: Mapping[str, type[Fake]] = {  # by the code of the system, as in adapters/systems.py
    "hubspot": HubSpotFake,
    "woocommerce": WooCommerceFake,
    "erpnext": ERPNextFake,
}
