"""Two versions of an offer side by side, as a page and the API tell them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comptoir.kernel.errors import Invalid
from comptoir.kernel.margin import Margin
from comptoir.kernel.money import Money
from comptoir.records.parties import queries as parties
from comptoir.shell import format as fmt
from comptoir.shell.grid import show_discount
from comptoir.stages.pricing import explaining
from comptoir.stages.quoting import margins, uplift_text, words
from comptoir.stages.quoting.core import comparing
from comptoir.stages.quoting.core.comparing import Difference, Kind
from comptoir.stages.quoting.queries import QuoteFacts, QuoteLineFacts

TOTALS = ("one_off", "recurring", "mrr", "net", "vat", "gross")
_LABELS = {
    "one_off": gettext_lazy("One-time"),
    "recurring": gettext_lazy("Recurring over the term"),
    "mrr": gettext_lazy("MRR"),
    "net": gettext_lazy("Contract value excl. VAT (TCV)"),
    "vat": gettext_lazy("VAT"),
    "gross": gettext_lazy("Total incl. VAT"),
}
_HEAD = {
    "customer_id": gettext_lazy("Customer"),
    "contact_id": gettext_lazy("Contact"),
    "title": gettext_lazy("Subject"),
    "language": gettext_lazy("Language"),
    "starts_on": gettext_lazy("Start"),
    "term_months": gettext_lazy("Term"),
    "valid_until": gettext_lazy("Valid until"),
    "terms": gettext_lazy("Payment terms"),
    "deposit_percent": gettext_lazy("Deposit"),
    "discount": gettext_lazy("Discount on the whole"),
    "note": gettext_lazy("Note"),
    "alternatives": gettext_lazy("Alternatives"),
    "recommended": gettext_lazy("Recommended"),
    "uplift": gettext_lazy("Price at renewal"),
}
_FIELDS = {
    "quantity": gettext_lazy("Quantity"),
    "list_price": gettext_lazy("List price"),
    "rules": gettext_lazy("Price rules"),
    "discount": gettext_lazy("Discount"),
    "term_months": gettext_lazy("Term"),
    "deliver_on": gettext_lazy("Delivery date"),
    "optional": gettext_lazy("Option"),
    "section": gettext_lazy("Section"),
    "description": gettext_lazy("Description"),
    "vat_rate": gettext_lazy("VAT"),
    "alternative": gettext_lazy("Alternative"),
}


class OtherCurrency(Invalid):
    """Two offers in different currencies have no difference in money."""

    code = "other_currency"


@dataclass(frozen=True, slots=True)
class Comparison:
    """`before` is the older of two versions; of two other offers, the one made first."""

    before: QuoteFacts
    after: QuoteFacts
    head: tuple[str, ...]
    lines: tuple[Difference[QuoteLineFacts], ...]

    @property
    def same(self) -> int:
        """How many lines are as they were."""
        return sum(one.kind is Kind.SAME for one in self.lines)

    @property
    def totals(self) -> dict[str, tuple[int, int]]:
        """Each total before and after, minor units."""
        return {
            n: (getattr(self.before, f"{n}_minor"), getattr(self.after, f"{n}_minor"))
            for n in TOTALS
        }

    @property
    def margins(self) -> tuple[Margin, Margin]:
        """Before and after, for those who may see it."""
        return margins.of_quote(self.before), margins.of_quote(self.after)


def comparison(one: QuoteFacts, other: QuoteFacts) -> Comparison:
    """What differs from the older to the newer of two offers in one currency."""
    if one.currency != other.currency:
        raise OtherCurrency(field="other_id", found=other.currency, expected=one.currency)
    before, after = sorted((one, other), key=lambda q: (q.created_at, q.version))
    return Comparison(
        before,
        after,
        comparing.changed(before, after, comparing.HEAD),
        tuple(comparing.compare(before.lines, after.lines)),
    )


def shown(found: Comparison, lang: str, *, margin: bool, whole: bool) -> dict[str, Any]:
    """What the page shows. whole: the lines that are as they were, too."""
    currency = found.before.currency
    lines = [li for li in found.lines if whole or li.kind is not Kind.SAME]
    sums = comparing.sums_minor(found.lines)
    return {
        "comparison": found,
        "head": [_head(found, name, lang) for name in found.head],
        "lines": [_line(one, currency, lang) for one in lines],
        "totals": [
            (_LABELS[name], Money(old, currency), Money(new, currency), _moved(new - old, currency, lang))
            for name, (old, new) in found.totals.items()
        ],
        "margins": _margins(*found.margins, currency, lang) if margin else None,
        "sums": [(kind.value, _moved(sums[kind], currency, lang)) for kind in Kind if sums[kind]],
        "effect": _moved(found.after.net_minor - found.before.net_minor, currency, lang),
        "same": found.same,
        "whole": whole,
    }  # fmt: skip


def _margins(before: Margin, after: Margin, currency: str, lang: str) -> tuple[str, str, str]:
    """Each as the panel says it, and the difference where both are known."""
    known = before.minor is not None and after.minor is not None
    moved = _moved((after.minor or 0) - (before.minor or 0), currency, lang) if known else fmt.DASH
    return margins.said(before, currency, lang), margins.said(after, currency, lang), moved


def _moved(minor: int, currency: str, lang: str) -> str:
    return fmt.change(Money(minor, currency), lang) if minor else "="


def _line(one: Difference[QuoteLineFacts], currency: str, lang: str) -> dict[str, Any]:
    line = one.after or one.before
    assert line is not None
    return {
        "kind": one.kind.value,
        "section": line.section,
        "sku": line.sku,
        "description": line.description,
        "fields": [
            (_FIELDS[n], _said(one.before, n, currency, lang), _said(one.after, n, currency, lang))
            for n in one.fields
        ],
        "before": _amount(one.before, currency, lang),
        "after": _amount(one.after, currency, lang),
        "effect": _moved(one.effect_minor, currency, lang),
    }


def _amount(line: QuoteLineFacts | None, currency: str, lang: str) -> str:
    if line is None:
        return fmt.DASH
    amount = fmt.amount_minor(line.total_minor, currency, lang)
    aside = line.optional or line.aside or line.charge_kind == "usage"
    return f"({amount})" if aside else amount


def _said(row: object, name: str, currency: str, lang: str) -> str:
    """One value of a line or a head in words."""
    value = comparing.value(row, name)
    if name == "discount":
        return show_discount(value[0], value[1].normalize(), lang) or fmt.DASH
    if name == "terms":
        return words.terms(*value)
    if value in (None, "", ()):
        return fmt.DASH
    say = _SAY.get(name)
    return say(value, currency, lang) if say else str(value)


_SAY: dict[str, Any] = {
    "quantity": lambda v, _c, lang: fmt.quantity(v, lang),
    "list_price": lambda v, currency, lang: fmt.unit_price(v, currency, lang),
    "term_months": lambda v, _c, _lang: words.months(v),
    "deliver_on": lambda v, _c, lang: fmt.date_list(v, lang),
    "starts_on": lambda v, _c, lang: fmt.date_list(v, lang),
    "valid_until": lambda v, _c, lang: fmt.date_list(v, lang),
    "rules": lambda v, _c, _lang: ", ".join(explaining.rule_named(*rule) for rule in v),
    "optional": lambda v, _c, _lang: _("yes") if v else _("no"),
    "vat_rate": lambda v, _c, lang: fmt.percent(v.normalize(), lang),
    "deposit_percent": lambda v, _c, lang: fmt.percent(v.normalize(), lang),
    "language": lambda v, _c, _lang: {"fr": _("French"), "en": _("English")}.get(v, v),
    "customer_id": lambda v, _c, _lang: parties.customer(v).name,
    "uplift": lambda v, _c, lang: uplift_text.sentence(v, lang),
    "alternatives": lambda v, _c, _lang: ", ".join(v) or fmt.DASH,
}


def _head(found: Comparison, name: str, lang: str) -> tuple[Any, str, str]:
    sides = (found.before, found.after)
    if name == "contact_id":
        old, new = (_contact(side) for side in sides)
    else:
        old, new = (_said(side, name, side.currency, lang) for side in sides)
    return _HEAD[name], old, new


def _contact(quote: QuoteFacts) -> str:
    people = parties.customer(quote.customer_id).contacts
    return next((c.name for c in people if c.id == quote.contact_id), fmt.DASH)
