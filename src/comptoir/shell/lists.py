"""What every long list can do: show chosen columns, keep views under a name, leave as a file.

The whole state of a list is its address. A view is an address under a name; a file is the same
address with `export`, so it has the same rows, order and columns, and asks the same permission.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, pgettext

from comptoir.kernel.errors import Invalid, Refused
from comptoir.kernel.money import Money
from comptoir.shell.sheets import Cell, csv_file, xlsx_file
from comptoir.shell.tables import InOrder, Table

R = TypeVar("R")
Read = Callable[[str | None, int, str], tuple[list[Any], str | None]]
MOST = 50_000  # rows of a file
CHUNK = 200  # rows read at once
PER_PAGE = 50
COLUMNS, VIEW, EXPORT = "columns", "view", "export"
KEPT = (COLUMNS, VIEW, "sort")  # what a form of filters carries along
PLACE = ("page", "cursor", EXPORT)  # where the reader stands: no part of a view
LONGEST_NAME, LONGEST_QUERY, MOST_VIEWS = 60, 1_500, 40
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class TooManyRows(Refused):
    """The list has more rows than one file takes; narrow it by a filter and export again."""

    code = "too_many_rows"


class UnknownFile(Invalid):
    """A list leaves as a CSV or an XLSX file."""

    code = "unknown_file"


class ViewRefused(Invalid):
    """A view needs a name of at most 60 characters; a list keeps at most 40 views."""

    code = "view_refused"


@dataclass(frozen=True, slots=True)
class Tools:
    """The bar above a list.

    views    (name, address, whether it is the one shown)
    columns  (name, label, whether it is shown); the first is always shown
    hidden   the other parameters of the address, for the form of columns
    """

    name: str
    views: list[tuple[str, str, bool]]
    view: str
    query: str
    path: str
    columns: list[tuple[str, str, bool]]
    hidden: list[tuple[str, str]]
    csv: str
    xlsx: str


def arranged(
    request: HttpRequest, kind: type[Table], name: str, read: Read
) -> tuple[Table, HttpResponse | None]:
    """A list that the database sorts and that is read by cursor, with its bar and its pager; and the
    file, if the address asks for one.

    read  (cursor, limit, sort) → rows, the next cursor; sort is a column, "-" before it, or ""
    """
    sort, cursor = sort_of(request, kind), request.GET.get("cursor") or None
    rows, following = read(cursor, PER_PAGE, sort)
    table = kind(InOrder(rows))
    if sort:
        table.order_by = sort
    table.following, table.started = following, bool(cursor)
    return table, serve(request, table, name, lambda: pages(lambda at: read(at, CHUNK, sort)))


def sort_of(request: HttpRequest, kind: type[Table]) -> str:
    """The column that the address asks to sort by; what cannot be sorted is not heard."""
    sort = request.GET.get("sort", "")
    column = kind.base_columns.get(sort.removeprefix("-"))
    return sort if column is not None and column.orderable is not False else ""


def serve(
    request: HttpRequest, table: Table, name: str, every: Callable[[], Iterable[Any]]
) -> HttpResponse | None:
    """Give the list its bar and its chosen columns; the file, if the address asks for one.

    table  already sorted;  name  of the list, under which its views are kept
    every  all rows of the list, of all pages, in its order
    """
    shown = _chosen(request, table)
    table.tools = _tools(request, table, name, shown)
    for column in list(table.columns):
        if column.name not in shown:
            table.columns.hide(column.name)
    wanted = request.GET.get(EXPORT, "")
    return _file(table, name, wanted, every()) if wanted else None


def pages(read: Callable[[str | None], tuple[list[R], str | None]]) -> Iterator[R]:
    """All rows of a list that is read page by page: `read(cursor)` → rows, the next cursor."""
    cursor: str | None = None
    while True:
        found, cursor = read(cursor)
        yield from found
        if cursor is None:
            return


def slices(read: Callable[[slice], list[R]]) -> Iterator[R]:
    """All rows of a list that is read by their place."""
    start = 0
    while found := read(slice(start, start + 10 * CHUNK)):
        yield from found
        start += len(found)


def link(key: object, *names: str) -> str:
    """The address of the first of these pages that this installation has; '' without any."""
    for name in names:
        try:
            return reverse(name, args=[key])
        except NoReverseMatch:
            continue
    return ""


def changed(views: dict[str, Any], given: dict[str, str]) -> tuple[dict[str, Any], str]:
    """A person's views after a click, and the name of the one to show.

    given  list, verb (save | rename | delete), name, old: the view shown, query
    """
    mine = dict(views.get(given["list"], {}))
    name, old, verb = given["name"].strip(), given["old"], given["verb"]
    if verb == "delete":
        mine.pop(old, None)
        return {**views, given["list"]: mine}, ""
    full = name not in mine and len(mine) >= MOST_VIEWS
    if not name or len(name) > LONGEST_NAME or len(given["query"]) > LONGEST_QUERY or full:
        raise ViewRefused(field="name", found=name[:LONGEST_NAME])
    if verb == "rename":
        mine.pop(old, None)
    mine[name] = given["query"]
    return {**views, given["list"]: mine}, name


def stated(query: QueryDict) -> str:
    """The part of an address that a view keeps: filters, order and columns."""
    kept = query.copy()
    for name in (*PLACE, VIEW):
        kept.pop(name, None)
    for name in [k for k, v in kept.items() if not v]:
        del kept[name]
    return kept.urlencode()


def _chosen(request: HttpRequest, table: Table) -> list[str]:
    """The columns to show, in the order of the table: the first and those asked for, else all."""
    names = [column.name for column in table.columns]
    asked = {n for text in request.GET.getlist(COLUMNS) for n in text.split(",")}
    return [n for n in names if n in asked or n == names[0]] if asked & set(names) else names


def _tools(request: HttpRequest, table: Table, name: str, shown: list[str]) -> Tools:
    query, view = stated(request.GET), request.GET.get(VIEW, "")
    mine = getattr(request.user, "views", {}).get(name, {})
    views = []
    for known in sorted(mine, key=str.casefold):
        address = QueryDict(mine[known], mutable=True)
        address[VIEW] = known
        views.append((known, f"?{address.urlencode()}", known == view))
    hidden = [
        (k, v)
        for k, values in request.GET.lists()
        for v in values
        if k not in (*PLACE, COLUMNS) and v
    ]
    return Tools(
        name=name,
        views=views,
        view=view if view in mine else "",
        query=query,
        path=request.path,
        columns=[(c.name, str(c.header), c.name in shown) for c in table.columns],
        hidden=hidden,
        csv=f"?{query}&export=csv",
        xlsx=f"?{query}&export=xlsx",
    )


def _file(table: Table, name: str, kind: str, rows: Iterable[Any]) -> HttpResponse:
    """What the list shows, whole."""
    if kind not in TYPES:
        raise UnknownFile(field=EXPORT, found=kind[:20], expected=" | ".join(TYPES))
    records = list(islice(rows, MOST + 1))
    if len(records) > MOST:
        raise TooManyRows(expected=f"at most {MOST}")
    columns = list(table.columns)
    header = [str(column.header) for column in columns]
    found = [[_cell(column, record) for column in columns] for record in records]
    if any(isinstance(cell, Money) for row in found for cell in row):
        header.append(pgettext("column", "Currency"))
        found = [[*row, _currency(row)] for row in found]
    lang = get_language() or "en"
    body = csv_file(header, found, lang) if kind == "csv" else xlsx_file(header, found)
    said = {"Content-Disposition": f'attachment; filename="{name}.{kind}"'}
    return HttpResponse(body, content_type=TYPES[kind], headers=said)


def _cell(column: Any, record: Any) -> Cell:
    """The value behind a cell; a state in words."""
    value = column.accessor.resolve(record, quiet=True)
    said = getattr(column.column, "said", None)
    if value is not None and said is not None:
        value = said(value)
    return value if value is None or isinstance(value, Cell) else str(value)


def _currency(row: list[Cell]) -> str:
    return next((cell.currency for cell in row if isinstance(cell, Money)), "")
