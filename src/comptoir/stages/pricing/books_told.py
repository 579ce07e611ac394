"""Which price book a deal got and why the others were left, in sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comptoir.shell import format as fmt
from comptoir.stages.pricing import queries
from comptoir.stages.pricing.facts import Considered


@dataclass(frozen=True, slots=True)
class Deal:
    """What chooses the book: currency, day, the customer's segment and the channel ("" is none)."""

    entity_id: UUID
    currency: str
    on: date
    segment: str = ""
    channel: str = ""


@dataclass(frozen=True, slots=True)
class BookSaid:
    """One row: the book, whether the deal has it, why, and its page."""

    code: str
    name: str
    taken: bool
    said: str
    url: str


@dataclass(frozen=True, slots=True)
class BooksSaid:
    """Every book of the company, the one of the deal first; `summary` in one line."""

    summary: str
    rows: Sequence[BookSaid]


def told(deal: Deal, book_id: UUID | None, lang: str) -> BooksSaid | None:
    """Why the deal has this book, or gets one now (`book_id` None); None where there is none. One statement.

    A deal keeps its book: where another one would be taken for a new deal like it, both rows say so.
    """
    found = queries.considered(
        deal.entity_id, deal.currency, deal.on, segment=deal.segment, channel=deal.channel
    )
    mine = next((c for c in found if (c.taken if book_id is None else c.book.id == book_id)), None)
    if mine is None:
        return None
    rows = [_row(mine, _taken(mine, deal), taken=True)]
    rows += [
        _row(c, _("It would be taken for a new deal like this one.") if c.taken
             else _left(c, deal, lang), taken=False)
        for c in found if c is not mine
    ]  # fmt: skip
    left = len(rows) - 1
    said = ngettext(
        "Price book %(book)s; %(n)s other was left",
        "Price book %(book)s; %(n)s others were left",
        left,
    )
    only = _("Price book %(book)s, the only one")
    return BooksSaid((said if left else only) % {"book": mine.book.code, "n": left}, rows)


def _row(one: Considered, said: str, *, taken: bool) -> BookSaid:
    url = reverse("pricing:show", args=[one.book.id])
    return BookSaid(one.book.code, one.book.name, taken, said, url)


def _taken(one: Considered, deal: Deal) -> str:
    if not one.taken:
        return _("It was taken when the deal was made, and stays with it.")
    return {
        "segment_and_channel": _("It is made for segment %(segment)s and channel %(channel)s."),
        "segment": _("It is made for customers of segment %(segment)s."),
        "channel": _("It is made for channel %(channel)s."),
        "default": _("It is the default book in %(currency)s."),
        "latest": _("It is the latest book in %(currency)s; none is the default."),
    }[one.reason] % _words(deal)


def _words(deal: Deal) -> Mapping[str, str]:
    return {"segment": deal.segment, "channel": deal.channel, "currency": deal.currency}


def _left(one: Considered, deal: Deal, lang: str) -> str:
    book, said = one.book, {"theirs": deal.currency, "its": one.book.currency}
    if one.reason == "other_segment":
        return _others(
            book.segment, deal.segment,
            _("It is for segment %(its)s; the customer has no segment."),
            _("It is for segment %(its)s; the customer is of segment %(theirs)s."),
        )  # fmt: skip
    if one.reason == "other_channel":
        return _others(
            book.channel, deal.channel,
            _("It is for channel %(its)s; the deal has no channel."),
            _("It is for channel %(its)s; the deal comes by %(theirs)s."),
        )  # fmt: skip
    if one.reason == "not_yet":
        return _("It begins on %(day)s.") % {"day": fmt.date_doc(book.starts_on, lang)}
    if one.reason == "ended":
        assert book.ends_on is not None, "it has ended"
        last = book.ends_on - timedelta(days=1)
        return _("It ended on %(day)s.") % {"day": fmt.date_doc(last, lang)}
    return {
        "less_specific": _("It is for more customers or channels; a closer one goes first."),
        "not_default": _("It is not the default book."),
        "older": _("It began earlier than the one that goes first."),
        "other_currency": _("It is in %(its)s; the deal is in %(theirs)s."),
        "off": _("It is switched off."),
    }[one.reason] % said


def _others(its: str, theirs: str, none: str, other: str) -> str:
    return (other if theirs else none) % {"its": its, "theirs": theirs}
