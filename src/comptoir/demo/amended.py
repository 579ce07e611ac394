"""Contracts of the demo that change: one grew, one may grow if its customer agrees, one is a ramp."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from comptoir.demo import playing
from comptoir.demo.playing import by
from comptoir.stages.contracting import queries as contracts
from comptoir.stages.contracting import versions
from comptoir.stages.quoting import actions as quoting
from comptoir.stages.quoting.amendments import ChangeIn, RampStep
from comptoir.stages.subscribing import amendments as services

SEAT = "SUP-PRO"
MORE = Decimal(5)
# months, seats and the price of one: what a customer signs who starts small
CLIMB = ((12, "10", "36"), (12, "20", "34"))
TITLE = "Supervision, montée en charge sur deux ans"


def fill(entity_id: UUID) -> None:
    """As it stands on the company's day."""
    today = by(entity_id).today
    plain = [
        (made, seats)
        for made in _running(entity_id, today + timedelta(days=120))
        if (seats := _seats(made)) is not None
    ]
    for (made, seats), change in zip(plain, (grown, offered), strict=False):
        change(entity_id, made, seats)
    ramped(entity_id, playing.customer(entity_id, 2))


def grown(entity_id: UUID, made: contracts.ContractFacts, seats: versions.ContractLine) -> None:
    """Five seats more from today on, accepted: the contract has a second version."""
    now = seats.on(by(entity_id).today)
    assert now, "it runs today"
    more = ChangeIn(kind="quantity", line_id=seats.id, quantity=now.quantity + MORE)
    token = playing.sent(entity_id, _drafted(entity_id, made, more))
    quoting.accept_quote(
        by(entity_id),
        token=token,
        name=made.signed_by,
        role=made.signed_role,
        consent=playing.CONSENT,
    )


def offered(entity_id: UUID, made: contracts.ContractFacts, seats: versions.ContractLine) -> None:
    """More seats in two steps and a year more, sent: its bills are seen before anybody agrees."""
    now = seats.on(by(entity_id).today)
    assert now and made.ends_on, "it runs today, and ends"
    first = (by(entity_id).today.replace(day=1) + timedelta(days=32)).replace(day=1)
    steps = (
        RampStep(first, now.quantity + MORE), RampStep(first + timedelta(days=60), now.quantity + 2 * MORE),
    )  # fmt: skip
    changes = (
        ChangeIn(kind="ramp", line_id=seats.id, steps=steps), ChangeIn(kind="renew", months=12),
    )  # fmt: skip
    playing.sent(entity_id, _drafted(entity_id, made, *changes))


def ramped(entity_id: UUID, customer_id: UUID) -> UUID:
    """Two years that begin small; returns the order."""
    segments = tuple(
        {"months": months, "quantity": seats, "discount_kind": "net", "discount_value": price}
        for months, seats, price in CLIMB
    )
    line = quoting.LineIn(sku=SEAT, quantity=Decimal(CLIMB[0][1]), segments=segments)
    return playing.signed(entity_id, customer_id, [line], title=TITLE, term_months=24)


def _running(entity_id: UUID, until: date) -> list[contracts.ContractFacts]:
    """Contracts that go on for a while and that nobody else of the demo shows, oldest first."""
    found, _next = contracts.contracts_page(entity_id, state="active", limit=50)
    return [made for made in reversed(found[3:]) if made.ends_on and made.ends_on > until]


def _seats(made: contracts.ContractFacts) -> versions.ContractLine | None:
    """The line of seats, where its order does not wait for credit: what is not served yet is not changed."""
    served = {line.id for line in services.lines(made.id)}
    lines = [li for li in versions.lines(made) if li.sku == SEAT and li.id in served]
    return lines[0] if len(lines) == 1 else None


def _drafted(entity_id: UUID, made: contracts.ContractFacts, *changes: ChangeIn) -> UUID:
    return quoting.draft_amendment(by(entity_id), contract_id=made.id, changes=changes).quote_id
