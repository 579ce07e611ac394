"""The page of the tree: a table that opens level by level, a picture, and the same as a file."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from comptoir.kernel.money import half_up
from comptoir.pages.desk import links
from comptoir.pages.desk.core.explosion import Node, unequal
from comptoir.pages.desk.exploding import blocks, sheet, tree
from comptoir.pages.desk.exploding.case import Case
from comptoir.pages.desk.exploding.tree import Exploded
from comptoir.platform.web import actor_of, entity_of, language
from comptoir.records.approvals.queries import MARGIN
from comptoir.records.parties import queries as parties
from comptoir.shell import flow_charts
from comptoir.shell import format as fmt
from comptoir.shell.lists import TYPES
from comptoir.shell.parts import Branch
from comptoir.stages.quoting import words

PLAIN = ("", "C62", "MON", "ANN")  # units that nobody says: pieces, and what is charged per period
OPEN = 2  # levels that are open at first: what the customer sees, and the names of all it becomes


@require_GET
def of_order(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """A line of an order and all that it becomes; without `line`, its first."""
    request.rail_group = "orders"  # type: ignore[attr-defined]
    found = tree.order(order_id, entity_of(request), language(), **_asked(request))
    return _page(request, found, (_("Orders"), links.page("ordering:list")))


@require_GET
def of_quote(request: HttpRequest, quote_id: UUID) -> HttpResponse:
    """A line of a quote, as far as an offer goes."""
    request.rail_group = "sell"  # type: ignore[attr-defined]
    found = tree.quote(quote_id, entity_of(request), language(), **_asked(request))
    return _page(request, found, (_("Quotes"), links.page("quoting:list")))


def _asked(request: HttpRequest) -> dict[str, Any]:
    """On the page one line is open, the first unless another is asked for; a file has them all."""
    usual = "" if request.GET.get("as") else blocks.FIRST
    return {"margin": actor_of(request).may(MARGIN), "line": request.GET.get("line", usual)}


def _page(request: HttpRequest, found: Exploded, home: tuple[str, str]) -> HttpResponse:
    if request.GET.get("as") == "xlsx":
        return HttpResponse(
            sheet.workbook(found), content_type=TYPES["xlsx"],
            headers={"Content-Disposition": f'attachment; filename="{_named(found)}.xlsx"'},
        )  # fmt: skip
    if request.GET.get("as") == "json":
        from comptoir.pages.desk.exploding.schemas import ExplodedOut  # read when it is asked for

        body = ExplodedOut.of(found).model_dump_json(indent=2)
        return HttpResponse(
            body, content_type="application/json",
            headers={"Content-Disposition": f'attachment; filename="{_named(found)}.json"'},
        )  # fmt: skip
    rows = list(
        _rows(found.root, found.currency, language(), opened=request.GET.get("open") == "all")
    )
    context = {
        "title": found.root.label,
        "ident": found.number,
        "crumbs": [
            home,
            (found.number, links.show(found.kind, found.id)),
            (_("What it becomes"), ""),
        ],
        "found": found,
        "customer": parties.customer(found.customer_id).name,
        "rows": rows if found.tops else [],
        "picture": _picture(found),
        "wrong": unequal(found.root),
        "others": [
            (top.key, top.node.label, top.node.minor, top is found.top) for top in found.tops
        ],
    }
    return render(request, "pages/desk/explosion.html", context)


def _named(found: Exploded) -> str:
    """A file name of plain letters: `SO-2026-0001-12`."""
    text = f"{found.number}-{found.top.key}" if found.top else found.number
    return "".join(c if c.isalnum() and c.isascii() else "-" for c in text)


def _rows(
    node: Node, currency: str, lang: str, *, opened: bool, place: str = "1", level: int = 1,
    beside: tuple[int, int] = (1, 1), hidden: bool = False,
) -> Iterator[Branch]:  # fmt: skip
    """The node as a row of the table, then those below it."""
    is_open = opened or level < OPEN
    yield Branch(
        place=place, level=level, label=node.label, note=node.note, number=node.number,
        href=node.url or (links.show(*node.thing) if node.thing else ""), on=node.on,
        quantity=_quantity(node, lang),
        amount="" if node.minor is None else fmt.amount_minor(node.minor, currency, lang),
        branch=bool(node.below), open=is_open, hidden=hidden, at=beside[0], of=beside[1],
    )  # fmt: skip
    for n, one in enumerate(node.below, start=1):
        yield from _rows(
            one, currency, lang, opened=opened, place=f"{place}-{n}", level=level + 1,
            beside=(n, len(node.below)), hidden=hidden or not is_open,
        )  # fmt: skip


def _quantity(node: Node, lang: str) -> str:
    if node.quantity is None:
        return ""
    number = fmt.quantity(node.quantity, lang)
    if node.unit in PLAIN:
        return number
    unit = _("min") if node.unit == "MIN" else words.unit(node.unit)
    return f"{number}{fmt.NBSP}{unit}"


def _picture(found: Exploded) -> SafeString:
    """How far the line has come in money: ordered, delivered, invoiced, paid; of an order only."""
    top = found.top
    if found.kind != "order" or not top or not top.node.minor or top.node.minor < 0:
        return SafeString("")
    lang, whole = language(), top.node.minor

    def show(value: Decimal | int) -> str:
        return fmt.amount_minor(int(value), found.currency, lang)

    case = found.case
    sold = [line for line in case.lines if line.id in top.ids and line.worth_minor]
    stages = [flow_charts.Stage(pgettext("stage", "Ordered"), whole, whole)]
    if sold and all(line.once for line in sold):
        out = sum(_delivered(case, line.id, line.quantity, line.worth_minor or 0) for line in sold)
        stages.append(flow_charts.Stage(pgettext("stage", "Delivered"), out, whole))
    shares = [share for line in sold for share in case.shares.get(line.id, [])]
    billed = sum(share.bill.net_minor for share in shares)
    paid = sum(_paid(share) for share in shares)
    earned = sum(one.minor for line in sold for one in case.earned.get(line.id, []))
    stages += [
        flow_charts.Stage(pgettext("stage", "Recognized"), earned, whole),
        flow_charts.Stage(pgettext("stage", "Invoiced"), billed, whole),
        flow_charts.Stage(pgettext("stage", "Paid"), paid, whole),
    ]  # fmt: skip
    return flow_charts.flow(_("How far it has come, excl. VAT"), stages, show)


def _delivered(case: Case, line_id: int, ordered: Decimal, worth_minor: int) -> int:
    """The worth of what was delivered and kept."""
    kept = sum(
        (-m.quantity if m.is_return else m.quantity for m in case.moved.get(line_id, [])),
        Decimal(0),
    )  # fmt: skip
    return half_up(worth_minor * kept / ordered) if ordered else 0


def _paid(share: Any) -> int:
    """What of a document's line is paid, without its VAT."""
    paid = sum(minor for source, minor in share.settled if source and source.kind == "payment")
    gross: int = share.gross_minor
    return half_up(Decimal(share.bill.net_minor) * paid / gross) if gross else 0
