"""What past offers say about the price of a line: reads of quotes that came to an end."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from comptoir.kernel.money import EXACT, exponent, to_places
from comptoir.platform import clock, sql
from comptoir.records.parties import queries as parties
from comptoir.stages.pricing import books_told
from comptoir.stages.pricing import queries as pricing
from comptoir.stages.pricing.engine import Guidance, Past, Stand, guide, stand
from comptoir.stages.quoting.queries import QuoteFacts, QuoteLineFacts

DAYS = 730  # how far back
BAND = Decimal(2)  # comparable: from half the quantity to twice as much
# Offers of the same product, currency and segment that were answered or ran out, each once.
_PAST = """
SELECT l.net_minor, l.quantity, q.state = 'accepted'
FROM quoting_line l JOIN quoting_quote q ON q.id = l.quote_id
JOIN parties_customer c ON c.id = q.customer_id
WHERE l.product_id = %s AND q.entity_id = %s AND q.currency = %s AND NOT l.optional
  AND l.level = 0 AND l.block = ''
  AND q.state IN ('accepted', 'refused', 'expired') AND q.sent_at >= %s::date - %s::int
  AND l.quantity BETWEEN %s AND %s AND q.series <> %s
  AND c.segment = (SELECT segment FROM parties_customer WHERE id = %s)
  AND NOT EXISTS (SELECT 1 FROM quoting_quote later
                  WHERE later.series = q.series AND later.version > q.version)
"""


def of_line(quote: QuoteFacts, line: QuoteLineFacts, on: date) -> Guidance | None:
    """Prices that won and lost for this product, segment and band of quantity; None: too few deals."""
    if line.block or line.level:  # no price of its own to compare
        return None
    asked = [
        line.product_id, quote.entity_id, quote.currency, on, DAYS, line.quantity / BAND,
        line.quantity * BAND, quote.series, quote.customer_id,
    ]  # fmt: skip
    digits = exponent(quote.currency)
    past = [
        Past(_each(net, quantity, digits), won) for net, quantity, won in sql.rows(_PAST, asked)
    ]
    return guide(past, _each(line.net_minor, line.quantity, digits), line.cost, line.floor)


def standing(quote: QuoteFacts, line: QuoteLineFacts, on: date) -> Stand | None:
    """The line's unit price beside the list, floor and target of the quote's book; None of a head or its
    rows, whose prices are shares. Floor and list are those the line was priced with."""
    if line.block or line.level:
        return None
    target = pricing.target(quote.book_id, line.product_id, on)
    return stand(line.unit_net, line.list_price, line.floor, target)


def books(quote: QuoteFacts, lang: str) -> books_told.BooksSaid | None:
    """Which price book the quote has, of the day it was made on, and why the others were left."""
    segment = parties.customer(quote.customer_id).segment
    day = clock.today(quote.entity_id, quote.created_at)
    deal = books_told.Deal(quote.entity_id, quote.currency, day, segment, quote.channel)
    return books_told.told(deal, quote.book_id, lang)


def _each(net_minor: int, quantity: Decimal, digits: int) -> Decimal:
    """The unit price that was asked in the end, to a hundredth of a cent."""
    each = EXACT.divide(Decimal(net_minor).scaleb(-digits), quantity)
    return to_places(each, digits + 2)
