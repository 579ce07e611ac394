"""What some units would cost at a price that is being typed: the deed itself, undone; the engine prices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comptoir.kernel.errors import DomainError
from comptoir.kernel.money import EXACT, UNIT_PLACES, exponent, to_places
from comptoir.platform.actions import Do
from comptoir.platform.problem import detail
from comptoir.records.catalog.queries import ProductFacts
from comptoir.records.currencies import queries as currencies
from comptoir.shell import format as fmt
from comptoir.stages.pricing import actions, engine, explaining, queries
from comptoir.stages.pricing.facts import BookFacts, PriceFacts
from comptoir.stages.pricing.price_form import PriceForm

BASIS = Decimal(1_000)  # what the other lines cost in the example of a percentage
MOST = 5  # quantities
REQUIRED = "required"


@dataclass(frozen=True, slots=True)
class Row:
    """What a quantity costs, in words; `asked` is the one that somebody typed, and tells its steps."""

    said: str
    asked: bool
    steps: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Example:
    """rows, or the reason why there are none; `given` says what the example takes for granted."""

    rows: Sequence[Row] = ()
    given: str = ""
    reason: str = ""


def example(do: Do, form: PriceForm, book: BookFacts, product: ProductFacts, lang: str) -> Example:
    """The example of what stands in the form. `do` is a dry run."""
    assert do.dry_run
    if not form.is_valid():
        return Example(reason=" · ".join(_faults(form)))
    typed = form.price()
    day, kind = typed["starts_on"], typed["price_type"]
    do.read = lambda _event: queries.price_on(book.id, product.id, day, kind)
    try:
        actions.set_price(do, book_id=book.id, product_id=product.id, **typed)
        cost = _cost(product, book, do.today)
        return _worked(do.answer, product, cost, (form.quantity, book.currency), lang)
    except DomainError as error:
        return Example(reason=detail(error))


def _faults(form: PriceForm) -> Iterator[str]:
    """What is wrong with what was typed; what is only missing is named in one sentence."""
    missing = []
    for name, faults in form.errors.as_data().items():
        label = form.fields[name].label if name in form.fields else ""
        if all(fault.code == REQUIRED for fault in faults):
            missing.append(str(label))
            continue
        for text in form.errors[name]:
            yield _("%(label)s: %(text)s") % {"label": label, "text": text} if label else str(text)
    if missing:
        yield _("Still to be given: %(fields)s") % {"fields": ", ".join(missing)}


def _worked(
    told: PriceFacts,
    product: ProductFacts,
    cost: Decimal | None,
    asked: tuple[Decimal, str],
    lang: str,
) -> Example:
    """asked: for how many units, in which currency."""
    wanted, currency = asked
    rows = []
    for quantity in _quantities(told, wanted):
        given = engine.Given(quantity, 12, cost, product.attribute_values, BASIS)
        price = engine.settle(told.price, told.price_terms, given)
        done = engine.price_line(price, quantity, exponent(currency))
        rows.append(_row(quantity, done, quantity == wanted, currency, lang))
    return Example(rows, _given(told, cost, currency, lang))


def _quantities(told: PriceFacts, asked: Decimal) -> list[Decimal]:
    """What was asked for, and the quantities at which the price turns."""
    one = Decimal(1)
    turns = [top for t in told.tiers[:2] if (top := t.up_to) is not None]
    if told.model == "package":
        turns = [told.price.size]
    found = {asked, *turns, *(EXACT.add(t, one) for t in turns)}
    if told.model == "usage" and told.price_terms.card.free_units:
        found.add(told.price_terms.card.free_units)
    last = told.tiers[-1].up_to if told.tiers else None
    fits = sorted(q for q in found if last is None or q <= last or q == asked)
    while len(fits) > MOST:
        fits.remove(next(q for q in reversed(fits) if q != asked))
    return fits


def _row(quantity: Decimal, done: engine.PricedLine, asked: bool, currency: str, lang: str) -> Row:
    told = [step for step in done.steps if step.kind != "rounding"] if asked else []
    steps = [
        (explaining.step_label(s.label_code), _change(s, n, currency, lang))
        for n, s in enumerate(told)
    ]
    words = {
        "n": fmt.quantity(quantity, lang),
        "amount": fmt.amount_minor(done.net_minor, currency, lang),
    }
    many = 1 if quantity == 1 else 2
    said = ngettext("%(n)s unit costs %(amount)s", "%(n)s units cost %(amount)s", many) % words
    return Row(said, asked, steps if len(steps) > 1 else ())


def _change(step: engine.Step, at: int, currency: str, lang: str) -> str:
    """What a step adds or takes; of any other its result."""
    if at and step.operation in ("add", "subtract"):
        sign = "+" if step.operation == "add" else fmt.MINUS
        return f"{sign}{fmt.unit_price(step.value, currency, lang)}"
    return fmt.unit_price(step.result, currency, lang)


def _cost(product: ProductFacts, book: BookFacts, today: date) -> Decimal | None:
    """What one unit costs the company, in the book's currency where a rate is known."""
    if product.cost is None or product.currency == book.currency:
        return product.cost
    found = currencies.find(book.entity_id, product.currency, book.currency, today)
    return to_places(EXACT.multiply(product.cost, found.rate), UNIT_PLACES) if found else None


def _given(told: PriceFacts, cost: Decimal | None, currency: str, lang: str) -> str:
    if told.model == "percent":
        amount = fmt.unit_price(BASIS, currency, lang)
        return _("Where the other lines cost %(amount)s.") % {"amount": amount}
    if told.model in ("cost_plus", "formula") and cost is not None:
        return _("A unit costs you %(amount)s.") % {"amount": fmt.unit_price(cost, currency, lang)}
    return ""
