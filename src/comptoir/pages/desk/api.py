"""API over several stages: audit events, long work, search, where an order is."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from comptoir.kernel.errors import NotFound
from comptoir.kernel.ids import show_id
from comptoir.pages.desk import forecast, home, palette, progress, timing
from comptoir.pages.desk.audit import PERMISSION, wanted
from comptoir.pages.desk.trace import Trace, TraceDoc, TraceLine, trace
from comptoir.platform import clock
from comptoir.platform.models import EventRow, Progress
from comptoir.platform.paging import after, keyset
from comptoir.platform.roles import READ, require
from comptoir.platform.schemas import (
    PREFIXES,
    CustomerId,
    Day,
    DecimalText,
    EventId,
    MoneyOut,
    OrderId,
    Page,
    Paged,
    ProgressId,
)
from comptoir.platform.web import actor_of, entity_of, language

router = Router(tags=["desk"])
Text = Annotated[str, Field(max_length=120, pattern=r"^[^\x00]*$")]


class UnknownProgress(NotFound):
    """There is no such work."""

    code = "unknown_progress"


class EventOut(Schema):
    """One recorded fact; `changed` maps a field to its value before and after."""

    id: EventId
    seq: int
    name: str
    subject_id: UUID
    at: datetime
    business_on: date
    actor: str
    facts: dict[str, Any]
    changed: dict[str, Any] | None


class EventFilter(Paged):
    """actor: a name or `user:<id>`; object: a document's number or id; since, until: both included."""

    actor: Text = ""
    object: Text = ""
    name: Text = ""
    since: Day | None = None
    until: Day | None = None


class FindFilter(Paged):
    q: Annotated[str, Field(min_length=2, max_length=80, pattern=r"^[^\x00]+$")]


class ProgressOut(Schema):
    """Long work: `done` of `total` units."""

    id: ProgressId
    kind: str
    label: str
    state: str
    done: int
    total: int | None
    message: str
    result: dict[str, Any]
    finished_at: datetime | None


class HitOut(Schema):
    """A document, customer or product that the text may mean; `id` carries the prefix of its kind."""

    kind: str
    id: str
    number: str
    name: str
    amount: MoneyOut | None


class TraceLineOut(Schema):
    """How far one order line has come."""

    position: int
    sku: str
    description: str
    charge_kind: str
    ordered: DecimalText
    delivered: DecimalText
    returned: DecimalText
    invoiced: DecimalText
    credited: DecimalText
    paid: DecimalText
    periods: int
    promised_on: date | None
    delivered_on: date | None
    service_from: date | None
    service_until: date | None
    waiting_on: str


class DocOut(Schema):
    """One document of the chain; `open`: what remains unpaid of an invoice."""

    kind: str
    id: str
    number: str
    on: date | None
    state: str
    amount: MoneyOut | None
    open: MoneyOut | None


class TimingOut(Schema):
    """Days, from the first word to the order and from there on; null: not all of it has happened."""

    to_order: int
    to_delivery: int | None
    to_invoice: int | None
    to_cash: int | None
    in_all: int | None


class TraceOut(Schema):
    """Where is my order: one sentence, the lines, and every document from wish to revenue."""

    order_id: OrderId
    number: str
    customer_id: CustomerId
    customer: str
    state: str
    sentence: str
    ordered: MoneyOut
    invoiced: MoneyOut
    open: MoneyOut
    paid: MoneyOut
    recognized: MoneyOut
    days: TimingOut
    lines: list[TraceLineOut]
    documents: list[DocOut]


class ExpectedOut(Schema):
    """week: its Monday; null for what is late. in_all: expected until the end of that week."""

    week: date | None
    invoices: int
    expected: MoneyOut
    in_all: MoneyOut


class ForecastOut(Schema):
    today: date
    weeks: list[ExpectedOut]


class StepOut(Schema):
    """One foundation; `done` is read from the data."""

    key: str
    label: str
    done: bool


class ReadinessOut(Schema):
    ready: bool
    steps: list[StepOut]


@router.get("/readiness", response=ReadinessOut, summary="Are the foundations laid?")
def readiness(request: HttpRequest) -> ReadinessOut:
    """The first steps of the home page: what must stand before the first real quote."""
    require(actor_of(request), READ)
    steps = home.first_steps(request, entity_of(request))
    shown = [StepOut(key=s.key, label=s.label, done=s.done) for s in steps]
    return ReadinessOut(ready=all(s.done for s in steps), steps=shown)


@router.get("/find", response=Page[HitOut], summary="Find by number, name, SIREN, SKU or amount")
def find(request: HttpRequest, filters: Query[FindFilter]) -> dict[str, Any]:
    """At most five of each kind."""
    require(actor_of(request), READ)
    found = palette.find(entity_of(request), " ".join(filters.q.split()), language())
    hits, following = after(
        found, lambda h: (h.kind, h.number, h.id), filters.cursor, filters.limit
    )
    return {"items": [_hit(h) for h in hits], "next": following}


