"""Refusals as RFC 9457 problem details."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from comptoir.kernel.errors import DomainError
from comptoir.kernel.events import plain

MEDIA_TYPE = "application/problem+json"
SAID = ("found", "expected", "fix")


def problem(error: DomainError, instance: str = "") -> dict[str, Any]:
    """The refusal as `type, title, status, detail, code` and, per field, found / expected / fix."""
    facts = {k: plain(v) if v is not None else None for k, v in error.facts.items()}
    body: dict[str, Any] = {
        "type": f"/docs/errors#{error.code}",
        "title": _(error.title),
        "status": error.status,
        "code": error.code,
        "detail": detail(error),
    }
    if instance:
        body["instance"] = instance
    if error.field:
        body["errors"] = [{"field": error.field, **{k: facts[k] for k in SAID if k in facts}}]
    body["facts"] = {k: v for k, v in facts.items() if k not in SAID}
    return body


def detail(error: DomainError) -> str:
    """One sentence with what was found, what was expected and what to do."""
    words = {"found": _("found: %s"), "expected": _("expected: %s"), "fix": _("to do: %s")}
    said = [words[k] % error.facts[k] for k in SAID if error.facts.get(k) not in (None, "")]
    return " · ".join([_(error.title), *said])
