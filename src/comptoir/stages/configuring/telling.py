"""Reasons, repairs and rules in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from comptoir.shell import format as fmt
from comptoir.stages.configuring.core import chosen
from comptoir.stages.configuring.core import telling as formulas
from comptoir.stages.configuring.core.answers import Bounds, Flaw, Keep, Reason, Repair, Tested
from comptoir.stages.configuring.core.answers import Finding as Flawed
from comptoir.stages.configuring.core.comparing import Lost, Migration
from comptoir.stages.configuring.core.model import Choice, Formula, Rule, Term, placed
from comptoir.stages.configuring.core.repairing import kept
from comptoir.stages.configuring.engine import Finding, Loaded

GOALS = {
    "default": gettext_lazy("Usual"),
    "cheapest": gettext_lazy("Cheapest"),
    "fastest": gettext_lazy("Fastest"),
    "richest": gettext_lazy("Richest"),
}
TREE = "tree:"
ANSWER = "answer:"


@dataclass(frozen=True, slots=True)
class Way:
    """A repair: what is taken back and put in its place, and what that changes. keeps: what is special."""

    n: int
    text: str
    change: str
    keeps: str = ""


@dataclass(frozen=True, slots=True)
class Why:
    """Why an option cannot be had, or why it must be: choices and rules in words, and ways out.

    answered  whether an answer to a question demands it
    """

    said: tuple[str, ...]
    ways: tuple[Way, ...]
    answered: bool = False


def why(loaded: Loaded, own: Sequence[Choice], name: str, wanted: bool, lang: str) -> Why:
    """The reasons for an option that is impossible (`wanted`), or forced; with ways to have it."""
    base = loaded.without_rivals(own, name) if wanted else tuple(own)
    reason = loaded.why(base, name, wanted)
    ways = loaded.repairs(base, name, wanted) if wanted else ()
    special = _special(ways, base)
    shown = tuple(
        replace(way(loaded, r, n, lang), keeps=special.get(n, "")) for n, r in enumerate(ways)
    )
    answered = any(rule.startswith(ANSWER) for rule in reason.rules)
    return Why(reasons(loaded, reason, lang), shown, answered)


KEEPS = {
    Keep.EARLIEST: gettext_lazy("keeps what you chose first"),
    Keep.LATEST: gettext_lazy("keeps what you chose last"),
}


def _special(ways: Sequence[Repair], base: Sequence[Choice]) -> dict[int, str]:
    """Which of several ways keeps the earliest choices, and which the latest."""
    if len(ways) < 2:
        return {}
    best = {keep: _keeping(ways, base, keep) for keep in KEEPS}
    if len(set(best.values())) < 2:
        return {}
    return {n: str(KEEPS[k]) for k, n in best.items()}


def _keeping(ways: Sequence[Repair], base: Sequence[Choice], keep: Keep) -> int:
    return min(range(len(ways)), key=lambda n: kept(ways[n], base, keep))


def reasons(loaded: Loaded, reason: Reason, lang: str) -> tuple[str, ...]:
    """Each rule and each choice of a reason as a sentence."""
    rules = [rule(loaded, id, lang) for id in reason.rules]
    mine = [choice(loaded, c, lang) for c in reason.choices]
    said = [r for r in rules if r]
    if mine:
        said.append(_("You chose: %(choices)s.") % {"choices": ", ".join(mine)})
    return tuple(dict.fromkeys(said))


def rule(loaded: Loaded, id: str, lang: str) -> str:
    """A rule as a person reads it; what the tree itself demands is said of its group, part or option."""
    if id.startswith(TREE):
        return _of_tree(loaded, id.removeprefix(TREE), lang)
    found = loaded.rules.get(placed(id)[0])
    if found and id.startswith(ANSWER):
        return _("You answered: %(answer)s.") % {"answer": told(loaded, found, lang)}
    return told(loaded, found, lang) if found else id


def told(loaded: Loaded, found: Rule, lang: str) -> str:
    """The author's words, else the formula told."""
    return found.words.told(lang) or formulas.said(found.formula, loaded.vocabulary(lang))


