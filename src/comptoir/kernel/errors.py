"""What the business can refuse. A class's docstring is what the user reads; its fields are facts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar


class DomainError(Exception):
    """The request could not be carried out."""

    status: ClassVar[int] = 400
    code: ClassVar[str] = "domain_error"
    field: str | None

    def __init__(self, *, field: str | None = None, **facts: object) -> None:
        """`field` names the input at fault (dotted path); every other keyword is a fact:
        `found`, `expected` and `fix` are shown in that order, the rest as data."""
        self.field = field
        self.facts: Mapping[str, object] = facts
        super().__init__(self.title)

    @property
    def title(self) -> str:
        """The first line of the docstring, in English; translated at the edge."""
        return (type(self).__doc__ or self.code).strip().splitlines()[0]

    def __str__(self) -> str:
        said = ", ".join(f"{k}={v}" for k, v in self.facts.items())
        where = f"{self.field}: " if self.field else ""
        return f"{where}{self.title}" + (f" ({said})" if said else "")


class Refused(DomainError):
    """A business rule says no."""

    status = 409
    code = "refused"


class Invalid(DomainError):
    """The value cannot be accepted."""

    status = 422
    code = "invalid"


class NotFound(DomainError):
    """There is no such record."""

    status = 404
    code = "not_found"


class Forbidden(DomainError):
    """Your role does not allow this."""

    status = 403
    code = "forbidden"


class NotAllowed(Refused):
    """The document is not in a state that permits this."""

    code = "not_allowed"


class NothingDue(Refused):
    """There is nothing to do."""

    code = "nothing_due"
