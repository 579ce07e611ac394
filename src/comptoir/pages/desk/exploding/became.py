"""What became of a line: what left and came back, its services, documents, money, entries and revenue."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from comptoir.kernel.money import EXACT
from comptoir.pages.desk import links
from comptoir.pages.desk.core.explosion import MONEY, QUANTITY, Node
from comptoir.pages.desk.exploding.case import Case, Share, Sold
from comptoir.pages.desk.exploding.reads import Booked, Earning, Moved
from comptoir.shell import format as fmt
from comptoir.stages.recognizing.web import CAUSES, PATTERNS

ONE = Decimal(1)


def branches(case: Case, line: Sold) -> Iterator[Node]:
    """All that became of a line of an order."""
    shares = case.shares.get(line.id, [])
    if line.once:
        yield deliveries(case, line)
        yield from _parts(case, line)
    elif case.running.get(line.id):
        yield _service(case, line)
    yield invoices(case, line, shares)
    if shares:
        yield payments(case, shares)
    earned = case.earned.get(line.id, [])
    hidden = any(one.bill.margin_vat_minor for one in shares) and not case.margin
    books = None if hidden else ledger(case, shares, earned)
    if books:
        yield books
    if earned:
        yield revenue(case, earned, shares)


def of_whole(case: Case, shares: Sequence[Share]) -> Iterator[Node]:
    """What was asked of the order and of no line: deposits, and what invoices deduct of them."""
    rows = tuple(_document(case, one) for one in shares)
    total = sum(one.bill.net_minor for one in shares)
    yield Node("invoices", _("Invoices"), minor=total, adds=(MONEY,), below=rows)
    yield payments(case, shares)
    books = ledger(case, shares, ())
    if books:
        yield books


def deliveries(case: Case, line: Sold) -> Node:
    """What left and came back, document by document, and what is still to deliver."""
    rows = _movements(case, line, ONE)
    unit = case.products[line.product_id].unit if line.product_id in case.products else ""
    return Node(
        "deliveries", _("Deliveries"), _totals(case, line), quantity=line.quantity, unit=unit,
        adds=(QUANTITY,), below=rows,
    )  # fmt: skip


def _totals(case: Case, line: Sold) -> str:
    moved = case.moved.get(line.id, [])
    out = sum((m.quantity for m in moved if not m.is_return), Decimal(0))
    back = sum((m.quantity for m in moved if m.is_return), Decimal(0))
    said = {
        "ordered": fmt.quantity(line.quantity, case.lang), "out": fmt.quantity(out, case.lang),
        "back": fmt.quantity(back, case.lang),
    }  # fmt: skip
    if not back:
        return _("%(ordered)s ordered, %(out)s delivered") % said
    return _("%(ordered)s ordered, %(out)s delivered, %(back)s of them came back") % said


def _movements(case: Case, line: Sold, each: Decimal) -> tuple[Node, ...]:
    """The line's movements, `each` times: of the line itself, or of a part of which so many are in one."""
    moved = case.moved.get(line.id, [])
    rows = [_movement(m, each) for m in moved]
    out = sum((m.quantity for m in moved if not m.is_return), Decimal(0))
    back = sum((m.quantity for m in moved if m.is_return), Decimal(0))
    if back:
        label = _("Came back, not replaced")
        rows.append(Node("replaced", label, quantity=EXACT.multiply(back, each)))
    left = line.quantity - out
    if left:
        label = _("Not delivered any more") if case.ended else _("Still to deliver")
        day = None if case.ended else line.promised
        rows.append(Node("to_deliver", label, quantity=EXACT.multiply(left, each), on=day))
    return tuple(rows)


def _movement(m: Moved, each: Decimal) -> Node:
    quantity = EXACT.multiply(-m.quantity if m.is_return else m.quantity, each)
    label = _("Return") if m.is_return else _("Delivery")
    return Node(
        "return" if m.is_return else "delivery", label, m.reason, m.number, m.on, quantity,
        state="returned" if m.is_return else "delivered", thing=("delivery", m.delivery_id),
    )  # fmt: skip


def _parts(case: Case, line: Sold) -> Iterator[Node]:
    """The same for each part of what was put together."""
    made = case.made.get(line.configuration_id) if line.configuration_id else None
    if not made or not made.explosion.needed:
        return
    rows = tuple(
        Node(
            "part", need.name.told(case.lang) or need.sku, number=need.sku,
            quantity=EXACT.multiply(need.quantity, line.quantity), unit=need.unit,
            adds=(QUANTITY,), below=_movements(case, line, need.quantity),
        )
        for need in made.explosion.needed
    )  # fmt: skip
    yield Node("parts", _("Parts that left and came back"), below=rows)


