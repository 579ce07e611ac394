"""The mode of the configurator that somebody works in, kept in the session from one product to the next."""

from __future__ import annotations

from django.http import HttpRequest

from comptoir.stages.configuring.core.guiding import Mode
from comptoir.stages.configuring.desk import Act

KEPT = "configurator_mode"


def usual(request: HttpRequest) -> Mode:
    """The mode that was used last; always correct for whoever never changed it."""
    try:
        return Mode(request.session.get(KEPT, Mode.ALWAYS_CORRECT))
    except ValueError:
        return Mode.ALWAYS_CORRECT


def remember(request: HttpRequest, act: Act) -> None:
    """Keep the mode that was clicked. A visitor without an account is not remembered: no cookie for that."""
    clicked = str(request.POST.get("do", "")).startswith("mode:")
    if clicked and request.user.is_authenticated:
        request.session[KEPT] = act.desk.mode.value
