"""The API's own page: every call, its parameters and its answers, drawn from the OpenAPI document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

Prose = tuple[tuple[tuple[bool, str], ...], ...]  # paragraphs of (is it code, words)


def prose(text: str) -> Prose:
    """Paragraphs without their line breaks, what stands between backticks marked as code."""
    parts = [" ".join(part.split()) for part in text.split("\n\n")]
    return tuple(
        tuple((i % 2 == 1, words) for i, words in enumerate(part.split("`")) if words)
        for part in parts
        if part
    )


@dataclass(frozen=True, slots=True)
class Call:
    """One operation as a reader needs it."""

    method: str
    path: str
    summary: str
    text: Prose
    parameters: tuple[tuple[str, str, str, bool], ...]  # name, where, type, required
    body: str
    answers: tuple[tuple[str, str], ...]


def reference(request: HttpRequest) -> HttpResponse:
    """Calls by tag, without any script."""
    from comptoir.pages.api import (
        api,  # imports the rooms' routers, which this page must not wait for
    )

    schema = api.get_openapi_schema()
    groups: dict[str, list[Call]] = {}
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            tag = (operation.get("tags") or ["other"])[0]
            groups.setdefault(tag, []).append(_call(method, path, operation))
    context = {
        "title": _("API reference"),
        "groups": sorted(groups.items()),
        "intro": prose(schema["info"].get("description", "")),
    }
    return render(request, "pages/reference.html", context)


def _call(method: str, path: str, operation: dict[str, Any]) -> Call:
    content = operation.get("requestBody", {}).get("content", {})
    body = ", ".join(_type(c.get("schema", {})) for c in content.values())
    return Call(
        method=method.upper(),
        path=path,
        summary=operation.get("summary", ""),
        text=prose(operation.get("description", "")),
        parameters=tuple(
            (p["name"], p["in"], _type(p.get("schema", {})), bool(p.get("required")))
            for p in operation.get("parameters", [])
        ),
        body=body,
        answers=tuple(
            (code, a.get("description", "")) for code, a in operation["responses"].items()
        ),
    )


def _type(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    if "anyOf" in schema:
        return " | ".join(_type(s) for s in schema["anyOf"] if s.get("type") != "null")
    if schema.get("type") == "array":
        return f"[{_type(schema.get('items', {}))}]"
    return str(schema.get("format") or schema.get("type", ""))
