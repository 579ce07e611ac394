"""The order somebody is typing: its head and lines, kept in the session until it is placed.

Nothing of it is a record yet: it has no number, reserves no credit and nobody else sees it.
"""

from __future__ import annotations

from collections.abc import Iterable, MutableMapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from comptoir.kernel.errors import Invalid, Refused
from comptoir.platform.ids import new_id
from comptoir.shell.grid import AMOUNT, NET, NONE, PERCENT, Typed
from comptoir.stages.ordering.core.asked import OrderLineIn
from comptoir.stages.ordering.core.states import Channel

SESSION = "orders_typed"
HEAD = ("customer", "customer_ref", "external_ref", "channel", "currency")
MOST = 1_000  # lines
KEPT = 8  # drafts of one person
STEPS, STEPPED = 30, 3_000  # what can be taken back: steps, and lines over all of them


class TooManyLines(Invalid):
    """An order takes at most a thousand lines; import a file instead."""

    code = "too_many_lines"


class LineMoved(Refused):
    """This line changed in another window; look at it and type it again."""

    code = "line_moved"


class AmountNotTaken(Invalid):
    """On an order, a discount is a percentage, or = and the unit price."""

    code = "amount_not_taken"


@dataclass(frozen=True, slots=True)
class Line:
    """One typed line as plain text, so that a session can keep it; `rev` counts its changes."""

    id: int
    sku: str
    quantity: str = "1"
    discount_kind: str = NONE
    discount_value: str = "0"
    description: str = ""
    deliver_on: str = ""
    rev: int = 0

    @property
    def asked(self) -> OrderLineIn:
        """The line as the order takes it."""
        value = Decimal(self.discount_value)
        return OrderLineIn(
            sku=self.sku,
            quantity=Decimal(self.quantity),
            discount_percent=value if self.discount_kind == PERCENT else Decimal(0),
            unit_price=value if self.discount_kind == NET else None,
            description=self.description,
            promised_on=date.fromisoformat(self.deliver_on) if self.deliver_on else None,
        )


@dataclass(frozen=True, slots=True)
class Draft:
    """`key` is the idempotency key of its placing: placed twice, it is one order.

    past, future  the lines before each step that can be taken back, or done again
    """

    key: str
    head: dict[str, str]
    lines: tuple[Line, ...] = ()
    past: tuple[tuple[Line, ...], ...] = ()
    future: tuple[tuple[Line, ...], ...] = ()
    last_id: int = field(default=0)

    def line(self, line_id: int, rev: int | None = None) -> Line:
        """The line, if it is still as the reader saw it."""
        for line in self.lines:
            if line.id == line_id and rev in (None, line.rev):
                return line
        raise LineMoved(field="lines")


def check_discount(kind: str) -> None:
    """Refuse an amount off the unit price: an order's line keeps a percentage or an agreed price."""
    if kind == AMOUNT:
        raise AmountNotTaken(field="discount")


def blank(customer: str = "") -> Draft:
    """A draft without lines."""
    head = dict.fromkeys(HEAD, "")
    return Draft(str(new_id()), {**head, "customer": customer, "channel": Channel.DIRECT.value})


def add(draft: Draft, rows: Sequence[Typed], after: int | None = None) -> Draft:
    """The rows behind the line `after`, or at the end."""
    if len(draft.lines) + len(rows) > MOST:
        raise TooManyLines(field="lines", expected=f"at most {MOST}")
    first = draft.last_id + 1
    new = tuple(_typed(Line(first + n, row.sku), row) for n, row in enumerate(rows))
    ids = [line.id for line in draft.lines]
    at = ids.index(after) + 1 if after in ids else len(ids)
    grown = replace(draft, last_id=draft.last_id + len(rows))
    return _step(grown, (*draft.lines[:at], *new, *draft.lines[at:]))


