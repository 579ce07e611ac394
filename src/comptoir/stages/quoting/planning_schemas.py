"""What the API takes of a payment schedule."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from comptoir.platform.schemas import Day, DecimalText, In


class InstallmentIn(In):
    """value: percent, or an amount without VAT in major units; left out for the rest, which comes last."""

    due: Literal["signature", "date", "delivery", "acceptance"]
    share: Literal["percent", "net", "rest"]
    value: DecimalText = Decimal(0)
    due_on: Day | None = None
    label: Annotated[str, Field(max_length=80, pattern=r"^[^\x00]*$")] = ""
