"""What happens to the features of a company."""

from __future__ import annotations

from dataclasses import dataclass

from comptoir.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class FeaturesChosen(Event):
    """tier: "" where features were chosen one by one;  came, went: switched on and off."""

    tier: str
    came: tuple[str, ...]
    went: tuple[str, ...]