def _service(case: Case, line: Sold) -> Node:
    rows = tuple(
        Node(
            "service", _("Service"), _span(case, one.starts_on, one.ends_on), on=one.starts_on,
            quantity=one.quantity, state=one.state, thing=("service", one.id),
        )
        for one in case.running[line.id]
    )  # fmt: skip
    return Node("services", _("Services"), below=rows)


def _span(case: Case, start: date | None, end: date | None) -> str:
    if start is None:
        return ""
    first = fmt.date_list(start, case.lang)
    if end is None:
        return _("from %(day)s") % {"day": first}
    return f"{first} – {fmt.date_list(end - timedelta(days=1), case.lang)}"


def invoices(case: Case, line: Sold, shares: Sequence[Share]) -> Node:
    """The lines of invoices and credit notes, net of VAT, and what is on none yet."""
    rows = [_document(case, one) for one in shares]
    billed = sum(one.bill.net_minor for one in shares)
    whole = billed if line.worth_minor is None else line.worth_minor
    rows += _unbilled(case, shares, whole - billed)
    return Node("invoices", _("Invoices"), minor=whole, adds=(MONEY,), below=tuple(rows))


def _unbilled(case: Case, shares: Sequence[Share], left: int) -> Iterator[Node]:
    """What of the line is on no document: credited and not billed again, not billed yet, or too much."""
    credited = -sum(one.bill.net_minor for one in shares if one.bill.document == "credit")
    again = max(min(credited, left), 0)
    if again:
        yield Node("credited", _("Credited, not invoiced again"), minor=again)
    if left != again:
        label = _("Not invoiced") if case.ended else _("Not invoiced yet")
        label = label if left > again else _("Invoiced beyond the order")
        yield Node("to_invoice", label, minor=left - again)


def _label(kind: str) -> str:
    return {"deposit": _("Deposit"), "credit": _("Credit note")}.get(kind, _("Invoice"))


def _document(case: Case, one: Share) -> Node:
    bill = one.bill
    note = {
        "deduction": _("deduction of the deposit"), "unused": _("given back of a period"),
    }.get(bill.kind, "")  # fmt: skip
    span = _span(case, bill.starts_on, bill.ends_on)
    return Node(
        bill.document, _label(bill.document), " · ".join(filter(None, (note, span))), bill.number,
        bill.issued_on, bill.quantity, minor=bill.net_minor, thing=(bill.document, bill.document_id),
    )  # fmt: skip


def payments(case: Case, shares: Sequence[Share]) -> Node:
    """What was asked with VAT, document by document, and how it was settled."""
    rows = tuple(_paid(one) for one in shares)
    return Node(
        "payments", _("Payments"), _("incl. VAT"), minor=sum(one.gross_minor for one in shares),
        adds=(MONEY,), below=rows,
    )  # fmt: skip


def _left(one: Share, left: int) -> str:
    if not left:
        return _("Nothing is open")
    if left > 0:
        return _("Still to be paid")
    credit = one.bill.document == "credit"
    return _("Still to be given back") if credit else _("Off what is still to be paid")


def _paid(one: Share) -> Node:
    bill = one.bill
    labels = {
        "payment": _("Payment"), "credit": _("Credit note set against it"),
        "invoice": _("Set against an invoice"),
    }  # fmt: skip
    rows = [
        Node(
            "payment" if s.kind == "payment" else "set_off", labels[s.kind], "", s.number, s.on,
            minor=minor, thing=(s.kind, s.source_id),
        )
        for s, minor in one.settled if s
    ]  # fmt: skip
    left = one.settled[-1][1]
    if left or not rows:
        rows.append(Node("open", _left(one, left), minor=left))
    return Node(
        bill.document, _label(bill.document), "", bill.number, bill.issued_on,
        minor=one.gross_minor, thing=(bill.document, bill.document_id), adds=(MONEY,),
        below=tuple(rows),
    )  # fmt: skip


Posting = tuple[Booked, str, str, int]  # entry, role of its account, what for, amount