def _of_tree(loaded: Loaded, name: str, lang: str) -> str:
    if name not in loaded.tree.above and name not in loaded.number:
        return ""
    known = name if name in loaded.number else loaded.first_name(name)
    label = chosen.label(loaded.tree, known, lang)
    group = loaded.tree.groups.get(known)
    if group:
        many = how_many(group.group.least, group.most, len(group.places))
        return f"{label}{chosen.colon(lang)} {many}."
    place = loaded.tree.options.get(known)
    if place and not place.parent:
        return ""  # the product itself is always there
    if place and place.parent:
        above = chosen.label(loaded.tree, place.parent.name, lang)
        return _("%(option)s belongs to %(above)s.") % {"option": label, "above": above}
    return f"{label}."


def choice(loaded: Loaded, made: Choice, lang: str) -> str:
    """One choice in words: `Frame: carbon`, `without Bell`, `Width: 1 200 mm`."""
    place = loaded.tree.options.get(made.id)
    if place and made.value is False:
        return _("without %(option)s") % {"option": chosen.titled(loaded.tree, place, lang)}
    if place:
        return chosen.titled(loaded.tree, place, lang)
    label = chosen.label(loaded.tree, made.id, lang)
    value = made.value if isinstance(made.value, str) else fmt.quantity(Decimal(made.value), lang)
    attribute = loaded.tree.attributes.get(made.id)
    unit = attribute.attribute.unit if attribute else ""
    return f"{label}{chosen.colon(lang)} {value} {unit}".strip()


def way(loaded: Loaded, repair: Repair, n: int, lang: str, *, done: bool = False) -> Way:
    """`Take back Frame: carbon; take Frame: steel` and `+ 120,00 € · − 2 days`; `done`: it was applied."""
    gone = ", ".join(choice(loaded, c, lang) for c in repair.withdraw)
    text = _("Take back %(choices)s") % {"choices": gone} if gone else _("Choose it")
    if done:
        text = _("Taken back for it: %(choices)s") % {"choices": gone}
    if repair.swaps:
        fresh = ", ".join(choice(loaded, c, lang) for c in repair.swaps)
        taken = _("%(back)s; now %(choices)s") if done else _("%(back)s, take %(choices)s")
        text = taken % {"back": text, "choices": fresh}
    changes = []
    if repair.price_delta:
        changes.append(_change(repair.price_delta, loaded.model.currency, lang))
    if repair.lead_days_delta:
        days = int(repair.lead_days_delta)
        sign = "+" if days > 0 else fmt.MINUS
        said = ngettext("%(n)d day", "%(n)d days", abs(days)) % {"n": abs(days)}
        changes.append(f"{sign} {said}")
    return Way(n, text, " · ".join(changes) or _("same price, same lead time"))


def _change(amount: Decimal, currency: str, lang: str) -> str:
    text = fmt.unit_price(abs(amount), currency, lang)
    return f"{'+' if amount > 0 else fmt.MINUS} {text}"


def how_many(least: int, most: int, of: int) -> str:
    """`choose one`, `choose 2 to 3`, `as many as you like`."""
    if least == most == 1:
        return _("choose one")
    if least == most:
        return ngettext("choose %(n)d", "choose %(n)d", least) % {"n": least}
    if least == 0 and most >= of:
        return _("as you like")
    if least == 0:
        return ngettext("at most %(n)d", "at most %(n)d", most) % {"n": most}
    if most >= of:
        return ngettext("at least %(n)d", "at least %(n)d", least) % {"n": least}
    return _("choose %(least)d to %(most)d") % {"least": least, "most": most}


def between(bounds: Bounds, step: Decimal | None, unit: str, lang: str) -> str:
    """`600 to 2,400 mm, by 50`."""

    def said(value: Decimal) -> str:
        return fmt.quantity(value, lang)

    if bounds.least is not None and bounds.most is not None:
        if bounds.least == bounds.most:
            text = _("only %(value)s") % {"value": said(bounds.least)}
        else:
            text = _("%(least)s to %(most)s") % {
                "least": said(bounds.least),
                "most": said(bounds.most),
            }
    elif bounds.least is not None:
        text = _("at least %s") % said(bounds.least)
    elif bounds.most is not None:
        text = _("at most %s") % said(bounds.most)
    else:
        text = ""
    text = f"{text} {unit}".strip()
    return _("%(bounds)s, by %(step)s") % {"bounds": text, "step": said(step)} if step else text


