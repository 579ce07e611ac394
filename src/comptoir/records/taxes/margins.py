"""VAT on the margin for the stages that come after: taxes/core/margin.py in one import. Pure."""

from __future__ import annotations

from comptoir.records.taxes.core.margin import margin_vat

__all__ = ["margin_vat"]
