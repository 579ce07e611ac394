"""What buyers and sellers do around an offer in the demo: a buyer's room, a template, recommendations."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from django.http import HttpRequest

from comptoir.demo import playing
from comptoir.demo.playing import by
from comptoir.insight.recommending import actions as recommending
from comptoir.pages.portal import actions as room
from comptoir.pages.portal import proposals, reading
from comptoir.platform.actions import Do, begin
from comptoir.platform.roles import CUSTOMER
from comptoir.records.catalog import queries as wares
from comptoir.records.parties import queries as parties
from comptoir.stages.quoting import actions as quoting
from comptoir.stages.quoting import queries as quotes

CUSTOMER_NAME = "Chaudronnerie Kervella"
TITLE = "Deux armoires et leur mise en service"
LINES = (("ARM-X", 2), ("VENT-2", 2), ("INST", 2))
BUYERS = (("Yannick Kervella", "y.kervella@kervella.example", "decide"),
          ("Soizic Le Bris", "achats@kervella.example", "negotiate"))  # fmt: skip
# browser, and seconds by part of the page
READINGS = (
    ("Mozilla/5.0 (iPhone) Mobile", {"summary": 25, "lines": 35, "answer": 50, "at": "answer"}),
    ("Mozilla/5.0 (X11; Linux x86_64)",
     {"summary": 40, "lines": 210, "conditions": 95, "questions": 130, "at": "conditions"}),
)  # fmt: skip
# product, what goes with it, how
LINKS = (
    ("ARM-X", "VENT-2", "accessory"),
    ("ARM-S", "VENT-2", "accessory"),
    ("ARM-S", "ARM-X", "upgrade"),
)


def fill(entity_id: UUID) -> None:
    """As it stands on the company's day."""
    quote_id = negotiated(entity_id)
    quoting.save_template(by(entity_id), quote_id=quote_id, name="Armoire avec mise en service")
    known = wares.by_sku(entity_id, [sku for link in LINKS for sku in link[:2]])
    for sku, other, kind in LINKS:
        recommending.link_products(
            by(entity_id), product_id=known[sku].id, other_id=known[other].id, kind=kind
        )
    recommending.learn_recommendations(by(entity_id))


def negotiated(entity_id: UUID) -> UUID:
    """Two buyers were invited; one asks and is answered, the other proposes a discount."""
    customer = parties.find_customers(entity_id, CUSTOMER_NAME, limit=1)[0]
    lines = [quoting.LineIn(sku=sku, quantity=Decimal(n)) for sku, n in LINES]
    quote_id = playing.offered(entity_id, customer.id, lines, title=TITLE, valid_days=40)
    playing.sent(entity_id, quote_id)
    ids = [
        room.invite_buyer(
            by(entity_id), quote_id=quote_id, name=name, email=email, role=role
        ).buyer_id
        for name, email, role in BUYERS
    ]
    _read(quote_id, ids)
    room.ask_question(
        _buyer(entity_id), quote_id=quote_id, buyer_id=ids[1], author=BUYERS[1][0],
        text="La mise en service comprend-elle la formation de nos opérateurs ?",
    )  # fmt: skip
    room.answer_question(
        by(entity_id), quote_id=quote_id, author="Nadia Le Goff",
        text="Oui, une demi-journée par armoire, sur site.",
    )  # fmt: skip
    proposals.make_counter(
        _buyer(entity_id), quote_id=quote_id, buyer_id=ids[0], author=BUYERS[0][0],
        kind="percent", value=Decimal(8), reason="À 8 % de remise, nous commandons cette semaine.",
    )  # fmt: skip
    return quote_id


def _read(quote_id: UUID, buyers: list[UUID]) -> None:
    """Both open the offer: the one who negotiates reads it all, the other looks at the end of it."""
    quote = quotes.quote(quote_id)
    quoting.open_quote(_buyer(quote.entity_id), quote_id=quote_id)
    for buyer_id, (agent, told) in zip(buyers, READINGS, strict=True):
        request = HttpRequest()
        request.META = {"HTTP_USER_AGENT": agent, "REMOTE_ADDR": "203.0.113.7"}
        reading.keep(request, quote, buyer_id, told)


def _buyer(entity_id: UUID) -> Do:
    return begin(CUSTOMER, entity_id)
