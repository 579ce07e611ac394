"""What the demo sells abroad, and rents: exchange rates, an offer in dollars, a rented product of options."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from comptoir.demo import playing
from comptoir.demo.playing import by
from comptoir.records.catalog import actions as catalog
from comptoir.records.catalog import queries as wares
from comptoir.records.currencies import actions as currencies
from comptoir.records.parties import actions as parties
from comptoir.stages.configuring import actions as configuring
from comptoir.stages.configuring import queries as models
from comptoir.stages.configuring.engine import Choice
from comptoir.stages.pricing import actions as pricing
from comptoir.stages.pricing import queries as prices
from comptoir.stages.quoting.actions import LineIn

# Days ago, US dollars and Swiss francs for one euro. Invented, and the demo says so as their source.
SOURCE = "Exemple"
RATES = ((8, "1.1620", "0.9310"), (4, "1.1585", "0.9345"), (1, "1.1640", "0.9320"))
DOLLARS = (("ARM-X", "3450"), ("CAB-50", "379"), ("SENS-T", "45"), ("INST", "1040"))
RENTED = ("MES-R", "Measuring case, rented by the month", "Valise de mesure, location au mois")


def fill(entity_id: UUID) -> None:
    """As it stands on the company's day."""
    rates(entity_id)
    offered_in_dollars(entity_id)


def rates(entity_id: UUID) -> None:
    """A few days of rates, the last of them fresh."""
    today = by(entity_id).today
    for ago, *figures in RATES:
        for currency, figure in zip(("USD", "CHF"), figures, strict=True):
            currencies.set_exchange_rate(
                by(entity_id), day=today - timedelta(days=ago), from_currency="EUR",
                to_currency=currency, rate=Decimal(figure), source=SOURCE,
            )  # fmt: skip


def offered_in_dollars(entity_id: UUID) -> UUID:
    """A price book in dollars, a customer across the sea, and an offer to them that is sent."""
    first = date(by(entity_id).today.year, 1, 1)
    book = pricing.create_book(
        by(entity_id), code=f"US-{first.year}", name=f"US list {first.year}", currency="USD",
        starts_on=first,
    ).book_id  # fmt: skip
    known = wares.by_sku(entity_id, [sku for sku, _price in DOLLARS])
    for sku, price in DOLLARS:
        pricing.set_price(
            by(entity_id), book_id=book, product_id=known[sku].id, unit_price=Decimal(price)
        )
    customer_id = parties.create_customer(
        by(entity_id), name="Lakeside Bottling Inc.", country="US", currency="USD", language="en",
        billing={
            "street_number": "410", "street": "Harbor Street", "postcode": "54201",
            "town": "Kewaunee", "country": "US",
        },
        contacts=[{"name": "Dana Whitlock", "roles": ["buyer", "signatory"]}],
    ).customer_id  # fmt: skip
    lines = [
        LineIn(sku="ARM-X", quantity=Decimal(2)), LineIn(sku="SENS-T", quantity=Decimal(24)),
        LineIn(sku="INST", quantity=Decimal(3)),
    ]  # fmt: skip
    quote_id = playing.offered(
        entity_id, customer_id, lines, title="Cabinets for the bottling line", valid_days=45
    )
    playing.sent(entity_id, quote_id)
    return quote_id


def rented(entity_id: UUID, customer_id: UUID) -> UUID:
    """A product that is rented by the month, put together and under contract; returns its order."""
    sku, name_en, name_fr = RENTED
    product_id = catalog.create_product(
        by(entity_id), sku=sku, name_en=name_en, name_fr=name_fr, currency="EUR",
        nature="service", unit="MON", charge_kind="recurring", billing_months=1,
        revenue_pattern="straight_line",
    ).product_id  # fmt: skip
    book = prices.default_book(entity_id, "EUR", by(entity_id).today).id
    pricing.set_price(by(entity_id), book_id=book, product_id=product_id)
    source = (playing.MODELS / "rented-case.yaml").read_text(encoding="utf-8")
    model_id = configuring.create_model(by(entity_id), source=source).model_id
    configuring.publish_model(by(entity_id), model_id=model_id)
    wanted = (Choice("channels_8", True), Choice("probes", Decimal(6)), Choice("relay_4g", True))
    whole = models.loaded(models.model(model_id).newest).settled(wanted, "default")
    made = configuring.save_configuration(
        by(entity_id), model_id=model_id, choices=whole, seconds=70
    )
    line = LineIn(sku=sku, configuration_id=made.configuration_id, quantity=Decimal(2))
    return playing.signed(
        entity_id, customer_id, [line], title="Location de valises de mesure", term_months=12
    )
