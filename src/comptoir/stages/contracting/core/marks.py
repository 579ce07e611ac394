"""Marks of a signature: a typed name, a drawn path or a picture, each within bounds. Pure."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from itertools import pairwise
from xml.sax.saxutils import quoteattr

METHODS = ("typed", "drawn", "image")
AT_SERVICE = "trust"  # signed at a trust service: the mark is its name
WIDTH, HEIGHT = 600, 200  # of the drawing, in its own units
LONGEST_PATH = 20_000
LARGEST_IMAGE = 200_000  # bytes
MOST_PIXELS = 3_000  # each way
_PATH = re.compile(r"(?:M\d{1,3} \d{1,3}(?:L\d{1,3} \d{1,3})*)+")
_SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
    ' width="{width}" height="{height}">{inside}</svg>'
)
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # SOF: sizes stand in these


def drawn(path: str) -> bool:
    """Whether a text is strokes `M x y L x y …` inside the drawing, long enough to be a mark."""
    if len(path) > LONGEST_PATH or not _PATH.fullmatch(path):
        return False
    points = re.findall(r"(\d+) (\d+)", path)
    inside = all(int(x) <= WIDTH and int(y) <= HEIGHT for x, y in points)
    way = sum(abs(int(b[0]) - int(a[0])) + abs(int(b[1]) - int(a[1])) for a, b in pairwise(points))
    return inside and way >= 40


def typed(text: str) -> bool:
    """Whether a text is a name that shows."""
    return 2 <= len(text) <= 120 and text.isprintable() and any(c.isalpha() for c in text)


def picture(content: bytes) -> str | None:
    """`png` or `jpeg` when the bytes are such a picture within bounds, by their own header."""
    if len(content) > LARGEST_IMAGE:
        return None
    for kind, read in _READERS.items():
        size = read(content)
        if size:
            return kind if all(0 < side <= MOST_PIXELS for side in size) else None
    return None


def _png(content: bytes) -> tuple[int, int] | None:
    if content[:8] != b"\x89PNG\r\n\x1a\n" or content[12:16] != b"IHDR" or len(content) < 33:
        return None
    return int.from_bytes(content[16:20]), int.from_bytes(content[20:24])


def _jpeg(content: bytes) -> tuple[int, int] | None:
    at = 2 if content[:2] == b"\xff\xd8" else len(content)
    while at + 9 <= len(content) and content[at] == 0xFF:
        if content[at + 1] in _FRAMES:
            return int.from_bytes(content[at + 7 : at + 9]), int.from_bytes(
                content[at + 5 : at + 7]
            )
        at += 2 + max(int.from_bytes(content[at + 2 : at + 4]), 2)
    return None


_READERS: dict[str, Callable[[bytes], tuple[int, int] | None]] = {"png": _png, "jpeg": _jpeg}


def svg_of_path(path: str) -> str:
    """A drawn mark as a picture to print."""
    stroke = f'<path d={quoteattr(path)} fill="none" stroke="#000" stroke-width="4" stroke-linecap="round" stroke-linejoin="round"/>'  # noqa: E501
    return _SVG.format(width=WIDTH, height=HEIGHT, inside=stroke)


def svg_of_picture(content: bytes, kind: str) -> str:
    """An uploaded mark as a picture to print."""
    data = base64.b64encode(content).decode()
    image = f'<image width="{WIDTH}" height="{HEIGHT}" href="data:image/{kind};base64,{data}"/>'
    return _SVG.format(width=WIDTH, height=HEIGHT, inside=image)
