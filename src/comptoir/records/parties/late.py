"""What a late payment costs, for the stages that come after: parties/core/late.py in one import. Pure."""

from __future__ import annotations

from comptoir.records.parties.core.late import INDEMNITY_MINOR, LateRateUnknown, late_interest

__all__ = ["INDEMNITY_MINOR", "LateRateUnknown", "late_interest"]
