"""The whole company on one screen: when this happened, do that.

Inside `stages/` each room reads only those before it; what a later one must tell an earlier one stands here.
"""

from __future__ import annotations

from comptoir.platform import outbox

PROCESS: list[tuple[type, str, outbox.Handler]] = []


def wire() -> None:
    """Subscribe every reaction; called once, when the application starts."""
    for kind, name, handler in PROCESS:
        outbox.subscribe(kind, name, handler)
