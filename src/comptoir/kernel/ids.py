"""Ids that people and other systems name: UUIDv7 shown with a prefix (`quo_…`). Pure."""

from __future__ import annotations

from uuid import UUID

from comptoir.kernel.errors import Invalid

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford base 32: no i, l, o, u
_VALUES = {c: i for i, c in enumerate(_ALPHABET)}


class MalformedId(Invalid):
    """The id is not one of ours."""

    code = "malformed_id"


def show_id(prefix: str, value: UUID) -> str:
    """`quo_` + 26 base-32 characters; sorts like the UUID."""
    n, out = value.int, []
    for _ in range(26):
        n, digit = divmod(n, 32)
        out.append(_ALPHABET[digit])
    return f"{prefix}_{''.join(reversed(out))}"


def read_id(prefix: str, text: str) -> UUID:
    """The UUID behind a shown id; a bare UUID is accepted too."""
    head, _, tail = text.strip().rpartition("_")
    if not head:
        return _bare(prefix, text)
    if head != prefix or len(tail) != 26:
        raise MalformedId(found=text[:60], expected=f"{prefix}_… (26 characters)")
    n = 0
    for c in tail.lower():
        if c not in _VALUES:
            raise MalformedId(found=text[:60], expected=f"{prefix}_… (base 32)")
        n = n * 32 + _VALUES[c]
    if n >= 1 << 128:
        raise MalformedId(found=text[:60], expected=f"{prefix}_… (128 bits)")
    return UUID(int=n)


def _bare(prefix: str, text: str) -> UUID:
    try:
        return UUID(text.strip())
    except ValueError:
        raise MalformedId(found=text[:60], expected=f"{prefix}_…") from None


def uuid7(unix_ms: int, random_bits: int) -> UUID:
    """A version-7 UUID (RFC 9562 §5.7) from a clock reading and 74 random bits, both given."""
    n = (unix_ms & ((1 << 48) - 1)) << 80
    n |= 0x7 << 76 | ((random_bits >> 62) & 0xFFF) << 64
    n |= 0b10 << 62 | (random_bits & ((1 << 62) - 1))
    return UUID(int=n)