def ledger(case: Case, shares: Sequence[Share], earned: Sequence[Earning]) -> Node | None:
    """The line's part of every entry, by account: debit positive, credit negative, together nothing."""
    posted = [*_of_documents(case, shares), *_of_revenue(case, earned)]
    by_role: dict[str, list[Posting]] = {}
    for one in posted:
        if one[3] and one[1] in case.accounts:
            by_role.setdefault(one[1], []).append(one)
    rows = [
        _account(case, role, by_role[role])
        for role in sorted(by_role, key=lambda r: case.accounts[r].code)
    ]
    if not rows:
        return None
    note = _("debit positive, credit negative")
    return Node("ledger", _("Ledger"), note, minor=0, adds=(MONEY,), below=tuple(rows))


def _account(case: Case, role: str, posted: Sequence[Posting]) -> Node:
    account = case.accounts[role]
    rows = tuple(
        Node(
            "posting", what, _("entry %(number)s") % {"number": entry.number}, entry.source,
            entry.on, minor=minor, url=links.page("ledger:entry", entry.id),
        )
        for entry, _role, what, minor in posted
    )  # fmt: skip
    return Node(
        "account", account.name(case.lang), "", account.code, minor=sum(p[3] for p in posted),
        url=links.page("ledger:account", account.code), adds=(MONEY,), below=rows,
    )  # fmt: skip


def _of_documents(case: Case, shares: Sequence[Share]) -> Iterator[Posting]:
    entries = {one.source_id: one for one in case.booked if one.kind != "recognition"}
    for share in shares:
        bill, entry = share.bill, entries.get(share.bill.document_id)
        if entry:
            what, sold = _label(bill.document), bill.net_minor - bill.margin_vat_minor
            yield entry, "receivable", what, share.gross_minor
            yield entry, "deposits" if bill.advance else "deferred", what, -sold
            yield entry, "vat_collected", what, -share.vat_minor - bill.margin_vat_minor
        for source, minor in share.settled:
            paid = entries.get(source.source_id) if source and source.kind == "payment" else None
            if paid:
                yield paid, "bank", _("Payment"), minor
                yield paid, "receivable", _("Payment"), -minor


def _of_revenue(case: Case, earned: Sequence[Earning]) -> Iterator[Posting]:
    entries = {(e.source_id, e.on): e for e in case.booked if e.kind == "recognition"}
    months = {(e.source, e.on): e for e in case.booked if e.kind == "recognition"}
    for one in earned:
        if one.on is None or one.month is None:
            continue
        entry = entries.get((one.source_id or case.entity_id, one.on))
        if one.source_id is None:
            entry = months.get((f"{one.month:%Y-%m}", one.on), entry)
        if entry:
            yield entry, "deferred", _("Revenue"), one.minor
            yield entry, one.role, _("Revenue"), -one.minor


def revenue(case: Case, earned: Sequence[Earning], shares: Sequence[Share]) -> Node:
    """What was promised, what of it is earned and by which cause, and what is to come."""
    obligations: dict[int, list[Earning]] = {}
    for one in earned:
        obligations.setdefault(one.id, []).append(one)
    rows = tuple(_obligation(case, rows) for rows in obligations.values())
    billed = sum(one.bill.net_minor - one.bill.margin_vat_minor for one in shares)
    deferred = fmt.amount_minor(billed - sum(e.minor for e in earned), case.currency, case.lang)
    total = sum(group[0].total_minor for group in obligations.values())
    note = _("%(amount)s deferred: invoiced less recognized") % {"amount": deferred}
    return Node("revenue", _("Revenue"), note, minor=total, adds=(MONEY,), below=rows)


def _obligation(case: Case, rows: Sequence[Earning]) -> Node:
    first = rows[0]
    below = [
        Node(
            "recognition", str(CAUSES[one.cause]),
            fmt.month(one.month, case.lang) if one.month else "", one.source, one.on,
            minor=one.minor,
            thing=("delivery" if one.cause == "delivery" else "invoice", one.source_id)
            if one.source_id else None,
        )
        for one in rows if one.cause
    ]  # fmt: skip
    left = first.total_minor - sum(one.minor for one in rows)
    if left or not below:
        below.append(Node("to_earn", _("To come"), minor=left))
    return Node(
        "obligation", str(PATTERNS[first.pattern]), _span(case, first.starts_on, first.ends_on),
        minor=first.total_minor, url=links.page("recognizing:show", first.id), adds=(MONEY,),
        below=tuple(below),
    )  # fmt: skip