@router.get("/events", response=Page[EventOut], summary="Audit log")
def events(request: HttpRequest, filters: Query[EventFilter]) -> Page[EventOut]:
    """Newest first."""
    require(actor_of(request), PERMISSION)
    asked = {
        "actor": filters.actor, "object": filters.object, "name": filters.name,
        "from": filters.since.isoformat() if filters.since else "",
        "to": filters.until.isoformat() if filters.until else "",
    }  # fmt: skip
    rows, following = keyset(
        wanted(entity_of(request), asked), ("-seq",), filters.cursor, filters.limit
    )
    return Page[EventOut](items=[_event(r) for r in rows], next=following)


@router.get("/progress/{progress_id}", response=ProgressOut, summary="Progress of long work")
def long_work(request: HttpRequest, progress_id: ProgressId) -> Progress:
    """Poll it until `state` is done or failed."""
    found = Progress.objects.filter(pk=progress_id, entity_id__in=[entity_of(request)]).first()
    if found is None:
        raise UnknownProgress(found=show_id("prg", progress_id))
    return found


@router.get("/orders/{order_id}/trace", response=TraceOut, summary="Where is my order?")
def order_trace(request: HttpRequest, order_id: OrderId) -> TraceOut:
    """From the opportunity to the revenue."""
    return _trace(trace(order_id, entity_of(request)))


@router.get("/expected-payments", response=ForecastOut, summary="Payments expected, week by week")
def expected_payments(request: HttpRequest) -> ForecastOut:
    """Open invoices by the week of their due date; what is late stands first, without a week."""
    require(actor_of(request), READ)
    entity_id = entity_of(request)
    today = clock.today(entity_id)
    weeks = [
        ExpectedOut(
            week=e.week, invoices=e.invoices, expected=MoneyOut.of(e.minor, e.currency),
            in_all=MoneyOut.of(e.in_all_minor, e.currency),
        )
        for e in forecast.expected(entity_id, today)
    ]  # fmt: skip
    return ForecastOut(today=today, weeks=weeks)


def _event(row: EventRow) -> EventOut:
    return EventOut(
        id=row.id, seq=row.seq, name=row.name, subject_id=row.subject_id, at=row.at,
        business_on=row.business_on, actor=row.actor, facts=row.facts, changed=row.changed,
    )  # fmt: skip


def _hit(hit: palette.Hit) -> HitOut:
    amount = MoneyOut.of(hit.minor, hit.currency) if hit.currency else None
    return HitOut(
        kind=hit.kind, id=_shown(hit.kind, hit.id), number=hit.number, name=hit.name, amount=amount
    )


def _shown(kind: str, thing_id: UUID) -> str:
    noun = "invoice" if kind in ("deposit", "credit") else kind
    return show_id(PREFIXES[noun], thing_id)


def _trace(t: Trace) -> TraceOut:
    def money(minor: int) -> MoneyOut:
        return MoneyOut.of(minor, t.order.currency)

    return TraceOut(
        order_id=t.order.id, number=t.order.number, customer_id=t.order.customer_id,
        customer=t.customer, state=t.order.state, sentence=progress.sentence(t),
        ordered=money(t.order.gross_minor), invoiced=money(t.invoiced_minor), open=money(t.open_minor),
        paid=money(t.paid_minor), recognized=money(t.recognized_minor),
        days=TimingOut.model_validate(asdict(timing.timing(t))),
        lines=[_line(line, t.today) for line in t.lines], documents=[_doc(d) for d in t.documents],
    )  # fmt: skip


def _line(line: TraceLine, today: date) -> TraceLineOut:
    return TraceLineOut(
        position=line.position, sku=line.sku, description=line.description,
        charge_kind=line.charge_kind, ordered=line.ordered, delivered=line.delivered,
        returned=line.returned, invoiced=line.invoiced, credited=line.credited, paid=line.paid,
        periods=line.periods, promised_on=line.promised_on, delivered_on=line.last_on,
        service_from=line.runs_from, service_until=line.runs_to,
        waiting_on=progress.waiting_on(line, today),
    )  # fmt: skip


def _doc(d: TraceDoc) -> DocOut:
    billed = d.kind in ("invoice", "deposit", "credit")
    return DocOut(
        kind=d.kind, id=_shown(d.kind, d.id), number=d.number, on=d.on, state=d.state,
        amount=MoneyOut.of(d.minor, d.currency) if d.currency else None,
        open=MoneyOut.of(d.open_minor, d.currency) if billed and d.number else None,
    )  # fmt: skip
