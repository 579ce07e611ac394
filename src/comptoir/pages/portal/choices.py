"""What a visitor chooses of an offer: an alternative, options, quantities; and what is agreed to with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from comptoir.kernel.errors import Invalid
from comptoir.platform.web import language
from comptoir.shell import format as fmt
from comptoir.stages.quoting import alternatives_views
from comptoir.stages.quoting.queries import QuoteFacts

MOST_CHOICES = 500


class NotANumber(Invalid):
    """Type a quantity as a number."""

    code = "not_a_quantity"


@dataclass(frozen=True, slots=True)
class Choices:
    """What a visitor has checked and typed."""

    alternative: str = ""
    options: frozenset[int] = frozenset()
    quantities: dict[int, Decimal] = field(default_factory=dict)


def choices(request: HttpRequest) -> Choices:
    """The options that are checked and the quantities that are typed."""
    checked = request.POST.getlist("option")[:MOST_CHOICES]
    options = frozenset(int(v) if v.isdecimal() and len(v) < 19 else 0 for v in checked)
    found = {}
    for name in list(request.POST)[: 2 * MOST_CHOICES]:
        head, _dash, pk = name.partition("quantity-")
        if not head and pk.isdecimal() and len(pk) < 19:
            found[int(pk)] = number(request.POST[name], f"quantity.{pk}")
    kept = {pk: q for pk, q in found.items() if q is not None}
    return Choices(request.POST.get("alternative", "")[:1], options, kept)


def own(asked: QuoteFacts, choices: Choices) -> dict[int, Decimal]:
    """The quantities of lines that the chosen alternative has."""
    return {li.id: choices.quantities[li.id] for li in asked.lines if li.id in choices.quantities}


def number(text: str, name: str) -> Decimal | None:
    """A number as a form sends it, with a point or a comma; None for nothing."""
    clean = text.strip().replace(",", ".").replace("\u202f", "").replace("\xa0", "")
    if not clean:
        return None
    if len(clean) > 24 or not clean.replace(".", "", 1).isdecimal() or not clean.isascii():
        raise NotANumber(field=name, found=text[:40], expected="12.5")
    return Decimal(clean)


def consent(quote: QuoteFacts) -> str:
    """The words that the checkbox agrees to; kept with the acceptance."""
    said = {
        "number": quote.number,
        "version": quote.version,
        "total": fmt.amount_minor(quote.gross_minor, quote.currency, language()),
        "options": ", ".join(
            li.description for li in quote.lines if li.id in quote.chosen and not li.level
        ),
    }
    its = next((a for a in quote.alternatives if a.key == quote.alternative), None)
    if its:
        said["name"] = its.name
        text = _(
            "I accept offer %(number)s, version %(version)s, alternative %(name)s, for %(total)s including"
            " VAT, with its terms, and I am entitled to do so for my company."
        )
        if quote.chosen:
            text = _(
                "I accept offer %(number)s, version %(version)s, alternative %(name)s with the options"
                " %(options)s, for %(total)s including VAT, with its terms, and I am entitled to do so for"
                " my company."
            )
        return text % said
    if quote.chosen:
        return (
            _(
                "I accept offer %(number)s, version %(version)s, with the options %(options)s, for"
                " %(total)s including VAT, with its terms, and I am entitled to do so for my company."
            )
            % said
        )
    return (
        _(
            "I accept offer %(number)s, version %(version)s, for %(total)s including VAT, with its"
            " terms, and I am entitled to do so for my company."
        )
        % said
    )


def alternatives(quote: QuoteFacts) -> dict[str, Any]:
    """The alternatives side by side, and the one that is looked at."""
    lang = language()
    return {
        "taken": quote.alternative,
        "alternatives": [
            (
                a,
                fmt.amount_minor(a.gross_minor, quote.currency, lang),
                _monthly(quote, a.mrr_minor, lang),
            )
            for a in quote.alternatives
        ],
        "board": alternatives_views.board(quote, lang, False),
    }


def _monthly(quote: QuoteFacts, minor: int, lang: str) -> str:
    """What returns each month with an alternative, without VAT; "" where nothing does."""
    return fmt.amount_minor(minor, quote.currency, lang) if minor else ""
