"""Inline icons: paths from the Lucide set (ISC licence, static/shell/LICENSE-lucide.txt)."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe


@cache
def icon_paths() -> dict[str, str]:
    """Icon name → the SVG elements inside a 24 × 24 box."""
    return dict(json.loads(Path(__file__).with_name("icons.json").read_text("utf-8")))


def icon(name: str, css: str = "") -> SafeString:
    """The icon, hidden from assistive technology: the word beside it says the same."""
    return format_html(
        '<svg class="ico {}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg>',
        css,
        mark_safe(icon_paths()[name]),
    )
