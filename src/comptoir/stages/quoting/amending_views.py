"""An amendment as people read it: what changes in sentences, what it makes of the bills."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from comptoir.kernel.money import Money
from comptoir.kernel.period import Period
from comptoir.shell import format as fmt
from comptoir.stages.quoting import ports, uplift_text, words
from comptoir.stages.quoting.amendments import AmendmentFacts, Kind
from comptoir.stages.quoting.queries import QuoteFacts

SOON = 12  # days of bills that are shown; the rest is told in one line


@dataclass(frozen=True, slots=True)
class Paper:
    """A document that the amendment makes."""

    kind: str
    title: str
    on: date
    net: Money
    vat: Money
    gross: Money
    lines: list[tuple[str, str, Money]]


@dataclass(frozen=True, slots=True)
class Material:
    """A material of a reconfigured line: how much of it before and after."""

    sku: str
    name: str
    unit: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Bill:
    """A day on which the changed lines are billed: without the amendment, and with it."""

    on: date
    before: Money
    after: Money
    change: Money


def sentences(made: AmendmentFacts, currency: str, lang: str) -> list[str]:
    """What changes, a sentence each."""
    return [said for change in made.changes for said in _told(change, currency, lang)]


def _told(c: dict[str, Any], currency: str, lang: str) -> list[str]:
    day = {"day": fmt.date_doc(date.fromisoformat(c["on"]), lang), "name": c.get("name", "")}
    kind = c["kind"]
    if kind == Kind.ADD:
        return [_("%(sku)s is added from %(day)s.") % {**day, "sku": c["adds"]}]
    if kind == Kind.SWAP:
        return [_("%(name)s is replaced by %(sku)s from %(day)s.") % {**day, "sku": c["adds"]}]
    if kind == Kind.OPTIONS:
        return _options(c, currency, lang)
    if kind == Kind.UPLIFT:
        return [_rule(c, day, lang)]
    if kind in (Kind.REMOVE, Kind.CANCEL):
        return [_("%(name)s is no longer served from %(day)s.") % day]
    found = [_values(c, s, currency, lang) for s in c["after"] if _differs(c["before"], s)]
    if found and c.get("rule"):
        found[-1] += " " + _("Rule of contract %(rule)s") % {"rule": c["rule"]} + "."
    until, was = c["after"][-1]["until"] if c["after"] else c["on"], c["before"]["until"]
    if until != was and until:
        said = {
            "name": c["name"], "last": _last(until, lang), "before": _last(was, lang) if was else "",
        }  # fmt: skip
        text = _("%(name)s runs until %(last)s instead of %(before)s.")
        found.append((text if was else _("%(name)s runs until %(last)s.")) % said)
    return found


def _rule(c: dict[str, Any], day: dict[str, str], lang: str) -> str:
    """`From 1 July 2026: at each renewal … Until then: 3 %.`"""
    before, after = c["uplift_before"], c["uplift_after"]
    if after is None:
        said = _("From %(day)s nothing is agreed any more of the price at renewal.") % day
    else:
        told = {**day, "rule": uplift_text.sentence(after, lang)}
        said = _("From %(day)s: %(rule)s") % told
    if before is None:
        return said
    return said + " " + _("Until then: %(rule)s.") % {"rule": uplift_text.show(before, lang)}


def _options(c: dict[str, Any], currency: str, lang: str) -> list[str]:
    """The line with its new price, then what goes, what comes and what each changes of the price."""
    becomes = {**c["becomes"], "from": c["on"]}
    said = _values(c, becomes, currency, lang)
    turns = [_turn(turn, currency, lang) for turn in c["options"]["options"]]
    if turns and c.get("off"):
        off = {"percent": fmt.percent(Decimal(c["off"]), lang)}
        turns.append(
            _("the discount of %(percent)s on the whole quote counts for the difference too") % off
        )
    return [said, *turns]


def _turn(turn: dict[str, Any], currency: str, lang: str) -> str:
    """`Battery: 600 Wh instead of Battery: 400 Wh: +€200.00`"""
    before, after = (turn[k] and (turn[k][lang] or turn[k]["en"]) for k in ("before", "after"))
    if not after:
        text = _("without %(before)s")
    elif not before:
        text = _("with %(after)s")
    else:
        text = _("%(after)s instead of %(before)s") if before != after else "%(after)s"
    told = text % {"before": before, "after": after}
    amount = Decimal(turn["price"])
    if not amount:
        return told
    sign = "+" if amount > 0 else ""
    change = sign + fmt.unit_price(amount, currency, lang)
    return _("%(what)s: %(change)s") % {"what": told, "change": change}


def materials(made: AmendmentFacts, lang: str) -> list[Material]:
    """What the bill of materials of a reconfigured line changes by, for its whole quantity."""
    found = []
    for change in made.changes:
        for part in change.get("options", {}).get("materials", ()):
            times = Decimal(change["becomes"]["quantity"])
            name = (part["name"] or {}).get(lang) or (part["name"] or {}).get("en") or ""
            before, after = (Decimal(part[k]) * times for k in ("before", "after"))
            found.append(
                Material(
                    part["sku"], name, part["unit"], fmt.quantity(before, lang),
                    fmt.quantity(after, lang),
                )
            )  # fmt: skip
    return found


def _last(day: str, lang: str) -> str:
    """The last day before an end."""
    return fmt.date_doc(date.fromisoformat(day) - timedelta(days=1), lang)


def _differs(before: dict[str, Any], after: dict[str, Any]) -> bool:
    return any(before[n] != after[n] for n in ("quantity", "unit_net"))


def _values(c: dict[str, Any], s: dict[str, Any], currency: str, lang: str) -> str:
    """`From 1 July 2026, Care: 15 at €105.00 per month instead of 10 at €105.00.`"""

    def of(values: dict[str, Any]) -> str:
        quantity = fmt.quantity(Decimal(values["quantity"]), lang)
        return f"{quantity} × {fmt.unit_price(Decimal(values['unit_net']), currency, lang)}"

    return _("From %(day)s, %(name)s: %(after)s %(per)s instead of %(before)s.") % {
        "day": fmt.date_doc(date.fromisoformat(s["from"]), lang), "name": c["name"],
        "after": of(s), "before": of(c["before"]), "per": words.per(c["months"]),
    }  # fmt: skip


def context(quote: QuoteFacts, lang: str) -> dict[str, Any]:
    """What the pages of an amendment show beside its sentences; nothing for another quote."""
    made = quote.amendment
    if made is None:
        return {}
    bills = [_bill(row, quote.currency) for row in made.effect["schedule"]]
    return {
        "amendment": made,
        "amends": contract(quote),
        "sentences": sentences(made, quote.currency, lang),
        "materials": materials(made, lang),
        "papers": [_paper(d, quote.currency, lang) for d in made.effect["documents"][:SOON]],
        "bills": bills[:SOON],
        "bills_more": max(0, len(bills) - SOON),
        "mrr": _mrr(made.effect["mrr"], quote.currency),
        "value": Money(quote.net_minor, quote.currency),
        "on_delivery": Money(made.effect["on_delivery"], quote.currency),
    }


def contract(quote: QuoteFacts) -> str:
    """`K-2026-0009 v1`: what the amendment changes."""
    if quote.amends_contract is None:
        return ""
    standing = ports.contract_standing(quote.amends_contract, quote.entity_id)
    return f"{standing.number} v{quote.contract_version}"


def _paper(d: dict[str, Any], currency: str, lang: str) -> Paper:
    title = _("Invoice") if d["kind"] == "invoice" else _("Credit note")
    lines = [
        (_line(li, lang), _span(li, lang), Money(li["net_minor"], currency)) for li in d["lines"]
    ]
    return Paper(
        d["kind"], title, date.fromisoformat(d["on"]), Money(d["net_minor"], currency),
        Money(d["vat_minor"], currency), Money(d["gross_minor"], currency), lines,
    )  # fmt: skip


def _line(li: dict[str, Any], lang: str) -> str:
    if not li["unused"]:
        return str(li["name"])
    if li["corrects"]:
        said = {"name": li["name"], "invoice": li["corrects"]}
        return _("%(name)s: given back of invoice %(invoice)s") % said
    return _("%(name)s: given back") % {"name": li["name"]}


def _span(li: dict[str, Any], lang: str) -> str:
    return fmt.period(Period(date.fromisoformat(li["start"]), date.fromisoformat(li["end"])), lang)


def _bill(row: dict[str, Any], currency: str) -> Bill:
    before, after = Money(row["before"], currency), Money(row["after"], currency)
    return Bill(date.fromisoformat(row["on"]), before, after, after - before)


def _mrr(mrr: dict[str, int], currency: str) -> list[tuple[str, Money]]:
    named = [
        (_("MRR before"), "before"), (_("New"), "new"), (_("Expansion"), "expansion"),
        (_("Contraction"), "contraction"), (_("Churn"), "churn"), (_("MRR after"), "after"),
    ]  # fmt: skip
    return [
        (word, Money(mrr[k], currency)) for word, k in named if mrr[k] or k in ("before", "after")
    ]
