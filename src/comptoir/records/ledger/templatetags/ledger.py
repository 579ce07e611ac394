"""`{% load ledger %}`: looking up a name in a template."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def named(names: Mapping[Any, str], key: Any) -> str:
    """`{{ names|named:line.party_id }}`: the name, or nothing."""
    return names.get(key, "")
