"""How services are said."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from comptoir.platform.history import EventFacts
from comptoir.shell.parts import Happening

KINDS = {
    "recurring": gettext_lazy("Subscription"),
    "usage": gettext_lazy("By use"),
}
TIMINGS = {
    "advance": gettext_lazy("in advance"),
    "arrears": gettext_lazy("in arrears"),
}
HAPPENED = {
    "ServiceEnded": gettext_lazy("End decided"),
    "ServicesStarted": gettext_lazy("Put into operation"),
}


def kind(code: str) -> str:
    """A kind of charge in words."""
    return str(KINDS.get(code, code))


def rhythm(months: int, timing: str) -> str:
    """`every month, in advance`."""
    every = ngettext("every month", "every %(months)s months", months) % {"months": months}
    return _("%(every)s, %(timing)s") % {"every": every, "timing": TIMINGS.get(timing, timing)}


def happening(event: EventFacts) -> Happening:
    """One line of the timeline, with the reason that was given."""
    said = str(HAPPENED.get(event.name, event.name))
    reason = (event.changed or {}).get("reason")
    text = f"{said}: {reason[1]}" if reason else said
    return Happening(text=text, on=event.business_on, actor=event.who)
