"""Exchange rates as facts."""

from __future__ import annotations

from comptoir.records.currencies.core.rates import OLDEST, Found, Rate, Way, rate_on

__all__ = ["OLDEST", "Found", "Rate", "Way", "rate_on"]
