"""API over several stages: audit events, the reader, long work, clock, keys, people, search, the trace."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from comptoir.kernel.errors import NotFound
from comptoir.kernel.ids import show_id
from comptoir.pages import keys, people
from comptoir.pages.desk import palette, progress
from comptoir.pages.desk.audit import PERMISSION, wanted
from comptoir.pages.desk.trace import Trace, TraceDoc, TraceLine, trace
from comptoir.platform import clock
from comptoir.platform.models import ApiKey, EventRow, Progress, User
from comptoir.platform.paging import keyset
from comptoir.platform.roles import READ, require
from comptoir.platform.schemas import (
    PREFIXES,
    CustomerId,
    DecimalText,
    EntityId,
    EventId,
    KeyId,
    MoneyOut,
    OrderId,
    Page,
    ProgressId,
    UserId,
)
from comptoir.platform.web import actor_of, do_for, entity_of, language, perform
from comptoir.records.parties import actions as parties

router = Router(tags=["desk"])
Limit = Annotated[int, Field(ge=1, le=200)]
Text = Annotated[str, Field(max_length=120, pattern=r"^[^\x00]*$")]


class UnknownProgress(NotFound):
    """There is no such work."""

    code = "unknown_progress"


class Me(Schema):
    """Who calls, in which company, with which permissions."""

    actor: str
    kind: str
    entity_id: EntityId
    today: date
    roles: list[str]
    permissions: list[str]


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


class EventFilter(Schema):
    """actor: a name or `user:<id>`; object: a document's number or id."""

    actor: Text = ""
    object: Text = ""
    name: Text = ""
    since: date | None = None
    until: date | None = None


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


class ClockIn(Schema):
    """The day the sandbox company shall believe it is; never before the present one."""

    on: date


class ClockOut(Schema):
    """The company's business day."""

    entity_id: EntityId
    today: date


class KeyIn(Schema):
    """days: until it expires; none: never."""

    name: Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[^\x00]*\S[^\x00]*$")]
    scopes: Annotated[list[Text], Field(max_length=60, default_factory=list)]
    days: Annotated[int, Field(ge=1, le=3650)] | None = None


class KeyOut(Schema):
    """A key without its secret."""

    id: KeyId
    name: str
    prefix: str
    scopes: list[str]
    last_used_at: datetime | None
    expires_at: datetime | None
    revoked_at: datetime | None


class KeyMade(Schema):
    """The secret is shown here and never again."""

    secret: str


class InviteIn(Schema):
    """Someone new; `roles` as in README's table."""

    name: Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[^\x00]*\S[^\x00]*$")]
    email: Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]
    roles: Annotated[list[Text], Field(max_length=20, default_factory=list)]
    language: Annotated[str, Field(pattern="^(fr|en)$")] = "en"


class RolesIn(Schema):
    """Exactly these roles in this company."""

    roles: Annotated[list[Text], Field(max_length=20)]
    active: bool = True


class LinkOut(Schema):
    """Path where the person chooses a password; works once, for three days."""

    path: str


class PersonOut(Schema):
    """One of the staff."""

    id: UserId
    name: str
    email: str
    active: bool
    roles: list[str]


class HitOut(Schema):
    """A document, customer or product that the text may mean; `id` carries the prefix of its kind."""

    kind: str
    id: str
    number: str
    name: str
    amount: MoneyOut | None


class LineOut(Schema):
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
    lines: list[LineOut]
    documents: list[DocOut]


@router.get("/me", response=Me, summary="Who am I?")
def me(request: HttpRequest) -> Me:
    """The caller's company, roles and permissions."""
    actor, entity_id = actor_of(request), entity_of(request)
    return Me(
        actor=actor.name, kind=actor.kind, entity_id=entity_id, today=clock.today(entity_id),
        roles=sorted(actor.roles), permissions=sorted(actor.permissions),
    )  # fmt: skip


@router.get("/find", response=list[HitOut], summary="Find by number, name, SIREN, SKU or amount")
def find(
    request: HttpRequest,
    q: Annotated[str, Field(min_length=2, max_length=80, pattern=r"^[^\x00]+$")],
) -> list[HitOut]:
    """At most five of each kind."""
    require(actor_of(request), READ)
    return [_hit(h) for h in palette.find(entity_of(request), " ".join(q.split()), language())]


@router.get("/events", response=Page[EventOut], summary="Audit log")
def events(
    request: HttpRequest, filters: Query[EventFilter], cursor: Text | None = None, limit: Limit = 50
) -> Page[EventOut]:
    """Newest first."""
    require(actor_of(request), PERMISSION)
    asked = {
        "actor": filters.actor, "object": filters.object, "name": filters.name,
        "from": filters.since.isoformat() if filters.since else "",
        "to": filters.until.isoformat() if filters.until else "",
    }  # fmt: skip
    rows, following = keyset(wanted(entity_of(request), asked), ("-seq",), cursor, limit)
    return Page[EventOut](items=[_event(r) for r in rows], next=following)


