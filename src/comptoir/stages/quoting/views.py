"""What the pages of a quote show: rows, totals, why a price is what it is, what happened."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import groupby
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from comptoir.kernel.errors import DomainError
from comptoir.kernel.money import exponent, extend_minor, to_places
from comptoir.platform.history import history
from comptoir.platform.models import User
from comptoir.platform.problem import detail
from comptoir.platform.web import language
from comptoir.records.taxes import queries as taxes
from comptoir.shell import format as fmt
from comptoir.shell.grid import Row, counted, show_day, show_discount
from comptoir.shell.parts import Happening
from comptoir.shell.reading import typed
from comptoir.shell.why import Why
from comptoir.stages.configuring.queries import said
from comptoir.stages.pricing import explaining
from comptoir.stages.pricing.engine import Chance, Guidance, Place, Stand
from comptoir.stages.quoting import configured, margins, outlined, words
from comptoir.stages.quoting.queries import QuoteFacts, QuoteLineFacts


def rows(
    quote: QuoteFacts, lang: str, margin: bool, only: Sequence[QuoteLineFacts] | None = None
) -> list[Row]:
    """The rows of the grid in the reader's language; `only` some of its lines."""
    lines = quote.lines if only is None else only
    costs = outlined.amounts(quote.lines)
    made = configured.made(lines)
    vat = margins.rates(lines) if margin else None
    said = {line_id: " · ".join(conf.lines(lang)) for line_id, conf in made.items()}
    return [
        replace(
            _row(line, quote, lang, vat, costs),
            made=said.get(line.id, ""),
            make_url=configured.address(quote, line),
        )
        if line.configuration_id
        else _row(line, quote, lang, vat, costs)
        for line in lines
    ]


def grouped(quote: QuoteFacts, lang: str) -> list[tuple[str, list[Row]]]:
    """The rows of the document: those of all alternatives first, then each one's own under its name."""
    made = [row for row, _amount, _chosen in offered(quote, lang)]
    common = [row for row in made if not row.alternative]
    if not quote.alternatives:
        return [("", common)]
    found = [("", common)] if common else []
    for its in quote.alternatives:
        own = [row for row in made if row.alternative == its.key]
        if own:
            found.append((f"{its.key} · {its.name}", own))
    return found


def offered(quote: QuoteFacts, lang: str) -> list[tuple[Row, str, bool]]:
    """What the customer sees: rows with their amounts, and whether an option is chosen; what stands
    under a bundle or a ramp is said in its row."""
    shown = rows(quote, lang, False)
    costs = outlined.amounts(quote.lines)
    found = []
    for at, line in outlined.offered(quote):
        row = shown[at]
        if line.block:
            said = " · ".join(outlined.details(quote, at, lang))
            row = replace(row, made=said, vat=outlined.rates(quote.lines, at, lang), note="")
        amount = fmt.amount_minor(costs[line.id], quote.currency, lang)
        found.append((row, amount, line.id in quote.chosen))
    return found


def _row(
    line: QuoteLineFacts,
    quote: QuoteFacts,
    lang: str,
    vat: margins.Rates | None,
    costs: Mapping[int, int],
) -> Row:
    currency = quote.currency
    amount = fmt.amount_minor(costs[line.id], currency, lang)
    aside = line.optional or line.aside or line.charge_kind == "usage"
    return Row(
        id=line.id,
        rev=line.revision,
        position=line.position,
        section=line.section,
        sku=line.sku,
        description=line.description,
        quantity=typed(line.quantity, lang),
        term=_("usage") if line.charge_kind == "usage" else "",
        months=words.months_short(line.term_months or 0) if line.charge_kind == "recurring" else "",
        list_price=fmt.bare_unit_price(line.list_price, currency, lang),
        discount=show_discount(line.discount_kind, line.discount_value, lang),
        unit_net=fmt.bare_unit_price(_brief(line.unit_net), currency, lang),
        amount=f"({amount})" if aside else amount,
        vat=fmt.quantity(line.vat_rate.normalize(), lang),
        deliver_on=show_day(line.deliver_on, lang),
        margin="" if vat is None or line.block else _margin(line, currency, lang, vat),
        optional=line.optional,
        alternative=line.alternative,
        note=words.how(line, currency, lang),
        level=line.level,
        locked=_locked(line),
    )


def _brief(price: Decimal) -> Decimal:
    """As the column has room for it; every decimal stands in the answer to why."""
    return price if abs(price) < 1 else to_places(price, 4)


_OF_PART = ("sku", "quantity", "discount", "amount", "optional", "months", "alternative")


def _locked(line: QuoteLineFacts) -> tuple[str, ...]:
    """Cells that follow from another row, and are refused if they are changed all the same."""
    if line.block == "ramp":
        return ("quantity", "discount", "months")
    if line.segment:
        return ("sku", "description", "optional", "alternative", "deliver_on")
    return _OF_PART if line.level else ()


def _margin(line: QuoteLineFacts, currency: str, lang: str, vat: margins.Rates) -> str:
    points = margins.of_line(line, currency, vat)
    return fmt.DASH if points is None else fmt.percent(points, lang, 0)


