"""What the API takes and gives of the approvals of a quote."""

from __future__ import annotations

from typing import Annotated

from ninja import Schema
from pydantic import Field

from comptoir.platform.schemas import In
from comptoir.stages.quoting.schemas import NO_NUL


class SubmitIn(In):
    """note: what approvers should know."""

    note: Annotated[str, Field(max_length=2_000, pattern=NO_NUL)] = ""


class StopOut(Schema):
    """An approval that the quote needs. changes: each of them alone would avoid it.

    state  needed, pending (a later stage), waiting, approved, countered, rejected, void
    """

    stage: int
    approver: str
    reasons: list[str]
    changes: list[str]
    state: str
