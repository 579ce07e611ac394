"""Who writes the invoices, for the stages after this room: core/self_billing.py in one import. Pure."""

from __future__ import annotations

from comptoir.records.parties.core.self_billing import LONGEST_NUMBER, Mandate, in_force

__all__ = ["LONGEST_NUMBER", "Mandate", "in_force"]
