"""Pictures and data sheets of a product: which files they may be. Pure.

What a file is, is read from its first bytes, never from its name: a page that calls itself a picture would
run in the reader's browser.
"""

from __future__ import annotations

from dataclasses import dataclass

from comptoir.kernel.errors import Invalid

LARGEST = 5_000_000  # bytes
MOST = 24  # of one product
PICTURES = ("image/png", "image/jpeg", "image/webp")
TYPES = (*PICTURES, "application/pdf")
EXPECTED = "PNG, JPEG, WebP, PDF; 1 B … 5 MB"


class BadMedium(Invalid):
    """A picture is a PNG, JPEG or WebP file, a data sheet a PDF; at most 5 MB each, 24 of a product."""

    code = "bad_medium"


@dataclass(frozen=True, slots=True)
class Medium:
    """A file that was checked."""

    name: str
    title: str
    media_type: str
    content: bytes


def media_type(content: bytes) -> str:
    """What the file is by its signature (PNG §5.2, JFIF, RFC 9649, ISO 32000-1 §7.5.2); "" for others."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return "application/pdf" if content.startswith(b"%PDF-") else ""


def check(name: str, title: str, content: bytes) -> Medium:
    """The file as it is kept; its title is its name where none is given."""
    clean = " ".join(name.replace("\x00", "").split())[:120] or "file"
    said = " ".join(title.replace("\x00", "").split())[:160] or clean
    found = media_type(content)
    if not found or len(content) > LARGEST:
        seen = f"{clean[:60]}, {len(content)} B"
        raise BadMedium(field="file", found=seen, expected=EXPECTED)
    return Medium(clean, said, found, content)
