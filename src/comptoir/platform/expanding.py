"""Related records inside an answer: `GET /orders/ord_…?expand=customer,invoices` fills `expanded`.

A room says which of its reads can be expanded (`@expandable("order")`); which relations an order has,
and how they are read for any number of orders at once, stands in one table (`pages/relations.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import wraps
from inspect import signature
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Schema
from ninja.utils import contribute_operation_args
from pydantic import Field, create_model

from comptoir.kernel.errors import Invalid


class BadExpand(Invalid):
    """This cannot be expanded here."""

    code = "bad_expand"


@dataclass(frozen=True, slots=True)
class Relation:
    """Records that belong to a record.

    key     the member of the record that leads to them
    schema  what one of them looks like
    load    values of `key` → what belongs to each: one for a relation to one, else a list
    many    whether a list is shown
    alone   only for one record at a time: it is computed record by record
    """

    key: str
    schema: type[Schema]
    load: Callable[[list[Any]], Mapping[Any, Any]]
    many: bool = False
    alone: bool = False


RELATIONS: dict[str, dict[str, Relation]] = {}  # noun → name → relation


class Expandable(Schema):
    """An answer with room for related records; `expanded` is filled as `expand` asks."""

    expanded: dict[str, Any] | None = None

    @staticmethod
    def resolve_expanded(record: Any, context: Any) -> dict[str, Any] | None:
        """What was loaded for this record, None when nothing was asked."""
        request = (context or {}).get("request")
        known: tuple[str, dict[Any, Any]] | None = getattr(request, "expanded", None)
        return known[1].get(_member(record, known[0])) if known else None


def expandable(noun: str, ident: str = "id") -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a GET of records the parameter `expand`. The answer's schema is an `Expandable`.

    ident  the member that tells the records apart
    """
    field = Field(max_length=200, json_schema_extra={"x-noun": noun})
    asked: Any = create_model(f"Expand_{noun}", __base__=Schema, expand=(Annotated[str, field], ""))

    def wrap(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def run(request: HttpRequest, *args: Any, expand_: Any, **kwargs: Any) -> Any:
            names = [name for name in expand_.expand.split(",") if name]
            _check(noun, names)
            answer = view(request, *args, **kwargs)
            if names:
                request.expanded = ident, _expanded(noun, ident, names, answer)  # type: ignore[attr-defined]
            return answer

        # ninja reads annotations in the wrapper's own module, where a room's names are unknown
        run.__signature__ = signature(view, eval_str=True)  # type: ignore[attr-defined]
        contribute_operation_args(run, "expand_", asked, Query(...))  # type: ignore[type-arg]
        return run

    return wrap


def _check(noun: str, names: Iterable[str]) -> None:
    known = RELATIONS.get(noun, {})
    for name in names:
        if name not in known:
            raise BadExpand(field="expand", found=name[:60], expected=", ".join(sorted(known)))


def _expanded(noun: str, ident: str, names: list[str], answer: Any) -> dict[Any, dict[str, Any]]:
    """Identity of a record → name → what belongs to it; each relation is read once for all records."""
    page = _member(answer, "items")
    records = page if isinstance(page, list) else [answer]
    found: dict[Any, dict[str, Any]] = {_member(record, ident): {} for record in records}
    for name in names:
        relation = RELATIONS[noun][name]
        if relation.alone and isinstance(page, list):
            raise BadExpand(field="expand", found=name, fix="ask for one record")
        keys = {_member(record, ident): _member(record, relation.key) for record in records}
        loaded = relation.load([k for k in set(keys.values()) if k is not None])
        for one, key in keys.items():
            found[one][name] = _shown(relation, loaded.get(key))
    return found


def _shown(relation: Relation, value: Any) -> Any:
    if relation.many:
        return [relation.schema.model_validate(one) for one in value or ()]
    return None if value is None else relation.schema.model_validate(value)


def _member(record: Any, name: str) -> Any:
    return record.get(name) if isinstance(record, dict) else getattr(record, name, None)


def describe(operation: dict[str, Any], known: dict[str, Any]) -> None:
    """Say in the OpenAPI document what an operation can expand; `known`: the named schemas."""
    asked = next((p for p in operation.get("parameters", []) if p["name"] == "expand"), None)
    if asked is None:
        return
    noun = asked["schema"].pop("x-noun")
    relations = RELATIONS[noun]
    one = "|".join(sorted(relations))
    asked["schema"] |= {"pattern": f"^(({one})(,({one}))*)?$", "examples": [sorted(relations)[0]]}
    asked["description"] = f"Related records to show in `expanded`: {', '.join(sorted(relations))}."
    title = f"{noun.capitalize()}Relations"
    known[title] = {
        "title": title,
        "type": "object",
        "properties": {name: _reference(relations[name], known) for name in sorted(relations)},
        "additionalProperties": False,
    }
    answer = operation["responses"][200]["content"]["application/json"]["schema"]
    record = known[answer["$ref"].rsplit("/", 1)[-1]]
    if "items" in record["properties"]:
        record = known[record["properties"]["items"]["items"]["$ref"].rsplit("/", 1)[-1]]
    record["properties"]["expanded"] = {
        "anyOf": [{"$ref": f"#/components/schemas/{title}"}, {"type": "null"}]
    }


def _reference(relation: Relation, known: dict[str, Any]) -> dict[str, Any]:
    name = relation.schema.__name__
    if name not in known:
        found = relation.schema.model_json_schema(
            mode="serialization", ref_template="#/components/schemas/{model}"
        )
        for inner, schema in found.pop("$defs", {}).items():
            known.setdefault(inner, schema)
        known[name] = found
    shown = {"$ref": f"#/components/schemas/{name}"}
    return (
        {"type": "array", "items": shown} if relation.many else {"anyOf": [shown, {"type": "null"}]}
    )