@router.get("/progress/{progress_id}", response=ProgressOut, summary="Progress of long work")
def long_work(request: HttpRequest, progress_id: ProgressId) -> Progress:
    """Poll it until `state` is done or failed."""
    found = Progress.objects.filter(pk=progress_id, entity_id__in=[entity_of(request)]).first()
    if found is None:
        raise UnknownProgress(found=show_id("prg", progress_id))
    return found


@router.get("/clock", response=ClockOut, summary="The company's business day")
def read_clock(request: HttpRequest) -> ClockOut:
    """Today, in the company's zone or as its sandbox clock says."""
    return _clock(entity_of(request))


@router.post("/clock", response=ClockOut, summary="Move a sandbox company's clock")
def move_clock(request: HttpRequest, body: ClockIn) -> ClockOut:
    """Forward only; a real company is refused."""
    return perform(request, parties.move_clock, lambda e: _clock(e.entity_id), on=body.on)


@router.get("/keys", response=list[KeyOut], summary="API keys")
def list_keys(request: HttpRequest) -> list[ApiKey]:
    """Without their secrets."""
    require(actor_of(request), "platform.keys")
    return list(
        ApiKey.objects.filter(entity_id__in=[entity_of(request)]).order_by("-created_at")[:200]
    )


@router.post("/keys", response=KeyMade, summary="Make an API key")
def make_key(request: HttpRequest, body: KeyIn) -> KeyMade:
    """It acts for the caller; a repeated idempotency key cannot show the secret again."""
    do = do_for(request)
    keys.make_key(
        do, name=body.name, user_id=_caller(request), granted=list(body.scopes), days=body.days
    )
    return KeyMade(secret=str(do.answer))


@router.delete("/keys/{key_id}", response=KeyOut, summary="Revoke an API key")
def revoke_key(request: HttpRequest, key_id: KeyId) -> ApiKey:
    """It stops working at once."""
    return perform(
        request, keys.revoke_key, lambda e: ApiKey.objects.get(pk=e.key_id), key_id=key_id
    )


@router.get("/people", response=list[PersonOut], summary="The staff")
def list_people(request: HttpRequest) -> list[PersonOut]:
    """Everyone with their roles in this company."""
    require(actor_of(request), "platform.users")
    rows = User.objects.prefetch_related("roles").order_by("name", "email")
    return [_person(u, entity_of(request)) for u in rows]


@router.post("/people", response=LinkOut, summary="Invite someone")
def invite(request: HttpRequest, body: InviteIn) -> LinkOut:
    """Answers with the path where the person chooses a password."""
    do = do_for(request)
    people.invite_person(
        do, name=body.name, email=body.email, roles=list(body.roles), language=body.language
    )
    return LinkOut(path=str(do.answer))


@router.put("/people/{user_id}/roles", response=PersonOut, summary="Choose someone's roles")
def choose_roles(request: HttpRequest, user_id: UserId, body: RolesIn) -> PersonOut:
    """Replaces the roles held in this company."""
    return perform(
        request, people.change_roles, lambda e: _person(User.objects.get(pk=e.user_id), e.entity_id),
        user_id=user_id, roles=list(body.roles), active=body.active,
    )  # fmt: skip


@router.get("/orders/{order_id}/trace", response=TraceOut, summary="Where is my order?")
def order_trace(request: HttpRequest, order_id: OrderId) -> TraceOut:
    """From the opportunity to the revenue."""
    return _trace(trace(order_id, entity_of(request)))


def _caller(request: HttpRequest) -> UUID:
    """The person a new key acts for: the caller, or whom the caller's own key acts for."""
    if isinstance(request.user, User):
        return request.user.pk
    return ApiKey.objects.get(prefix=actor_of(request).name.removeprefix("key:")).user_id


def _clock(entity_id: UUID) -> ClockOut:
    return ClockOut(entity_id=entity_id, today=clock.today(entity_id))


def _person(user: User, entity_id: UUID) -> PersonOut:
    held = sorted({r.role for r in user.roles.all() if r.entity_id in (None, entity_id)})
    return PersonOut(
        id=user.pk, name=user.name, email=user.email, active=user.is_active, roles=held
    )


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
        lines=[_line(line, t.today) for line in t.lines], documents=[_doc(d) for d in t.documents],
    )  # fmt: skip


def _line(line: TraceLine, today: date) -> LineOut:
    return LineOut(
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
