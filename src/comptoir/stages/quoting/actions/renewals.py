"""The quote that renews a contract."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from comptoir.kernel.money import UNIT_PLACES, Money, exponent, quotient, to_places
from comptoir.platform.actions import Do, action
from comptoir.platform.ids import new_id
from comptoir.stages.pricing import engine
from comptoir.stages.quoting import raising
from comptoir.stages.quoting.actions import rows
from comptoir.stages.quoting.actions.drafting import check_head, copy_of, open_draft
from comptoir.stages.quoting.core.lines import Discount
from comptoir.stages.quoting.core.stretches import Stretch
from comptoir.stages.quoting.events import QuoteDrafted
from comptoir.stages.quoting.models import Quote, QuoteLine


@dataclass(frozen=True, slots=True)
class Asked:
    """Which contract is renewed, from when, for how long; going: as of `draft_renewal`."""

    contract_id: UUID
    starts_on: date
    term_months: int
    going: Mapping[int, Stretch] | None = None


@action(may="quoting.write")
def draft_renewal(
    do: Do,
    *,
    from_quote_id: UUID,
    contract_id: UUID,
    starts_on: date,
    term_months: int,
    title: str = "",
    valid_until: date | None = None,
    agreed: raising.Agreed | None = None,
    going: Mapping[int, Stretch] | None = None,
) -> QuoteDrafted:
    """Open the quote that renews a contract: its recurring and usage lines at their agreed prices.

    valid_until  last day to accept; the day before `starts_on` if none is said
    agreed       what the contract says of its price at renewal; what repeats is changed by it
    going        of a contract that was amended: each line that goes on, and what holds of it at the end
    """
    source = rows.locked(do, from_quote_id)
    raised = raising.due(do.entity_id, agreed, do.today)
    lines = rows.agreed_lines(source)
    asked = Asked(contract_id, starts_on, term_months, going)
    quote, copies = built(source, lines, added(going, lines), asked, raised)
    quote.title = title.strip()[:160]
    quote.valid_until = max(valid_until or starts_on - timedelta(days=1), do.today)
    check_head(do, quote)
    return open_draft(do, quote, copies)


def built(
    source: Quote,
    agreed: Sequence[QuoteLine],
    more: Sequence[QuoteLine],
    asked: Asked,
    raised: raising.Raised | None,
) -> tuple[Quote, list[QuoteLine]]:
    """The renewal of what a quote agreed, with its rows; nothing is read or written.

    agreed  the rows that acceptance ordered;  more: those that amendments added, of `asked.going`
    """
    quote = Quote(
        entity_id=source.entity_id, series=new_id(), customer_id=source.customer_id,
        contact_id=source.contact_id, book_id=source.book_id, language=source.language,
        currency=source.currency, owner_id=source.owner_id, starts_on=asked.starts_on,
        term_months=asked.term_months, valid_until=asked.starts_on,
        terms_kind=source.terms_kind, terms_days=source.terms_days,
        renews_contract=asked.contract_id,
        discount_kind="percent" if source.discount_kind == "percent" else "none",
        discount_value=source.discount_value if source.discount_kind == "percent" else Decimal(0),
    )  # fmt: skip
    quote.uplift = raised.next if raised else None
    lines = _repeating(agreed)
    if asked.going is None:
        copies = [copy_of(line, quote) for line in lines]
    else:
        copies = _amended(quote, lines, more, asked.going)
    for line in copies:
        line.optional, line.alternative, line.apart = False, "", None
        line.level, line.starts_month, line.per_parent, line.segment = 0, 0, None, None
        even = asked.term_months % (line.billing_months or 1) == 0
        line.term_months = asked.term_months if even else line.term_months
        if raised and line.charge_kind == "recurring":
            _raise(line, raised, quote.currency)
    return quote, copies


def added(going: Mapping[int, Stretch] | None, agreed: Sequence[QuoteLine]) -> list[QuoteLine]:
    """The rows that go on and that the quote itself did not have: amendments added them."""
    known = {line.id for line in _repeating(agreed)}
    missing = [pk for pk in going or () if pk not in known]
    found = QuoteLine.objects.filter(pk__in=missing, block="") if missing else ()
    return sorted(found, key=lambda line: line.id)


def _amended(
    quote: Quote,
    lines: Sequence[QuoteLine],
    more: Sequence[QuoteLine],
    going: Mapping[int, Stretch],
) -> list[QuoteLine]:
    """The lines that go on, those that amendments added last, with the quantity and price of the end."""
    known = {line.id for line in lines}
    found = []
    for line in (*(li for li in lines if li.id in going), *_repeating(more)):
        copy, last = copy_of(line, quote), going[line.id]
        copy.section = line.section if line.id in known else ""
        changed = (last.quantity, last.unit_net) != (line.quantity, line.unit_net)
        changed = changed or bool(line.id not in known and quote.discount_value)  # never discounted
        if changed and line.charge_kind == "recurring":  # measured use keeps its rates
            copy.quantity, copy.least, copy.most = last.quantity, None, None
            _state(copy, _before_discount(quote, last), quote.currency)
        found.append(copy)
    return found


def _before_discount(quote: Quote, last: Stretch) -> Decimal:
    """The unit price that costs, less the discount on the whole quote, what a unit cost at the end."""
    left = 100 - quote.discount_value
    if not quote.discount_value or not left or not last.quantity:
        return last.unit_net
    whole = Money(last.period_minor, quote.currency).major * 100
    return to_places(quotient(whole, last.quantity * left), UNIT_PLACES)


def _state(line: QuoteLine, unit: Decimal, currency: str) -> None:
    """A net price as agreed by an amendment; the waterfall begins with it."""
    done = raising.agreed_price(unit, line.quantity, exponent(currency))
    line.unit_net = unit
    line.discount_kind, line.discount_value = Discount.NET, unit
    line.net_minor, line.share_minor = done.net_minor, 0
    line.waterfall, line.basis = engine.dump_steps(done.steps), None


def _raise(line: QuoteLine, raised: raising.Raised, currency: str) -> None:
    """The agreed unit price, changed by the rule: the waterfall begins with it and names the rule.

    The price is stated as a net price, so that editing the line later does not fall back to the list.
    """
    done = raised.priced(line.unit_net, line.quantity, exponent(currency))
    assert done.net_unit is not None, "a price per unit stays one"
    line.unit_net = to_places(done.net_unit, UNIT_PLACES)
    line.list_price = to_places(raised.price(line.list_price), UNIT_PLACES)
    line.discount_kind, line.discount_value = Discount.NET, line.unit_net
    line.net_minor, line.share_minor = done.net_minor, 0
    line.waterfall, line.basis = engine.dump_steps(done.steps), None


def _repeating(lines: Sequence[QuoteLine]) -> list[QuoteLine]:
    """What a renewal goes on with: of a bundle the parts that repeat, of a ramp its last segment."""
    found: list[QuoteLine] = []
    for at, line in enumerate(lines):
        if line.block or line.charge_kind == "one_off":
            continue
        after = lines[at + 1] if at + 1 < len(lines) else None
        if line.segment is not None and after is not None and after.segment is not None:
            continue
        found.append(line)
    return found
