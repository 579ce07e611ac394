"""Rules of pricing as sentences."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from comptoir.kernel.money import to_places
from comptoir.shell import format as fmt
from comptoir.stages.pricing.engine import Terms
from comptoir.stages.pricing.facts import CustomerPriceFacts, PriceFacts
from comptoir.stages.pricing.forms import MODELS
from comptoir.stages.pricing.promotions import PromotionFacts


def promotion(told: PromotionFacts, lang: str) -> str:
    """`10% off hardware from 5 units, at most €200.00; adds up with others.`"""
    rule, terms = told.rule, told.terms
    money = {
        n: fmt.amount_minor(int(terms[n]), told.currency, lang)
        for n in ("amount_minor", "minimum_minor", "most_minor") if n in terms
    }  # fmt: skip
    percent = fmt.percent(rule.percent.normalize(), lang)
    what = ", ".join((*rule.skus, *rule.categories)) or _("everything")
    sets = " + ".join(f"{_short(n, lang)} {sku}" for sku, n in (rule.sets or {}).items())
    said = {
        "percent": _("%(percent)s off %(what)s"),
        "amount": _("%(amount)s off %(what)s, what is charged once"),
        "cheapest": _("%(percent)s off one unit of the cheapest of %(what)s"),
        "free_units": _("%(free)s free for every %(buy)s bought of %(what)s, the cheapest"),
        "bundle": _("%(percent)s off each set of %(sets)s"),
        "free_product": _("%(free)s %(gift)s free with %(what)s"),
    }[told.kind] % {
        "percent": percent, "what": what, "amount": money.get("amount_minor", ""),
        "free": _short(rule.free, lang), "buy": _short(rule.buy, lang), "sets": sets,
        "gift": rule.gift,
    }  # fmt: skip
    if rule.minimum_quantity:
        said += _(", from %(n)s units") % {"n": _short(rule.minimum_quantity, lang)}
    if "minimum_minor" in money:
        said += _(", from %(amount)s") % {"amount": money["minimum_minor"]}
    if "most_minor" in money:
        said += _(", at most %(amount)s") % {"amount": money["most_minor"]}
    return said


def agreement(told: CustomerPriceFacts, lang: str) -> str:
    """`10% off the list price`, `€95.00`, or `up to 10: €95.00 · beyond: €90.00`."""
    if told.percent_off is not None:
        percent = fmt.percent(told.percent_off.normalize(), lang)
        return _("%(percent)s off the list price") % {"percent": percent}
    if not told.tiers:
        return fmt.unit_price(told.unit_price, told.currency, lang)
    parts = []
    for tier in told.tiers:
        price = fmt.unit_price(tier.unit_price, told.currency, lang)
        if tier.up_to is None:
            parts.append(_("beyond: %(price)s") % {"price": price})
        else:
            said = {"n": fmt.quantity(tier.up_to, lang), "price": price}
            parts.append(_("up to %(n)s: %(price)s") % said)
    return " · ".join(parts)


def price(told: PriceFacts, currency: str, lang: str) -> str:
    """What a price of a book says, in a few words."""
    if told.tiers:
        amounts = [t.unit_price or t.flat_fee for t in told.tiers]
        low, high = sorted((amounts[0], amounts[-1]))
        return (
            f"{fmt.bare_unit_price(low, currency, lang)} … {fmt.unit_price(high, currency, lang)}"
        )
    terms = told.price_terms
    if told.model in ("percent", "cost_plus"):
        percent = to_places(terms.percent, 2).normalize()
        return f"{fmt.percent(percent, lang)} {dict(MODELS)[told.model]}"
    if told.model == "formula":
        return terms.formula
    if told.model == "usage":
        return usage(terms, told.unit_price, currency, lang)
    return fmt.unit_price(told.unit_price, currency, lang)


def origin(told: Mapping[str, Any], lang: str) -> str:
    """`from price book STD at 1 EUR = 1.0856 USD (ECB, 27 November 2026), +5%, rounded to 0.10`."""
    source, recipe = told["source"], told["recipe"]
    said = _("from price book %(book)s") % {"book": source["code"]}
    if source["currency"] != source["to"]:
        said = _("%(book)s at 1 %(one)s = %(rate)s %(other)s (%(who)s, %(day)s)") % {
            "book": said, "one": source["currency"], "other": source["to"], "who": source["origin"],
            "rate": fmt.quantity(Decimal(source["rate"]), lang),
            "day": fmt.date_doc(date.fromisoformat(source["day"]), lang),
        }  # fmt: skip
    return ", ".join((said, *recipe_words(recipe, lang)))


def recipe_words(recipe: Mapping[str, Any], lang: str) -> list[str]:
    """What was done to prices: `+5%`, `rounded to 1, less 0.01`."""
    value, step, ending = (Decimal(recipe[n]) for n in ("value", "step", "ending"))
    parts = []
    if value:
        amount = fmt.percent(value, lang) if recipe["how"] == "percent" else _short(value, lang)
        parts.append(("+" if value > 0 else "") + amount)
    if step:
        parts.append(_("rounded to %(step)s") % {"step": _short(step, lang)})
    if ending:
        parts.append(_("less %(ending)s") % {"ending": _short(ending, lang)})
    return parts


def usage(terms: Terms, unit_price: Decimal, currency: str, lang: str) -> str:
    """`1.3%, €2.00 per event, at least €1.75 per event, 250 units free, 3 events free`."""
    card = terms.card

    def money(amount: Decimal) -> str:
        return fmt.unit_price(amount, currency, lang)

    parts = [fmt.percent(terms.percent.normalize(), lang)] if terms.percent else []
    if unit_price:
        parts.append(_("%(price)s per unit") % {"price": money(unit_price)})
    for amount, said in (
        (card.event_fee or None, _("%(price)s per event")),
        (card.event_minimum, _("at least %(price)s per event")),
        (card.event_maximum, _("at most %(price)s per event")),
    ):
        if amount is not None:
            parts.append(said % {"price": money(amount)})
    if card.free_units is not None:
        parts.append(_("%(n)s units free") % {"n": _short(card.free_units, lang)})
    if card.free_events is not None:
        parts.append(_("%(n)s events free") % {"n": _short(Decimal(card.free_events), lang)})
    return ", ".join(parts)


def _short(number: Decimal, lang: str) -> str:
    return fmt.quantity(number, lang)
