"""Which column of the file means what, and how its numbers and dates are written."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Collection, Sequence
from collections.abc import Mapping as ReadOnly
from dataclasses import asdict, dataclass, replace

from comptoir.kernel.errors import Invalid
from comptoir.pages.imports.core.cells import DateOrder, Mark
from comptoir.pages.imports.core.lines import FIELDS, Layout

# Headers known to mean a field, without case, accents, spaces and signs.
SYNONYMS: dict[str, frozenset[str]] = {
    field: frozenset(names.split())
    for field, names in {
        "number": "invoiceno invoice invoicenumber documentno documentnumber number "
                  "facture numerofacture nfacture nofacture numero numerodepiece",
        "sku": "stockcode sku productcode itemcode article codearticle reference referencearticle",
        "description": "description productname itemname designation libelle",
        "quantity": "quantity qty quantite qte",
        "issued_at": "invoicedate date documentdate issuedat datefacture datedefacture",
        "unit_price": "unitprice price prix prixunitaire pu puht prixunitaireht",
        "customer": "customerid customer customerno customernumber client codeclient "
                    "numeroclient nclient noclient idclient",
        "country": "country pays",
    }.items()
}  # fmt: skip


class MissingColumns(Invalid):
    """The file lacks columns that the import needs."""

    code = "missing_columns"


class AmbiguousColumns(Invalid):
    """Two columns of the file mean the same; say which one counts."""

    code = "ambiguous_columns"


class AmbiguousDates(Invalid):
    """The dates can be read with the day first or the month first; say which."""

    code = "ambiguous_dates"


class BadMapping(Invalid):
    """The saved mapping is not one of this import."""

    code = "bad_mapping"


@dataclass(frozen=True, slots=True)
class Mapping:
    """Header of the file by field; mark and dates None until they are guessed or said."""

    columns: ReadOnly[str, str]
    mark: Mark | None = None
    dates: DateOrder | None = None

    def to_json(self) -> str:
        """As saved: a JSON object that a person can edit."""
        return json.dumps(
            asdict(self) | {"columns": dict(self.columns)},
            ensure_ascii=False,
            indent=2,
            sort_keys=True,
        )

    def layout(self, header: Sequence[str], digits: int) -> Layout:
        """The mapping on this header; mark and dates must be known."""
        assert self.mark, "guessed before"
        assert self.dates, "guessed before"
        absent = [name for name in self.columns.values() if name not in header]
        if absent:
            raise _missing(absent, header)
        columns = {field: list(header).index(name) for field, name in self.columns.items()}
        return Layout(columns, len(header), self.mark, self.dates, digits)

    def settled(self, *, mark: Mark | None, dates: DateOrder | None) -> Mapping:
        """With what was left open filled in from the guesses; what was said stays."""
        if not (self.dates or dates):
            raise AmbiguousDates(
                field="dates",
                found="days and months up to 12 only",
                expected="dmy or mdy",
                fix="Choose the order of day and month.",
            )
        return replace(self, mark=self.mark or mark or ".", dates=self.dates or dates)


def columns_said(text: str, fields: Collection[str]) -> dict[str, str]:
    """Field → header, as far as the caller of the API says it in JSON."""
    if not text:
        return {}
    try:
        said = json.loads(text)
    except ValueError:
        said = None
    well = isinstance(said, dict) and all(
        field in fields and isinstance(name, str) for field, name in said.items()
    )
    if not well:
        raise BadMapping(
            field="columns", found=text[:80], expected=f"columns for {', '.join(fields)}"
        )
    return dict(said)


def from_json(text: str) -> Mapping:
    """A saved mapping, checked."""
    try:
        saved = json.loads(text)
        columns, mark, dates = saved["columns"], saved.get("mark"), saved.get("dates")
        well = (
            set(columns) == set(FIELDS)
            and all(isinstance(name, str) for name in columns.values())
            and mark in (".", ",", None)
            and dates in ("iso", "dmy", "mdy", None)
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        well = False
    if not well:
        raise BadMapping(
            field="mapping",
            found=text[:80],
            expected=f"columns for {', '.join(FIELDS)}",
            fix="Map the columns again and save.",
        )
    return Mapping(columns, mark, dates)


def guess(header: Sequence[str], said: ReadOnly[str, str] | None = None) -> Mapping:
    """Column of each field by its name; `said` (field → header) overrules the guess."""
    columns = dict(said or {})
    for field in FIELDS:
        if field in columns:
            continue
        found = [name for name in header if plain(name) in SYNONYMS[field]]
        if len(found) > 1:
            raise AmbiguousColumns(
                field=field,
                found=", ".join(found),
                expected="one column",
                fix="Choose a column.",
            )
        if found:
            columns[field] = found[0]
    absent = [field for field in FIELDS if field not in columns]
    absent += [name for name in columns.values() if name not in header]
    if absent:
        raise _missing(absent, header)
    return Mapping({field: columns[field] for field in FIELDS})


def plain(name: str) -> str:
    """A header without case, accents, spaces and signs: `Prix unitaire HT` → `prixunitaireht`."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(c for c in letters if c.isalnum())


def _missing(absent: Sequence[str], header: Sequence[str]) -> MissingColumns:
    return MissingColumns(
        field=absent[0],
        missing=", ".join(absent),
        found=", ".join(header),
        expected=", ".join(FIELDS),
        fix="Choose a column.",
    )
