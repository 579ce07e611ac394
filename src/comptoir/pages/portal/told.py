"""What the seller learns of a buyer's room: who opened it, how it was read, where readers stopped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from comptoir.kernel.money import exponent
from comptoir.pages.portal import queries
from comptoir.pages.portal.core.visits import PARTS
from comptoir.shell import charts
from comptoir.shell import format as fmt
from comptoir.stages.quoting import queries as quotes
from comptoir.stages.quoting.queries import QuoteFacts

PART = {
    "summary": gettext_lazy("Summary"),
    "lines": gettext_lazy("Lines"),
    "payments": gettext_lazy("Payments"),
    "conditions": gettext_lazy("Conditions"),
    "questions": gettext_lazy("Questions"),
    "answer": gettext_lazy("Acceptance"),
}
DEVICE = {
    "phone": gettext_lazy("phone"),
    "tablet": gettext_lazy("tablet"),
    "computer": gettext_lazy("computer"),
}
ROLE = {
    "look": gettext_lazy("reads and asks"),
    "negotiate": gettext_lazy("negotiates"),
    "decide": gettext_lazy("decides and signs"),
}
STATE = {
    "open": gettext_lazy("waits for an answer"),
    "accepted": gettext_lazy("accepted"),
    "countered": gettext_lazy("answered by another figure"),
    "rejected": gettext_lazy("rejected"),
    "withdrawn": gettext_lazy("withdrawn"),
}


@dataclass(frozen=True, slots=True)
class Reader:
    """One link, and how it was used. marks: browsers that used it."""

    name: str
    email: str
    role: str
    buyer: queries.BuyerFacts | None
    from_name: str
    visits: int
    first_at: datetime | None
    last_at: datetime | None
    time: str
    where: str
    marks: int
    stopped: str


def proposed(
    found: queries.CounterFacts, quote: QuoteFacts, lang: str, *, live: bool = True
) -> list[str]:
    """What a proposal asks for, in words; live: with what it takes off the offer as it stands."""
    told = []
    if found.kind == "net" and found.value is not None:
        minor = int(found.value.scaleb(exponent(quote.currency)))
        total = fmt.amount_minor(minor, quote.currency, lang)
        told.append(_("Total excl. VAT of %(total)s") % {"total": total})
        if live:
            told.append(fmt.amount_minor(minor - quote.net_minor, quote.currency, lang))
    if found.kind == "percent" and found.value is not None:
        off = fmt.percent(found.value.normalize(), lang)
        told.append(_("%(off)s off the list prices") % {"off": off})
    named = {line.id: line for line in quotes.quote(found.quote_id).lines} if found.wanted else {}
    for pk, quantity in found.wanted.items():
        if pk in named:
            was = fmt.quantity(named[pk].quantity, lang)
            told.append(f"{named[pk].description}: {was} → {fmt.quantity(quantity, lang)}")
    return told


def readers(
    buyers: Sequence[queries.BuyerFacts], found: Sequence[queries.VisitFacts]
) -> list[Reader]:
    """The common link where it was used, then everybody who was invited."""
    named = {b.id: b.name for b in buyers}
    by: dict[UUID | None, list[queries.VisitFacts]] = {}
    for visit in found:
        by.setdefault(visit.buyer_id, []).append(visit)
    rows = [_reader(b, by.get(b.id, []), named) for b in buyers]
    common = by.get(None)
    return [_reader(None, common, named), *rows] if common else rows


def _reader(
    buyer: queries.BuyerFacts | None, visits: Sequence[queries.VisitFacts], named: dict[UUID, str]
) -> Reader:
    last = visits[0] if visits else None
    places = dict.fromkeys(_place(v) for v in visits if _place(v))
    return Reader(
        name=buyer.name if buyer else _("Common link"),
        email=buyer.email if buyer else "",
        role=str(ROLE[buyer.role]) if buyer else "",
        buyer=buyer,
        from_name=named.get(buyer.from_buyer_id, "") if buyer and buyer.from_buyer_id else "",
        visits=len(visits),
        first_at=min((v.began_at for v in visits), default=None),
        last_at=last.last_at if last else None,
        time=duration(sum(v.seconds for v in visits)),
        where=", ".join(places),
        marks=len({v.mark for v in visits}),
        stopped=str(PART.get(last.last_part, "")) if last else "",
    )


def _place(visit: queries.VisitFacts) -> str:
    device = str(DEVICE.get(visit.device, ""))
    return " ".join(part for part in (device, visit.country) if part)


def duration(seconds: int) -> str:
    """`45 s`, `12 min`, `1 h 05`."""
    if seconds < 60:
        return f"{seconds} s"
    minutes = (seconds + 30) // 60
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02d}"


def picture(found: Sequence[queries.VisitFacts]) -> SafeString:
    """Time per part of the page, all readings together."""
    sums = {part: sum(v.parts.get(part, 0) for v in found) for part in PARTS}
    if not any(sums.values()):
        return SafeString("")
    names = [str(PART[part]) for part in PARTS]
    return charts.lying_bars(
        _("Time per part of the page"), names, [sums[p] for p in PARTS],
        lambda value: duration(int(value)),
    )  # fmt: skip


def strip(found: Sequence[queries.VisitFacts]) -> SafeString:
    """The readings as a small picture for the side of the quote: a bar per part, darker is longer."""
    sums = [sum(v.parts.get(part, 0) for v in found) for part in PARTS]
    whole = sum(sums)
    if not whole:
        return SafeString("")
    said = ", ".join(f"{PART[p]} {duration(s)}" for p, s in zip(PARTS, sums, strict=True) if s)
    parts, x = [], 0
    tints = ("f-c3", "f-c1", "f-c5", "f-c6", "f-c4", "f-c2")
    for name, seconds, tint in zip(PARTS, sums, tints, strict=True):
        width = seconds * 296 // whole
        if width:
            parts.append(charts.rect(x, 0, (max(width - 2, 1), 12), tint, str(PART[name])))
        x += width
    return charts.svg(
        _("Time per part: %(parts)s") % {"parts": said}, 300, 12, charts.joined(parts)
    )


def summary(quote: QuoteFacts, found: Sequence[queries.VisitFacts]) -> SafeString:
    """Whether and when it was opened, in a sentence."""
    if not found:
        return format_html("{}", _("Nobody has opened the offer yet."))
    n = len(found)
    said = ngettext("Opened once", "Opened %(n)d times", n) % {"n": n}
    time = duration(sum(v.seconds for v in found))
    return format_html("{} · {}", said, _("%(time)s in all") % {"time": time})
