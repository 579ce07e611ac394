"""Facts that happened. Stored for ever: fields may be added, never changed or removed."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from types import UnionType
from typing import Any, ClassVar, NewType, TypeVar, Union, get_args, get_origin, get_type_hints
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A fact, past tense; ids, numbers, dates and money only, no personal data.

    entity_id   the legal entity (our company) it belongs to
    subject     name of the field that holds the id of the document it is about
    """

    entity_id: UUID

    subject: ClassVar[str] = "entity_id"

    @property
    def subject_id(self) -> UUID:
        value = getattr(self, self.subject)
        assert isinstance(value, UUID), f"{type(self).__name__}.{self.subject} must be a UUID"
        return value


E = TypeVar("E", bound=Event)
Plain = dict[str, Any]


def registry() -> dict[str, type[Event]]:
    """Every event class that is loaded, by name; two classes with one name are a bug.

    Every event is declared with `@dataclass(frozen=True, slots=True, kw_only=True)`.
    """
    found: dict[str, type[Event]] = {}
    todo = list(Event.__subclasses__())
    while todo:
        kind = todo.pop()
        todo.extend(kind.__subclasses__())
        if "__slots__" not in vars(kind):
            continue  # the class that @dataclass(slots=True) replaced, alive until collected
        assert found.get(kind.__name__, kind) is kind, f"two {kind.__name__}"
        found[kind.__name__] = kind
    return found


def dump(event: Event) -> Plain:
    """The event as JSON-ready data."""
    return {f.name: plain(getattr(event, f.name)) for f in fields(event)}


def plain(value: Any) -> Any:
    """A fact as JSON-ready data: ids, dates and decimals become text, tuples lists."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    return value.isoformat() if isinstance(value, date) else str(value)


def load(name: str, facts: Plain) -> Event:
    """The stored event as its class; an unknown name is a bug, not a skip."""
    kind = registry()[name]
    hints = get_type_hints(kind)
    known = {f.name for f in fields(kind)}
    return kind(**{k: _typed(hints[k], v) for k, v in facts.items() if k in known})


def _typed(hint: Any, value: Any) -> Any:
    if value is None:
        return None
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return _typed(next(a for a in args if a is not type(None)), value)
    if origin is tuple:
        kinds = [args[0]] * len(value) if args[-1] is Ellipsis else args
        return tuple(_typed(kind, v) for kind, v in zip(kinds, value, strict=True))
    if isinstance(hint, NewType):
        return _typed(hint.__supertype__, value)
    if isinstance(hint, type) and issubclass(hint, date):
        return hint.fromisoformat(value)
    return value if hint in (int, str, bool) else hint(value)
