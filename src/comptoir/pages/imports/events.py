"""What an import tells. Facts only; names of customers stand in their own tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from comptoir.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportUploaded(Event):
    subject: ClassVar[str] = "import_id"
    import_id: UUID
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportChecked(Event):
    """Read to its end; nothing was booked."""

    subject: ClassVar[str] = "import_id"
    import_id: UUID
    lines: int
    documents: int
    rejected_lines: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportStarted(Event):
    """Customers and products of the file are there; counts are of the new ones."""

    subject: ClassVar[str] = "import_id"
    import_id: UUID
    decision_id: UUID
    customers: int
    products: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RetailChunkImported(Event):
    """These documents, whole: orders, deliveries, invoices, entries, open items, revenue.

    first, last  number of the first and last document in the file; booked_minor may be negative
    """

    subject: ClassVar[str] = "import_id"
    import_id: UUID
    documents: int
    lines: int
    first: str
    last: str
    booked_minor: int
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportFinished(Event):
    """Everything of the file is booked, listed or rejected, and was proved in the database."""

    subject: ClassVar[str] = "import_id"
    import_id: UUID
    documents: int
    lines: int
    rejected_lines: int
    proved: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFileReceived(Event):
    """A file of lines for a quote is here; nothing is added."""

    subject: ClassVar[str] = "import_id"
    import_id: UUID
    quote_id: UUID
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFileChecked(Event):
    """Read to its end and priced; nothing was added."""

    subject: ClassVar[str] = "import_id"
    import_id: UUID
    quote_id: UUID
    rows: int
    rejected: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteLinesImported(Event):
    """The good rows of a file are lines of the quote."""

    subject: ClassVar[str] = "import_id"
    import_id: UUID
    quote_id: UUID
    lines: int
