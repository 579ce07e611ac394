"""How an offer is read, from what the page tells: nothing that names a person or a machine. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

PARTS = ("summary", "lines", "payments", "conditions", "questions", "answer")
LONGEST = 1_800  # seconds that one message may add to a part
KEPT_DAYS = 180
APART = timedelta(minutes=30)  # a visit that pauses longer is the next one


def device(agent: str) -> str:
    """phone, tablet, computer, or "" for what says nothing; the text itself is not kept."""
    text = agent.lower()
    if not text:
        return ""
    if "ipad" in text or "tablet" in text or ("android" in text and "mobile" not in text):
        return "tablet"
    return "phone" if "mobi" in text or "iphone" in text else "computer"


def country(code: str) -> str:
    """A country as two letters, as a proxy that knows it says; "" for anything else."""
    text = code.strip().upper()
    plain = len(text) == 2 and text.isascii() and text.isalpha()
    return text if plain and text not in ("XX", "T1") else ""


def net_of(address: str) -> str:
    """The network an address belongs to: without its last part, so that it names no machine."""
    if ":" in address:
        return ":".join(address.split(":")[:3])
    return ".".join(address.split(".")[:3])


def spent(told: Mapping[str, object]) -> dict[str, int]:
    """Seconds per part of the page, as one message says them; what is no part or no time is left out."""
    found = {}
    for part in PARTS:
        value = told.get(part)
        text = str(value) if value is not None else ""
        if text.isascii() and text.isdecimal() and len(text) < 7 and int(text):
            found[part] = min(int(text), LONGEST)
    return found


def added(before: Mapping[str, int], more: Mapping[str, int]) -> dict[str, int]:
    """Both together, part by part."""
    return {p: s for p in PARTS if (s := before.get(p, 0) + more.get(p, 0))}