def change(draft: Draft, line_id: int, rev: int, changes: dict[str, Any]) -> Draft:
    """One line with other values, as `shell.grid.read_cell` reads them."""
    line = draft.line(line_id, rev)
    known = {f.name for f in fields(Line)}
    check_discount(changes.get("discount_kind", NONE))
    texts: dict[str, Any] = {name: _text(value) for name, value in changes.items() if name in known}
    new = replace(line, **texts, rev=line.rev + 1)
    return _step(draft, (new if one.id == line_id else one for one in draft.lines))


def duplicate(draft: Draft, line_id: int) -> Draft:
    """The same line once more, behind the first."""
    line = draft.line(line_id)
    if len(draft.lines) >= MOST:
        raise TooManyLines(field="lines", expected=f"at most {MOST}")
    at, new = draft.lines.index(line) + 1, draft.last_id + 1
    twin = replace(line, id=new, rev=0)
    return _step(replace(draft, last_id=new), (*draft.lines[:at], twin, *draft.lines[at:]))


def remove(draft: Draft, line_id: int) -> Draft:
    """The draft without this line."""
    line = draft.line(line_id)
    return _step(draft, (one for one in draft.lines if one != line))


def move(draft: Draft, line_id: int, to: int) -> Draft:
    """The line at place `to`, from one."""
    line = draft.line(line_id)
    rest = [one for one in draft.lines if one != line]
    rest.insert(max(to - 1, 0), line)
    return _step(draft, rest)


def undo(draft: Draft) -> Draft:
    """One step back; nothing where there is none."""
    if not draft.past:
        return draft
    *past, lines = draft.past
    return replace(draft, lines=lines, past=tuple(past), future=(*draft.future, draft.lines))


def redo(draft: Draft) -> Draft:
    """The step that was taken back, again."""
    if not draft.future:
        return draft
    *future, lines = draft.future
    return replace(draft, lines=lines, past=(*draft.past, draft.lines), future=tuple(future))


def told(draft: Draft, head: dict[str, str]) -> Draft:
    """The draft with what its head now says; unknown names are left out."""
    return replace(draft, head={**draft.head, **{k: v for k, v in head.items() if k in HEAD}})


def find(session: MutableMapping[str, Any], entity_id: UUID, place: str) -> Draft | None:
    """The draft kept at this place: the customer of the page's address, or ''."""
    kept = session.get(SESSION, {}).get(f"{entity_id} {place}")
    return _read(kept) if kept else None


def keep(
    session: MutableMapping[str, Any], entity_id: UUID, place: str, draft: Draft | None
) -> None:
    """Keep the draft in the session, or forget it; the oldest go where there are too many."""
    drafts = dict(session.get(SESSION, {}))
    drafts.pop(f"{entity_id} {place}", None)
    if draft:
        drafts[f"{entity_id} {place}"] = asdict(draft)
    session[SESSION] = dict(list(drafts.items())[-KEPT:])


def _read(kept: dict[str, Any]) -> Draft:
    steps = {n: tuple(_lines(lines) for lines in kept[n]) for n in ("past", "future")}
    return Draft(kept["key"], kept["head"], _lines(kept["lines"]), **steps, last_id=kept["last_id"])


def _lines(kept: Iterable[dict[str, Any]]) -> tuple[Line, ...]:
    return tuple(Line(**line) for line in kept)


def _step(draft: Draft, lines: Iterable[Line]) -> Draft:
    """The draft with new lines; the old ones can be had back, as far as they are not too many."""
    past = [*draft.past, draft.lines][-STEPS:]
    while past and sum(map(len, past)) > STEPPED:
        past.pop(0)
    return replace(draft, lines=tuple(lines), past=tuple(past), future=())


def _typed(line: Line, row: Typed) -> Line:
    check_discount(row.discount_kind)
    return replace(
        line,
        quantity=_text(row.quantity),
        discount_kind=row.discount_kind,
        discount_value=_text(row.discount_value),
        deliver_on=_text(row.deliver_on),
    )


def _text(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else str(value or "")
