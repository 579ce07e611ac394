"""The modes of a configurator in words; which choices stand against the rules, why, and ways out."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from comptoir.stages.configuring import telling
from comptoir.stages.configuring.core.guiding import Mode
from comptoir.stages.configuring.core.model import Choice
from comptoir.stages.configuring.engine import Held, Loaded
from comptoir.stages.configuring.telling import Way

MODES = {
    Mode.ALWAYS_CORRECT: (
        gettext_lazy("Always correct"),
        gettext_lazy("What is impossible says why and is not chosen."),
    ),
    Mode.GUIDED: (
        gettext_lazy("Guided"),
        gettext_lazy("What is impossible is chosen, and what stands against it is taken back."),
    ),
    Mode.FREE: (
        pgettext_lazy("configurator", "Free"),
        gettext_lazy("Everything may be chosen; what is against the rules is listed."),
    ),
}


@dataclass(frozen=True, slots=True)
class Violation:
    """A choice that cannot stand beside those before it. n: of its place."""

    n: int
    choice: Choice
    label: str
    said: tuple[str, ...]
    ways: tuple[Way, ...]


def of(loaded: Loaded, held: Held, lang: str) -> list[Violation]:
    """Every choice that stands against the rules, with its reason and the ways to keep it."""
    return [_told(loaded, held, choice, lang) for choice in held.against]


def _told(loaded: Loaded, held: Held, choice: Choice, lang: str) -> Violation:
    reason = loaded.why(held.kept, choice.id, choice.value)
    ways = loaded.repairs(held.kept, choice.id, choice.value)
    return Violation(
        loaded.number[choice.id],
        choice,
        telling.choice(loaded, choice, lang),
        telling.reasons(loaded, reason, lang),
        tuple(telling.way(loaded, r, n, lang) for n, r in enumerate(ways)),
    )


def count(n: int) -> str:
    """`2 choices against the rules`."""
    said = ngettext("%(n)d choice against the rules", "%(n)d choices against the rules", n)
    return said % {"n": n}
