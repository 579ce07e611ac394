"""Taking back what one person did in the grid, and doing it again.

Each deed in the grid keeps the patch that takes it back. Undoing applies the patch and keeps the
opposite one, so that redoing is the same walk in the other direction. What somebody else changed in
the meantime is never overwritten: the undoing is refused with both values.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from comptoir.kernel.errors import Refused
from comptoir.kernel.events import plain
from comptoir.platform.actions import Do, action
from comptoir.stages.quoting.actions import rows, stale
from comptoir.stages.quoting.editing_models import QuoteEdit
from comptoir.stages.quoting.events import QuoteChanged
from comptoir.stages.quoting.models import Quote, QuoteLine

Patch = dict[str, Any]
_FIELDS = {f.attname: f for f in QuoteLine._meta.concrete_fields}
_KEPT = [n for n in _FIELDS if n not in ("id", "quote_id", "position")]


class NothingToUndo(Refused):
    """There is nothing of yours to undo in this quote."""

    code = "nothing_to_undo"


class NothingToRedo(Refused):
    """There is nothing to redo in this quote."""

    code = "nothing_to_redo"


@action(may="quoting.write")
def undo_edit(do: Do, *, quote_id: UUID) -> QuoteChanged:
    """Take back the last deed of this person in the grid; what it was is left in `do.answer`."""
    quote = rows.draft(do, quote_id)
    last = _edits(quote, do).filter(undone=False).order_by("-id").first()
    if last is None:
        raise NothingToUndo(field="quote_id")
    return _walk(do, quote, last)


@action(may="quoting.write")
def redo_edit(do: Do, *, quote_id: UUID) -> QuoteChanged:
    """Do again what was taken back last; what it was is left in `do.answer`."""
    quote = rows.draft(do, quote_id)
    first = _edits(quote, do).filter(undone=True).order_by("id").first()
    if first is None:
        raise NothingToRedo(field="quote_id")
    return _walk(do, quote, first)


def walkable(quote_id: UUID, actor: str) -> tuple[bool, bool]:
    """Whether this person has something to undo and something to redo in the grid of this quote."""
    own = QuoteEdit.objects.filter(quote_id=quote_id, actor=actor)
    states = set(own.values_list("undone", flat=True).distinct())
    return False in states, True in states


def keep(do: Do, quote: Quote, before: rows.Snapshot, lines: Sequence[QuoteLine]) -> None:
    """Remember how to get from `lines` back to `before`; what was undone cannot be redone then."""
    _edits(quote, do).filter(undone=True).delete()
    patch = _back(before, lines)
    if patch:
        QuoteEdit.objects.create(quote=quote, actor=do.actor.name, patch=patch)


def _edits(quote: Quote, do: Do) -> Any:
    return QuoteEdit.objects.filter(quote=quote, actor=do.actor.name)


def _walk(do: Do, quote: Quote, edit: QuoteEdit) -> QuoteChanged:
    lines = rows.lines_of(quote)
    before = rows.snapshot(lines)
    lines = _applied(quote, lines, edit.patch)
    event = rows.save(do, quote, lines, before)
    opposite = _back(before, lines)
    do.answer = {**opposite, "undone": not edit.undone}
    edit.patch, edit.undone = opposite, not edit.undone
    edit.save(update_fields=["patch", "undone"])
    return event


def _back(before: rows.Snapshot, lines: Sequence[QuoteLine]) -> Patch:
    """The patch that leads from `lines` to `before`; {} if they are the same to a reader.

    set      id → field → (value to write, value it must have now)
    insert   whole rows;  remove  id → field → value it must have now
    order    ids as they stood
    """
    now = {line.id: line for line in lines}
    touched = {
        pk: {n: [old[n], getattr(now[pk], n)] for n in _KEPT if old[n] != getattr(now[pk], n)}
        for pk, old in before.items()
        if pk in now and _moved(old, now[pk])
    }
    for fields in touched.values():
        fields.pop("revision", None)
    patch: Patch = {
        "set": touched,
        "insert": [{"id": pk, **old} for pk, old in before.items() if pk not in now],
        "remove": {
            pk: {n: getattr(line, n) for n in rows.WATCHED}
            for pk, line in now.items()
            if pk not in before
        },
    }
    order = sorted(before, key=lambda pk: before[pk]["position"])
    if order != [line.id for line in lines]:
        patch["order"] = order
    kept: Patch = plain({k: v for k, v in patch.items() if v})
    return kept


def _moved(old: dict[str, Any], line: QuoteLine) -> bool:
    """Whether a reader sees a change; rows under a head follow it with all that they hold."""
    if not line.level and not line.block:
        return not rows.alike(line, old)
    return any(old[n] != getattr(line, n) for n in _KEPT if n != "revision")


def _applied(quote: Quote, lines: Sequence[QuoteLine], patch: Mapping[str, Any]) -> list[QuoteLine]:
    """The rows as the patch wants them; refused where somebody else wrote in the meantime."""
    present = {line.id: line for line in lines}
    for pk, fields in patch.get("set", {}).items():
        line = _present(quote, present, int(pk))
        for name, (value, expected) in fields.items():
            if name in rows.WATCHED:
                _check(quote, line, name, expected)
            setattr(line, name, _FIELDS[name].to_python(value))
    for pk, fields in patch.get("remove", {}).items():
        line = _present(quote, present, int(pk))
        for name, expected in fields.items():
            _check(quote, line, name, expected)
        del present[line.id]
    for row in patch.get("insert", []):
        values = {n: _FIELDS[n].to_python(v) for n, v in row.items()}
        present[row["id"]] = QuoteLine(quote=quote, **values)
    return _ordered(list(present), patch.get("order", []), present)


def _ordered(
    ids: Sequence[int], wanted: Sequence[int], present: Mapping[int, QuoteLine]
) -> list[QuoteLine]:
    """The rows in the order that is wanted; those it does not know stay behind their neighbor."""
    known = [pk for pk in wanted if pk in present]
    if not known:
        return [present[pk] for pk in ids]
    order = list(known)
    for at, pk in enumerate(ids):
        if pk not in known:
            neighbor = ids[at - 1] if at else None
            order.insert(order.index(neighbor) + 1 if neighbor in order else len(order), pk)
    return [present[pk] for pk in order]


def _present(quote: Quote, present: Mapping[int, QuoteLine], pk: int) -> QuoteLine:
    if pk not in present:
        raise stale.LineGone(field=f"lines.{pk}", who=stale.who_removed(quote.id, pk))
    return present[pk]


def _check(quote: Quote, line: QuoteLine, name: str, expected: Any) -> None:
    """Refuse to write over what is no longer what the deed left behind."""
    found = getattr(line, name)
    if found != _FIELDS[name].to_python(expected):
        field = f"lines.{line.id}.{name}"
        raise stale.StaleEdit(
            field=field, found=expected, expected=_short(found),
            who=stale.who_changed(quote.id, field),
        )  # fmt: skip


def _short(value: Any) -> Any:
    """A quantity without the zeros that the database adds."""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else plain(value)