def lost(before: Loaded, after: Loaded, migration: Migration, lang: str) -> tuple[str, ...]:
    """Each choice that is not kept, as it was called, with why not."""
    return tuple(_lost(before, after, each, lang) for each in migration.lost if _mattered(each))


def _mattered(each: Lost) -> bool:
    """What was ruled out and is gone is missed by nobody."""
    return each.choice.value is not False


def _lost(before: Loaded, after: Loaded, each: Lost, lang: str) -> str:
    name = choice(before, each.choice, lang)
    if each.reason is None:
        return gone(name)
    return f"{name}{chosen.colon(lang)} {' '.join(reasons(after, each.reason, lang))}"


def gone(name: str) -> str:
    """What a new version no longer has."""
    return _("%(option)s is no longer offered.") % {"option": name}


FLAWS = {
    Flaw.VOID: gettext_lazy("no product can be made"),
    Flaw.DEAD: gettext_lazy("no product has it"),
    Flaw.FALSE_OPTIONAL: gettext_lazy("it seems that it can be left out, and every product has it"),
    Flaw.REDUNDANT: gettext_lazy("the other rules demand it already"),
    Flaw.SILENT: gettext_lazy("no product meets its condition"),
    Flaw.UNREACHABLE: gettext_lazy("no product reaches its bounds"),
    Flaw.DEFAULTS: gettext_lazy("the defaults cannot all be had"),
}
STOPPING = frozenset({Flaw.VOID, Flaw.DEAD})
WRONG = {
    "valid": gettext_lazy("it is not as valid as expected"),
    "rule": gettext_lazy("another rule refuses it"),
}


def findings(loaded: Loaded, lang: str) -> tuple[Finding, ...]:
    """What the lint finds, in words; a model that no product can be made of is not published."""
    return tuple(_finding(loaded, flaw, lang) for flaw in loaded.flaws)


def _finding(loaded: Loaded, flaw: Flawed, lang: str) -> Finding:
    said = str(FLAWS[flaw.flaw])
    if flaw.reachable:
        said = f"{said} ({flaw.reachable[0]} … {flaw.reachable[1]})"
    why = reasons(loaded, flaw.reason, lang) if flaw.reason else ()
    return Finding(flaw.flaw.value, flaw.id, _because(said, why, lang), flaw.flaw in STOPPING)


def _because(said: str, why: Sequence[str], lang: str) -> str:
    """`no product has it: the lamp needs the dynamo; dynamos are sold no more`."""
    reasons = " · ".join(reason.rstrip(".") for reason in why)
    return f"{said}{chosen.colon(lang)} {reasons}" if reasons else said


def failing(loaded: Loaded, lang: str) -> tuple[Finding, ...]:
    """The tests of the model that fail, each with what is not as expected."""
    return tuple(_failed(loaded, t, lang) for t in loaded.tested if not t.passed)


def _failed(loaded: Loaded, tested: Tested, lang: str) -> Finding:
    said = [str(WRONG.get(w, w)) for w in tested.wrong]
    why = reasons(loaded, tested.conflict, lang) if tested.conflict else ()
    return Finding("test", tested.id, _because(", ".join(said), why, lang), True)


def cause(loaded: Loaded, place: str, when: Formula | None, lang: str) -> str:
    """What needs a part: the option at its place, and the condition of the line that demands it."""
    found = loaded.tree.options.get(place)
    label = chosen.titled(loaded.tree, found, lang) if found else place
    return f"{label} ({formulas.said(when, loaded.vocabulary(lang))})" if when else label


def formula(loaded: Loaded, term: Term, lang: str) -> str:
    """`= 12 + (6 × number of Drives)`: how a quantity is worked out."""
    return f"= {formulas.said_term(term, loaded.vocabulary(lang))}"


def option(loaded: Loaded, name: str, lang: str) -> str:
    """An option under the heading of its group."""
    return chosen.titled(loaded.tree, loaded.tree.options[name], lang)


def preferred(loaded: Loaded, option: str, answers: Sequence[str], lang: str) -> str:
    """`Power: battery, because: no mains, far away`."""
    place = loaded.tree.options.get(option)
    label = chosen.titled(loaded.tree, place, lang) if place else option
    said = {"option": label, "answers": ", ".join(a for a in answers if a)}
    return _("%(option)s, because: %(answers)s") % said
