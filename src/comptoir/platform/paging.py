"""Pages of long lists by cursor: stable while rows are added, and as fast at the end as at the start."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Case, F, Func, Model, Q, QuerySet, TextField, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, Lower
from django.db.models.lookups import Contains

from comptoir.kernel.errors import Invalid

M = TypeVar("M", bound=Model)
R = TypeVar("R")
MAX_LIMIT = 200
SORT_KEY = "sort_key"  # the annotation that a list is sorted by
ACCENTS = ("àáâãäåçèéêëìíîïñòóôõöùúûüýÿ", "aaaaaaceeeeiiiinooooouuuuyy")
_PLAIN = str.maketrans(*ACCENTS)
Sorts = Mapping[str, str | Combinable]  # column → a field that is never null, or an expression


class BadCursor(Invalid):
    """The cursor does not come from this list."""

    code = "bad_cursor"


class BadSort(Invalid):
    """This list cannot be sorted by this."""

    code = "bad_sort"


def arranged(
    rows: QuerySet[M], sort: str, sorts: Sorts, otherwise: tuple[str, ...]
) -> tuple[QuerySet[M], tuple[str, ...]]:
    """Rows and their order for `keyset`, as somebody asked for them.

    sort       a key of `sorts`, "-" before it for descending; "" for the list's own order
    otherwise  the list's own order; equal rows always stand by the last of it
    """
    if not sort:
        return rows, otherwise
    back, name = sort.startswith("-"), sort.removeprefix("-")
    if name not in sorts:
        raise BadSort(field="sort", found=sort[:40], expected=" | ".join(sorts))
    wanted = sorts[name]
    key = F(wanted) if isinstance(wanted, str) else wanted
    order = (SORT_KEY, otherwise[-1].lstrip("-"))
    return rows.annotate(**{SORT_KEY: key}), tuple(f"-{f}" if back else f for f in order)


def folded(field: str) -> Combinable:
    """A text in the order of a dictionary: capitals and accents do not count."""
    return Func(Lower(F(field)), Value(ACCENTS[0]), Value(ACCENTS[1]), function="TRANSLATE")


def plain(text: str) -> str:
    """Without capitals and accents."""
    return text.lower().translate(_PLAIN)


def plain_sql(column: str) -> str:
    """The same of a column, in SQL."""
    return f"translate(lower({column}), '{ACCENTS[0]}', '{ACCENTS[1]}')"


def holds(field: str, words: str) -> Q:
    """Whether a text contains these words; capitals and accents do not count, on either side."""
    return Q(Contains(Cast(folded(field), TextField()), plain(words)))


def missing_last(field: str) -> Combinable:
    """A day that may be missing; rows without it stand after all others."""
    return Coalesce(F(field), Value(date.max))


def ranked(field: str, values: Iterable[str]) -> Combinable:
    """A state in the order of the process, not of the alphabet."""
    return Case(
        *(When(**{field: v}, then=Value(n)) for n, v in enumerate(values)), default=Value(99)
    )


def keyset(
    rows: QuerySet[M], order: tuple[str, ...], cursor: str | None, limit: int
) -> tuple[list[M], str | None]:
    """At most `limit` rows after `cursor`, and the cursor of the next page (None at the end).

    order  field names, "-" for descending; the last must be unique, none may be null
    """
    limit = max(1, min(limit, MAX_LIMIT))
    if cursor:
        rows = rows.filter(_after(rows, order, _decode(cursor, len(order))))
    found = list(rows.order_by(*order)[: limit + 1])
    if len(found) <= limit:
        return found, None
    last = found[limit - 1]
    return found[:limit], _encode([getattr(last, name.lstrip("-")) for name in order])


def after(
    rows: Iterable[R], key: Callable[[R], tuple[Any, ...]], cursor: str | None, limit: int
) -> tuple[list[R], str | None]:
    """As `keyset`, for rows that are computed: at most `limit` of them after `cursor`, by their keys.

    key  unique per row; whole numbers, text, days and ids; a whole number negated for descending
    """
    keyed = sorted(((_sortable(key(row)), row) for row in rows), key=lambda pair: pair[0])
    if cursor:
        start = _decode(cursor, len(keyed[0][0]) if keyed else None)
        try:
            keyed = [pair for pair in keyed if pair[0] > start]
        except TypeError:  # text where a number stands
            raise BadCursor(field="cursor", fix="start from the first page") from None
    found = [row for _key, row in keyed[:limit]]
    return found, _encode(keyed[limit - 1][0]) if len(keyed) > limit else None


def place(cursor: str | None, kinds: tuple[str, ...]) -> list[Any] | None:
    """Where a page of a written SQL statement starts, as plain values; None is at the first row.

    kinds  of its key, each "day" or "text"
    """
    if not cursor:
        return None
    start = _decode(cursor, len(kinds))
    for kind, value in zip(kinds, start, strict=True):
        if not isinstance(value, str) or (kind == "day" and not _is_day(value)):
            raise BadCursor(field="cursor", fix="start from the first page")
    return start


def _is_day(text: str) -> bool:
    try:
        return text == "infinity" or bool(date.fromisoformat(text))
    except ValueError:
        return False


def cut(
    rows: list[R], key: Callable[[R], tuple[Any, ...]], limit: int
) -> tuple[list[R], str | None]:
    """A page of a written SQL statement that read one row more than `limit`, and the next cursor."""
    if len(rows) <= limit:
        return rows, None
    return rows[:limit], _encode(_sortable(key(rows[limit - 1])))


def _sortable(key: tuple[Any, ...]) -> list[Any]:
    return [_plain(value) for value in key]


def _after(rows: QuerySet[Any], order: tuple[str, ...], values: list[Any]) -> Q:
    """(a, b) after (x, y): a past x, or a = x and b past y."""
    after, same = Q(pk__in=[]), Q()
    for name, value in zip(order, values, strict=True):
        plain = name.lstrip("-")
        try:
            typed = _field(rows, plain).to_python(value)
        except Exception:
            raise BadCursor(field="cursor", fix="start from the first page") from None
        after |= same & Q(**{f"{plain}__{'lt' if name.startswith('-') else 'gt'}": typed})
        same &= Q(**{plain: typed})
    return after


def _field(rows: QuerySet[Any], name: str) -> Any:
    known = rows.query.annotations.get(name)
    return known.output_field if known is not None else rows.model._meta.get_field(name)


def _encode(values: list[Any]) -> str:
    text = json.dumps([_plain(v) for v in values], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _plain(value: Any) -> Any:
    if isinstance(value, (UUID, Decimal)):
        return str(value)
    return value.isoformat() if isinstance(value, (date, datetime)) else value


def _decode(cursor: str, size: int | None) -> list[Any]:
    """The key that a cursor tells of; size: how long it must be, None where no row says so."""
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        values = json.loads(raw)
        assert isinstance(values, list) and size in (None, len(values))
        assert all(isinstance(v, (str, int)) and "\x00" not in str(v) for v in values)
    except (ValueError, AssertionError):
        raise BadCursor(field="cursor", fix="start from the first page") from None
    return values