def totals(quote: QuoteFacts, lang: str) -> list[tuple[str, str]]:
    """The figures beside the grid, each with its words."""
    currency = quote.currency

    def money(minor: int) -> str:
        return fmt.amount_minor(minor, currency, lang)

    found = _repeated(quote, money)
    if quote.one_off_minor or quote.amendment is None:
        found.append((_("One-time"), money(quote.one_off_minor)))
    found += outlined.years(quote, lang)
    if quote.usage_minor:
        found.append((_("Estimated use, not in the total"), money(quote.usage_minor)))
    off = sum(line.share_minor * line.periods for line in quote.lines)
    if off:
        found.append((_("Discount on the whole"), money(-off)))
    found.append((_whole(quote), money(quote.net_minor)))
    for v in quote.vat:
        said = {"rate": fmt.percent(v.rate.normalize(), lang), "base": money(v.base_minor)}
        found.append((_("VAT %(rate)s on %(base)s") % said, money(v.vat_minor)))
    if quote.deposit_minor:
        found.append((_("Deposit on acceptance"), money(quote.deposit_minor)))
    return found


def untaxed(quote: QuoteFacts, lang: str, *, mention: bool = False) -> list[str]:
    """Why a part bears no VAT: with its article of law; `mention`: as the customer's document says it."""
    free = [v for v in quote.vat if not v.rate]
    known = taxes.decisions({v.decision_id for v in free}) if free else {}
    told = [
        (
            v.base_minor,
            known[v.decision_id].mention(lang) if mention else known[v.decision_id].reason(lang),
        )
        for v in free
    ]
    return [f"{fmt.amount_minor(base, quote.currency, lang)} · {why}" for base, why in told if why]


def _repeated(quote: QuoteFacts, money: Callable[[int], str]) -> list[tuple[str, str]]:
    """What repeats, for each rhythm, per month (MRR) and per year (ACV); no figure twice."""
    rhythms = [r.months for r in quote.recurring]
    known = {1: " (MRR)", 12: " (ACV)"} if len(rhythms) == 1 else {}
    found = [
        (words.per(r.months).capitalize() + known.get(r.months, ""), money(r.net_minor))
        for r in quote.recurring
    ]
    if quote.mrr_minor and rhythms != [1]:
        found.append((_("Per month (MRR)"), money(quote.mrr_minor)))
    if rhythms and rhythms != [12] and quote.amendment is None and not quote.years:
        found.append((_("Per year (ACV)"), money(quote.acv_minor)))
    return found


def subtotals(quote: QuoteFacts, lang: str) -> list[dict[str, Any]]:
    """What each section comes to over its term, without VAT, by the line that begins it; options and
    usage left out. Lines without a section have no heading and no subtotal."""
    found = []
    for title, group in groupby(quote.lines, key=lambda line: line.section):
        lines = list(group)
        if title:
            sums = sum(line.promised_minor for line in lines)
            amount = fmt.amount_minor(sums, quote.currency, lang)
            count = counted(len(lines))
            found.append({"id": lines[0].id, "title": title, "amount": amount, "count": count})
    return found


def _whole(quote: QuoteFacts) -> str:
    """What the total without VAT is of."""
    if quote.amendment is not None:
        return _("Change of the contract’s value excl. VAT")
    if quote.recurring:
        return _("Total excl. VAT, %(term)s (TCV)") % {"term": words.over(quote)}
    return _("Total excl. VAT")


def guidance(
    quote: QuoteFacts, line: QuoteLineFacts, found: Guidance | None, margin: bool
) -> list[tuple[str, str]]:
    """What past deals say about the unit price of a line; nothing where they are too few."""
    if found is None:
        return []
    lang = language()

    def money(unit: Decimal) -> str:
        return fmt.unit_price(unit, quote.currency, lang)

    counted = {"won": found.won, "deals": found.deals}
    told = [(_("Comparable deals"), _("%(won)d of %(deals)d won") % counted)]
    if found.low is not None and found.middle is not None and found.high is not None:
        said = f"{money(found.low)} · {money(found.middle)} · {money(found.high)}"
        told.append((_("Prices that won: quartiles"), said))
    if found.chance:
        told.append((_("Chance to win at this price"), _chance(found.chance, lang)))
    if margin and found.best is not None and found.best_chance:
        said = f"{money(found.best)} · {_chance(found.best_chance, lang)}"
        told.append((_("Best price so far, by margin × chance"), said))
    return told


PLACES = {
    Place.BELOW_FLOOR: _l("below the lowest price of the book"),
    Place.BELOW_TARGET: _l("below the target"),
    Place.BELOW_LIST: _l("below the list price"),
    Place.AT_LIST: _l("at the list price"),
    Place.ABOVE_LIST: _l("above the list price"),
}


