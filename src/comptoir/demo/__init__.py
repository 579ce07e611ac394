"""The demo: a small company that works, played through the real actions."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.conf import settings

from comptoir.demo import (
    abroad,
    amended,
    company,
    desk,
    negotiation,
    playing,
    prices,
    rooms,
    signing,
    story,
)
from comptoir.platform import sandbox
from comptoir.platform.models import User
from comptoir.records.parties import queries as parties

Say = Callable[[str], None]


def ensure(say: Say) -> None:
    """On an empty database: people, the demo company and its story. Always: the log-ins."""
    if settings.COMPTOIR_TRY and missing():
        say("Who wants to see a company that works tries one: no fixed log-in is made.")
        return
    if not User.objects.exists():
        playing.people()
    if missing():
        load(say)
    log_ins(say)


def missing() -> bool:
    """Whether `ensure` would play the demo."""
    return not parties.entities()


def load(say: Say) -> dict[str, object]:
    """Play the demo company from its first day until today; does nothing when it is there."""
    if known := _known(company.CODE):
        say(f"The demo company is there: {known.name}.")
        return {"entity": str(known.id), "loaded": False}
    playing.people()
    entity_id = playing.play(say)
    playing.give_key(entity_id)
    seller, manager = (User.objects.get(email=playing.email(n)) for n in ("sales", "manager"))
    _until_today(entity_id, seller, manager, say)
    return {"entity": str(entity_id), "loaded": True}


def play_for(entity_id: UUID, over: playing.Over) -> None:
    """The same company once more, as somebody's own under this id: without fixed log-ins and without a key.

    over  is called once it is founded, and after each of the other steps of `STEPS`
    """
    code = f"TRY{entity_id.hex[-12:].upper()}"
    playing.play(_unsaid, code, entity_id, over)
    seller, manager = playing.colleagues(entity_id)
    _until_today(entity_id, seller, manager, _unsaid)
    over(entity_id)


STEPS = playing.MONTHS + 1  # the founding, a month each but the last, and what happens until today


def _unsaid(_line: str) -> None:
    """Nobody listens at a terminal."""


def _until_today(entity_id: UUID, seller: User, manager: User, say: Say) -> None:
    """The last two months: what is rented, the story, the deal desk, what is negotiated, signed and amended.

    Prices that move come last, so that they change nothing of what was told before.
    """
    abroad.rented(entity_id, parties.find_customers(entity_id, "Lestrange", limit=1)[0].id)
    story.tell(say, entity_id)
    desk.fill(entity_id, seller, manager)
    negotiation.play(entity_id)
    signing.play(entity_id)
    abroad.fill(entity_id)
    rooms.fill(entity_id)
    amended.fill(entity_id)
    prices.fill(entity_id)


def clear(say: Say) -> dict[str, object]:
    """Remove the demo companies wholly; nothing of yours is touched."""
    rows = 0
    for code in (company.CODE, story.CODE):
        if known := _known(code):
            rows += sandbox.erase(known.id)
            say(f"{known.name}: removed.")
    return {"rows": rows}


def log_ins(say: Say) -> None:
    """Who may log in, for as long as the demo's administrator keeps the demo's password.

    One password is checked, not eleven.
    """
    known = {
        u.email: u for u in User.objects.filter(email__endswith=playing.DOMAIN, is_active=True)
    }
    admin = known.get(playing.email(company.PEOPLE[0][0]))
    if admin is None or not playing.is_demo(admin):
        return
    open_ = [p for p in company.PEOPLE if playing.email(p[0]) in known]
    say(f"\nLog in with the password '{company.PASSWORD}' as")
    for name, person, _lang, roles in open_:
        say(f"  {playing.email(name):<40}{person:<16}{', '.join(roles)}")
    if key := playing.told_key():
        say(f"or call the API with 'Authorization: Bearer {key}'")


def _known(code: str) -> parties.EntityFacts | None:
    return next((e for e in parties.entities() if e.code == code), None)
