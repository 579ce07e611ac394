"""How likely a whole quote is to be won: a read of offers that came to an end, and its words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from comptoir.kernel.money import exponent, to_places
from comptoir.platform import clock, sql
from comptoir.shell import format as fmt
from comptoir.stages.pricing.engine import MINIMUM, Counted, Ended, Odds, odds
from comptoir.stages.quoting.core.states import QuoteState
from comptoir.stages.quoting.guidance import DAYS
from comptoir.stages.quoting.queries import QuoteFacts

OPEN = (QuoteState.DRAFT, QuoteState.SENT)
MOST = 500  # the newest that ended
# The last version of each offer of the segment that ended, as it was sent: what it came to over its
# term, without and with its discounts. Options, usage and alternatives aside are in neither.
_ENDED = """
SELECT c.segment, e.won, e.net_minor, e.listed
FROM parties_customer c LEFT JOIN LATERAL (
  SELECT q.state = 'accepted' AS won, SUM(l.net_minor * p.periods) AS net_minor,
         SUM(l.list_price * l.quantity * p.periods) AS listed
  FROM (
    SELECT q.* FROM quoting_quote q JOIN parties_customer other ON other.id = q.customer_id
    WHERE q.entity_id = %s AND q.currency = %s AND other.segment = c.segment
      AND q.state IN ('accepted', 'refused', 'expired') AND q.sent_at >= %s::date - %s::int
      AND q.series <> %s AND q.amends_contract IS NULL
      AND NOT EXISTS (SELECT 1 FROM quoting_quote later
                      WHERE later.series = q.series AND later.version > q.version)
    ORDER BY q.created_at DESC LIMIT %s
  ) q JOIN quoting_line l ON l.quote_id = q.id CROSS JOIN LATERAL (
    SELECT CASE l.charge_kind WHEN 'one_off' THEN 1
           ELSE COALESCE(l.term_months, 1) / COALESCE(l.billing_months, 1) END AS periods
  ) p
  WHERE NOT l.optional AND l.block = '' AND l.charge_kind <> 'usage'
    AND l.alternative IN ('', q.recommended)
  GROUP BY q.id, q.state
) e ON true
WHERE c.id = %s
"""


@dataclass(frozen=True, slots=True)
class Winning:
    """The odds of a quote, and the segment of customers that they are of."""

    odds: Odds
    segment: str
    minimum: int = MINIMUM


def of_quote(quote: QuoteFacts, on: date) -> Winning | None:
    """One statement, however many lines; None of a quote that has ended, an amendment, or nothing."""
    if quote.state not in OPEN or quote.amendment is not None:
        return None
    counted = [li for li in quote.lines if li.promised_minor and not li.block]
    if not counted:
        return None
    asked = [
        quote.entity_id, quote.currency, on, DAYS, quote.series, MOST, quote.customer_id,
    ]  # fmt: skip
    found = sql.rows(_ENDED, asked)
    digits = exponent(quote.currency)
    past = [
        Ended(Decimal(net).scaleb(-digits), listed, won)
        for _segment, won, net, listed in found
        if won is not None
    ]
    net = Decimal(sum(li.promised_minor for li in counted)).scaleb(-digits)
    listed = sum((li.list_price * li.quantity * li.periods for li in counted), Decimal(0))
    return Winning(odds(past, net, listed), found[0][0])


def context(quote: QuoteFacts, lang: str) -> dict[str, Any]:
    """What the panel shows beside the margin."""
    found = of_quote(quote, clock.today(quote.entity_id))
    if found is None:
        return {}
    known = found.odds
    if known.percent is None:
        said = {"found": known.comparable.deals, "minimum": found.minimum}
        chance = _("too few comparable deals: %(found)d of %(minimum)d") % said
    else:
        chance = f"{fmt.percent(Decimal(known.percent), lang)} · {_won(known.comparable)}"
    return {"win_chance": chance, "win_reasons": _reasons(found, lang)}


def _reasons(found: Winning, lang: str) -> list[str]:
    """From the widest to the narrowest."""
    known = found.odds
    if not known.segment.deals:
        return []
    of_segment = {"segment": found.segment, "won": _won(known.segment)}
    told = [
        _("segment %(segment)s: %(won)s") % of_segment
        if found.segment
        else _("customers without a segment: %(won)s") % of_segment,
    ]
    if known.size.deals:
        told.append(_("from half to twice this value: %(won)s") % {"won": _won(known.size)})
    if known.off is not None and known.comparable.deals:  # "0 of 0 won" says nothing
        off = fmt.percent(to_places(known.off, 1), lang)
        said = {"off": off, "won": _won(known.comparable)}
        told.append(_("discounted about %(off)s like this one: %(won)s") % said)
    return told


def _won(counted: Counted) -> str:
    return _("%(won)d of %(deals)d won") % {"won": counted.won, "deals": counted.deals}