def standing(quote: QuoteFacts, found: Stand | None) -> dict[str, Any]:
    """The line's price beside list, target and floor, with where it stands; nothing of a head."""
    if found is None:
        return {}
    lang = language()

    def money(unit: Decimal) -> str:
        return fmt.unit_price(unit, quote.currency, lang)

    place = str(PLACES[found.place])
    if (
        found.target is not None
        and found.place is not Place.BELOW_FLOOR
        and found.asked >= found.target
    ):
        place = _("at the target or above")
    rows = [
        (_("This price"), f"{money(found.asked)}, {place}"),
        (_("List price"), money(found.listed)),
    ]
    if found.target is not None and found.to_target is not None:
        gap = f" ({'+' if found.to_target > 0 else ''}{money(found.to_target)})"
        rows.append((_("Target price"), money(found.target) + (gap if found.to_target else "")))
    if found.floor is not None:
        rows.append((_("Lowest price"), money(found.floor)))
    return {"rows": rows, "bad": found.place is Place.BELOW_FLOOR}


def _chance(chance: Chance, lang: str) -> str:
    said = {"won": chance.won, "deals": chance.deals}
    why = _("%(won)d of %(deals)d deals this dear or dearer were won") % said
    return f"{fmt.percent(Decimal(chance.percent), lang)} ({why})"


def goal_scopes(quote: QuoteFacts) -> list[tuple[str, str]]:
    """What a target may be set for: the whole or each alternative, or a section."""
    if not quote.lines or quote.state != "draft":
        return []
    sections = list(dict.fromkeys(line.section for line in quote.lines if line.section))
    named = [(f"section:{title}", title) for title in sections]
    if quote.alternatives:
        said = _("own lines of %(name)s")
        return [
            *((f"alternative:{a.key}", said % {"name": a.name}) for a in quote.alternatives), *named
        ]  # fmt: skip
    return [("", _("the whole quote")), *named]


def why_price(quote: QuoteFacts, line: QuoteLineFacts, lang: str) -> Why:
    """The waterfall of a line."""
    return explaining.why_price(
        line.steps,
        what=f"{line.sku} {line.description}",
        quantity=line.quantity,
        net_minor=_asked(line, quote.currency) if line.block else line.net_minor,
        currency=quote.currency,
        lang=lang,
        entity_id=quote.entity_id,
        note=words.how(line, quote.currency, lang),
        named=_options(line, lang),
    )


def _asked(line: QuoteLineFacts, currency: str) -> int:
    """What the steps of a head lead to; its rows bear their part of the discount on the whole."""
    return extend_minor(line.steps[-1].result, Decimal(1), exponent(currency))


def _options(line: QuoteLineFacts, lang: str) -> dict[str, str]:
    """What each priced option of a configured line is called."""
    found = configured.made([line]).get(line.id)
    return {row["id"]: said(row, lang) for row in found.chosen} if found else {}


def met(error: DomainError, lang: str) -> str:
    """A refusal with the name of who edited meanwhile, and both values as people write them."""
    facts = error.facts
    if not facts.get("who"):
        return detail(error)
    both = (facts.get("found"), facts.get("expected"))
    return met_at(error, str(facts["who"]), both, lang)


def met_at(error: DomainError, who: str, both: tuple[Any, Any], lang: str) -> str:
    """The same for one field; `both`: the value that was typed, the value there is now."""
    named = people([who]).get(who) or who
    told = [detail(error).split(" · ")[0], _("by %(who)s") % {"who": named}]
    if both[0] is not None:
        mine, theirs = (words.value(one, lang) for one in both)
        told.append(_("yours: %(mine)s, now: %(theirs)s") % {"mine": mine, "theirs": theirs})
    return " · ".join(told)


def happenings(subjects: Collection[UUID]) -> list[Happening]:
    """What happened to a quote and its other versions, newest first."""
    events = history(subjects, limit=60)
    named = people({e.actor for e in events})
    return [
        Happening(
            str(words.HAPPENED.get(e.name, e.name)), on=e.business_on, actor=named.get(e.actor, "")
        )
        for e in _folded(events)
    ]


FOLDED = {"QuoteChanged", "RoomMailSent", "NoticeMailed"}


def _folded(events: list[Any]) -> list[Any]:
    """A run of edits by one person on one day is one line, and so is one of notices that were mailed."""
    kept: list[Any] = []
    for event in events:
        same = (
            kept
            and event.name in FOLDED
            and words.HAPPENED.get(event.name) == words.HAPPENED.get(kept[-1].name)
        )
        if same and (event.actor, event.business_on) == (kept[-1].actor, kept[-1].business_on):
            continue
        kept.append(event)
    return kept


def people(actors: Collection[str]) -> Mapping[str, str]:
    """What to call each actor of the event log."""
    ids = [a.removeprefix("user:") for a in actors if a.startswith("user:") and len(a) == 41]
    named = {f"user:{u.pk}": u.name for u in User.objects.filter(pk__in=ids)}
    return {**named, "system": _("automatically"), "customer": _("the customer")}


def first_id(patch: Mapping[str, Any]) -> int | None:
    """The row that an undoing touched first, for the cursor; None when it only took rows out."""
    for row in (*patch.get("set", ()), *patch.get("remove", ())):
        return int(row)
    return None
