"""What a change of many prices means: for each open quote to the cent, and for what runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Self
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from comptoir.kernel.errors import Refused
from comptoir.pages.desk.price_impact_running import ContractImpact, Running, running
from comptoir.platform import clock
from comptoir.platform.web import entity_of
from comptoir.records.approvals import words
from comptoir.records.parties import queries as parties
from comptoir.stages.pricing import changes, queries
from comptoir.stages.quoting import repricing
from comptoir.stages.quoting.repricing import Counts, Repriced, Sent

MOST = 200  # quotes and contracts shown; the totals count all
OVER = ("discarded", "rolled_back")
KEPT = {
    "net_price": _("net price of the line"),
    "net_total": _("amount of the line"),
    "agreed": _("price agreed with the customer"),
    "promotional": _("promotional price"),
    "bundle": _("price of the bundle"),
    "not_counted": _("in no total"),
    "same": _("comes to the same"),
}


class PriceChangeOver(Refused):
    """This change of prices was discarded or rolled back: it means nothing for any deal."""

    code = "price_change_over"


@dataclass(frozen=True, slots=True)
class Sums:
    """Over the drafts looked at so far: how many, how many the change moves, what they all come to in minor
    units (as they stand, priced again without the change, and with it), how many cannot be priced then, would
    need an approval more, have a line below its floor."""

    drafts: int = 0
    moved: int = 0
    before_minor: int = 0
    otherwise_minor: int = 0
    after_minor: int = 0
    refused: int = 0
    approvals: int = 0
    below: int = 0

    def plus(self, found: Sequence[Repriced]) -> Self:
        more = (
            len(found),
            sum(q.changes for q in found),
            sum(q.before_minor for q in found),
            sum(q.otherwise_minor for q in found),
            sum(q.after_minor for q in found),
            sum(bool(q.refused) for q in found),
            sum(bool(q.approvals) for q in found),
            sum(bool(q.below) for q in found),
        )
        now = (getattr(self, f.name) for f in fields(self))
        return type(self)(*(a + b for a, b in zip(now, more, strict=True)))

    @property
    def difference_minor(self) -> int:
        return self.after_minor - self.before_minor

    @property
    def own_minor(self) -> int:
        """What the change itself makes of the difference; the rest moved since the drafts were priced."""
        return self.after_minor - self.otherwise_minor

    @property
    def else_minor(self) -> int:
        return self.otherwise_minor - self.before_minor

    def dump(self) -> str:
        """As the next part of the page hands it back."""
        return ".".join(str(getattr(self, f.name)) for f in fields(self))

    @classmethod
    def load(cls, text: str) -> Self:
        """What `dump` wrote; nothing of anything else."""
        told = text.split(".")
        good = len(told) == len(fields(cls)) and all(
            n.lstrip("-").isdecimal() and len(n) < 20 for n in told
        )
        return cls(*map(int, told)) if good else cls()


@dataclass(frozen=True, slots=True)
class Impact:
    """What a planned or published change means.

    on         the day that drafts are priced for: that of the change, or today where it is past
    quotes     some of the drafts, priced by the engine;  next: the cursor of the following ones
    counts     how many open quotes sell what changes;  sent: the first of those that keep their price
    running    what runs, where the first drafts are told
    """

    change: changes.PriceChangeFacts
    currency: str
    on: date
    quotes: Sequence[Repriced]
    next: str | None
    counts: Counts
    sent: Sequence[Sent]
    running: Running | None


def impact(
    change_id: UUID, entity_id: UUID, *, cursor: str | None = None, limit: int = repricing.BATCH
) -> Impact:
    """What a change means for some of the drafts; with the first of them, for all that keeps its price too.
    Nothing is written."""
    change = changes.change(change_id, entity_id)
    if change.state in OVER:
        raise PriceChangeOver(field="change_id", found=change.state)
    book, today = queries.book(change.book_id), clock.today(entity_id)
    products = repricing.products_of(change)
    drafts, following = repricing.drafts(
        change, entity_id, today, products, cursor=cursor, limit=limit
    )
    counts = repricing.counts(change, entity_id, products)
    sent = [] if cursor else repricing.sent(change, entity_id, products, MOST)
    runs = None
    if not cursor:
        runs = running(
            change, entity_id, today, products=products, currency=book.currency, most=MOST
        )
    on = max(today, change.starts_on)
    return Impact(change, book.currency, on, drafts, following, counts, sent, runs)


def page(request: HttpRequest, change_id: UUID) -> HttpResponse:
    """The fragment on the page of a change; with a cursor only the totals, which go on by themselves."""
    cursor = request.GET.get("cursor") or None
    found = impact(change_id, entity_of(request), cursor=cursor)
    sums = Sums.load(request.GET.get("so_far", "") if cursor else "").plus(found.quotes)
    context: dict[str, Any] = {"impact": found, "sums": sums}
    if cursor:
        return render(request, "pages/desk/price_impact.html#sums", context)
    moved = [q for q in found.quotes if q.changes or q.refused]
    kept = [q for q in found.quotes if not (q.changes or q.refused)]
    called = names(found)
    books = queries.books_by_id(found.counts.others)
    context |= {
        "moved": [(q, called[q.customer_id], notes(q)) for q in moved],
        "kept": [(q, called[q.customer_id], notes(q)) for q in kept],
        "sent": [(q, called[q.customer_id]) for q in found.sent],
        "others": [(books[pk].code, books[pk].name, n) for pk, n in found.counts.others.items()],
        "others_count": sum(found.counts.others.values()),
        "contracts": [(c, notes(c.renewal) if c.renewal else []) for c in runs_of(found)],
        "partly": len(found.quotes) < found.counts.drafts,
    }
    return render(request, "pages/desk/price_impact.html", context)


def runs_of(found: Impact) -> Sequence[ContractImpact]:
    """The contracts that are told with the first drafts."""
    return found.running.contracts if found.running else ()


def names(found: Impact) -> dict[UUID, str]:
    """The customers of the quotes, by name."""
    wanted = {q.customer_id for q in found.quotes} | {q.customer_id for q in found.sent}
    buyers = parties.customers(wanted)
    return {pk: buyer.name for pk, buyer in buyers.items()}


def notes(quote: Repriced) -> list[str]:
    """What else is to be said of a draft: why it cannot be priced, who would have to approve, what keeps."""
    found = [quote.refused] if quote.refused else []
    roles = ", ".join(words.role(name) for name in quote.approvals)
    found += [str(_("needs an approval: %(who)s")) % {"who": roles}] if roles else []
    if quote.below:
        text = ngettext("%(n)d line below its floor", "%(n)d lines below their floor", quote.below)
        found.append(text % {"n": quote.below})
    return [*found, *kept_words(quote.kept)]


def kept_words(kept: Mapping[str, int]) -> list[str]:
    """Why some lines keep what they come to, and how many."""
    return [
        ngettext("%(n)d line keeps its price: %(why)s", "%(n)d lines keep their price: %(why)s", n)
        % {"n": n, "why": KEPT[why]}
        for why, n in kept.items()
    ]
