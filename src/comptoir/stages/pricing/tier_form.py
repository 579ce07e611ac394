"""A form whose tiers are typed in rows; each fault is kept with its row."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comptoir.kernel.errors import DomainError
from comptoir.platform.problem import detail
from comptoir.stages.pricing import engine
from comptoir.stages.pricing.engine import Tier
from comptoir.stages.pricing.forms import Numbers
from comptoir.stages.pricing.tier_rows import MOST, TierField, TierRow, padded, read_rows


class TierForm(Numbers):
    """Fields of a price with tiers; `amounts`: a tier names the amount of the line, and no unit price."""

    tiers = TierField(label=_("Tiers"), required=False)

    @property
    def amounts(self) -> bool:
        return False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tier_faults: dict[int, list[str]] = {}

    @property
    def tier_rows(self) -> list[TierRow]:
        """The rows as they were typed, with their faults, and empty ones below."""
        found = read_rows(self["tiers"].value(), amounts=self.amounts)
        faults = self.tier_faults
        return padded([replace(row, faults=tuple(faults.get(row.number, ()))) for row in found])

    @property
    def tier_errors(self) -> list[str]:
        """What is wrong with the tiers as a whole; faults of rows stand at them."""
        return [] if self.tier_faults else [str(text) for text in self.errors.get("tiers", ())]

    def read_tiers(self, typed: Any) -> tuple[Tier, ...]:
        """The tiers that were typed."""
        rows = read_rows(typed, amounts=self.amounts)
        if len(rows) > MOST:
            self.add_error("tiers", _("At most %(n)s tiers.") % {"n": MOST})
            return ()
        found = [self._tier_of(row) for row in rows]
        tiers = tuple(tier for tier in found if tier is not None)
        if rows and len(tiers) == len(rows):
            try:
                engine.check_tiers(tiers)
            except DomainError as error:
                self._tier_fault(int(str(error.field).split(".")[1]), detail(error))
        return tiers

    def _tier_of(self, row: TierRow) -> Tier | None:
        if not (row.fee if self.amounts else row.price):
            asked = _("an amount is missing") if self.amounts else _("a unit price is missing")
            self._tier_fault(row.number, str(asked))
            return None
        price = "" if self.amounts else row.price
        try:
            top = self._number(row.to, "tiers") if row.to else None
            each, fee = (self._number(n, "tiers") if n else Decimal(0) for n in (price, row.fee))
        except forms.ValidationError as error:
            self._tier_fault(row.number, " ".join(error.messages))
            return None
        return Tier(top, each, fee)

    def _tier_fault(self, number: int, text: str) -> None:
        self.tier_faults.setdefault(number, []).append(text)
        self.add_error("tiers", _("Row %(n)s: %(text)s") % {"n": number, "text": text})
