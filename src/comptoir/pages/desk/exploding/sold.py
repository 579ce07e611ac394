"""What a line is: its price step by step, what it is made of, its work, its weight, its VAT."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comptoir.kernel.money import EXACT, extend_minor
from comptoir.pages.desk.core.explosion import MONEY, QUANTITY, Node, price_changes
from comptoir.pages.desk.exploding.case import Case, Sold
from comptoir.shell import format as fmt
from comptoir.stages.configuring import making, telling
from comptoir.stages.configuring.engine import Explosion
from comptoir.stages.pricing import engine, explaining

KILOGRAM, MINUTE, PIECE = "KGM", "MIN", "C62"


def branches(case: Case, line: Sold) -> Iterator[Node]:
    """What a line is, whether or not anything became of it."""
    yield price(case, line)
    made = case.made.get(line.configuration_id) if line.configuration_id else None
    if made:
        yield from _made(case, line, made)
    elif case.margin and line.cost is not None:
        yield _cost(case, line, line.cost)
    yield vat(case, line)


def price(case: Case, line: Sold) -> Node:
    """From the list price to the net of the line, over its whole term; each step with its rule."""
    rows = list(_steps(case, line))
    note = ""
    if line.periods > 1 and line.worth_minor is not None:
        said = ngettext(
            "the same for %(n)s more billing period", "the same for %(n)s more billing periods",
            line.periods - 1,
        )  # fmt: skip
        more = line.worth_minor - line.net_minor
        label = said % {"n": fmt.quantity(line.periods - 1, case.lang)}
        rows.append(Node("periods", label[0].upper() + label[1:], minor=more))
    if line.worth_minor is None:
        note = _("Estimate of one billing period: what is used is what is charged")
    minor = line.net_minor if line.worth_minor is None else line.worth_minor
    return Node("price", _("Price"), note, minor=minor, adds=(MONEY,), below=tuple(rows))


def _steps(case: Case, line: Sold) -> Iterator[Node]:
    steps = line.steps
    if not steps:
        label = _("Price as it was imported, without its steps")
        yield Node("step", label, _each(case, line, line.unit_net), minor=line.net_minor)
        return
    options = _options(case, line)
    changes, share = price_changes(steps, line.net_minor, case.digits)
    at = next((n for n, step in enumerate(steps) if step.kind == "quantity"), 0)
    for n, (step, minor) in enumerate(zip(steps, changes, strict=True)):
        if minor or not n:
            node = _step(case, line, step, options, each=n < at)
            yield replace(node, minor=minor)
    if share:
        yield Node("step", _("Discount on the whole"), minor=share)


def _step(
    case: Case, line: Sold, step: engine.Step, options: dict[str, str], *, each: bool
) -> Node:
    """each: the step is of one unit."""
    label = options.get(step.rule_id) if step.label_code == "option" else None
    note, url = explaining.step_note(step, case.rules, case.lang)
    if label:
        note, url = "", ""
    of_one = each and step.kind in ("list", "adjustment")
    if of_one and step.operation in ("set", "add", "subtract") and line.quantity != 1:
        note = " · ".join(filter(None, (_each(case, line, step.value), note)))
    return Node("step", label or explaining.step_label(step.label_code), note, url=url)


def _each(case: Case, line: Sold, unit: Decimal) -> str:
    each = fmt.unit_price(unit, case.currency, case.lang)
    return f"{fmt.quantity(line.quantity, case.lang)} × {each}"


def _options(case: Case, line: Sold) -> dict[str, str]:
    """What the chosen options are called, by the rule of their step."""
    made = case.made.get(line.configuration_id) if line.configuration_id else None
    rows = made.configuration.chosen if made else ()
    key = "fr" if fmt.french(case.lang) else "en"
    return {row["id"]: row[key] or row["en"] or row["fr"] for row in rows}


def _cost(case: Case, line: Sold, cost: Decimal) -> Node:
    minor = extend_minor(cost, line.quantity, case.digits) * line.periods
    return Node("made", _("Cost"), _("as it was known when it was sold"), minor=minor)


def _made(case: Case, line: Sold, made: making.Made) -> Iterator[Node]:
    found = made.explosion
    below = tuple(_assembly(case, line, made, found.assembly))
    known = [one.minor for one in below if one.minor is not None]
    notes = [f"{made.configuration.code} v{made.configuration.number}"]
    if case.margin and found.uncosted:
        said = ngettext(
            "%(n)s part whose cost nobody knows", "%(n)s parts whose cost nobody knows",
            len(found.uncosted),
        )  # fmt: skip
        notes.append(said % {"n": len(found.uncosted)})
    yield Node(
        "made", _("Bill of materials"), " · ".join(notes), quantity=line.quantity, unit=PIECE,
        minor=sum(known) if known else None, adds=(MONEY,) if known else (), below=below,
    )  # fmt: skip
    if found.routing:
        yield _work(case, line, found)
    weights = tuple(_weights(case, line, made))
    if weights:
        whole = sum((one.quantity or Decimal(0) for one in weights), Decimal(0))
        yield Node(
            "weight", _("Weight"), quantity=whole, unit=KILOGRAM, adds=(QUANTITY,), below=weights
        )


def _assembly(case: Case, line: Sold, made: making.Made, at: making.Assembly) -> Iterator[Node]:
    """What an instance of a part needs itself, then the parts inside it."""
    for need in at.needed:
        yield _part(case, line, made, need)
    for inside in at.below:
        rows = tuple(_assembly(case, line, made, inside))
        known = [one.minor for one in rows if one.minor is not None]
        yield Node(
            "assembly", telling.option(made.loaded, inside.place, case.lang),
            minor=sum(known) if known else None, adds=(MONEY,) if known else (), below=rows,
        )  # fmt: skip


def _part(case: Case, line: Sold, made: making.Made, need: making.Need) -> Node:
    product = made.products.get(need.sku)
    quantity = EXACT.multiply(need.quantity, line.quantity)
    shown = case.margin and need.cost is not None
    minor = extend_minor(need.cost or Decimal(0), line.quantity, case.digits) if shown else None
    return Node(
        "part", need.name.told(case.lang) or need.sku, _because(case, made, need), need.sku,
        quantity=quantity, unit=need.unit, minor=minor,
        thing=("product", product.id) if product else None,
    )  # fmt: skip


def _because(case: Case, made: making.Made, need: making.Need) -> str:
    """`Bike (Motor): 1.2 · height ÷ 300 rounded up` — what needs it, and how much by which formula."""
    said = [telling.cause(made.loaded, c.place, c.when, case.lang) for c in need.causes]
    formulas = [telling.formula(made.loaded, t, case.lang) for t in making.formulas(made, need)]
    return " · ".join(dict.fromkeys(filter(None, (*said, *formulas))))


def _work(case: Case, line: Sold, found: Explosion) -> Node:
    rows = tuple(
        Node(
            "operation", step.name.told(case.lang) or step.id,
            _("%(setup)s once, %(run)s each") % {
                "setup": fmt.quantity(step.setup_minutes, case.lang),
                "run": fmt.quantity(step.run_minutes, case.lang),
            },
            step.work_center, quantity=step.setup_minutes + line.quantity * step.run_minutes,
            unit=MINUTE,
        )
        for step in found.routing
    )  # fmt: skip
    whole = sum((one.quantity or Decimal(0) for one in rows), Decimal(0))
    return Node("work", _("Routing"), quantity=whole, unit=MINUTE, adds=(QUANTITY,), below=rows)


def _weights(case: Case, line: Sold, made: making.Made) -> Iterator[Node]:
    options = made.loaded.tree.options
    for row in made.configuration.chosen:
        place = options.get(row["id"])
        if place and place.option.weight:
            label = telling.option(made.loaded, place.name, case.lang)
            quantity = EXACT.multiply(place.option.weight, line.quantity)
            yield Node("option", label, quantity=quantity, unit=KILOGRAM)


def vat(case: Case, line: Sold) -> Node:
    """The line's VAT, with the reason of its decision, the rule and version, and the text of the law."""
    decision = case.decisions.get(line.decision_id)
    minor = case.vat.get(line.id)
    percent = fmt.percent(line.vat_rate.normalize(), case.lang)
    note = percent
    if line.worth_minor is not None and minor is not None:
        worth = fmt.amount_minor(line.worth_minor, case.currency, case.lang)
        note = _("%(percent)s of %(amount)s") % {"percent": percent, "amount": worth}
    rows: tuple[Node, ...] = ()
    if decision:
        rule = _("Rule %(rule)s, version %(version)s, category %(category)s") % {
            "rule": decision.rule, "version": decision.version, "category": decision.category,
        }  # fmt: skip
        told = [
            Node("reason", decision.reason(case.lang), rule, decision.vatex,
                 thing=("decision", line.decision_id)),
        ]  # fmt: skip
        if decision.mention(case.lang):
            text = _("Printed on the invoice")
            told.append(Node("mention", decision.mention(case.lang), text))
        rows = tuple(told)
    return Node("vat", _("VAT"), note, minor=minor, below=rows)
