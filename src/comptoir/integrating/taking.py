"""In: what another system tells is kept, fetched, and applied once through the actions of the rooms."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction

from comptoir.integrating import actions, kinds, outcomes, ports, reaching, saying, words
from comptoir.integrating.applying import customers, deals, orders
from comptoir.integrating.applying.blocked import Applied, Blocked, NotYet, Told
from comptoir.integrating.core import wire
from comptoir.integrating.core.messages import LOOK_BACK, ConnectionState, InState
from comptoir.integrating.core.objects import Customer, Deal, Document, Kind, Payment, Record
from comptoir.integrating.models import Connection, Cursor, Incoming, Link
from comptoir.kernel.errors import DomainError
from comptoir.platform import clock
from comptoir.platform.actions import together

MOST_SECONDS = 25  # of one job; the next one goes on
REST = timedelta(minutes=1)
PAGES = 200  # of one pull
ORDER = (Kind.PRODUCT, Kind.CUSTOMER, Kind.DEAL, Kind.ORDER, Kind.PAYMENT)
log = logging.getLogger("comptoir.integrating")
_APPLY: dict[Kind, Callable[[Told, Any], Applied]] = {
    Kind.CUSTOMER: customers.apply_customer,
    Kind.PRODUCT: customers.apply_product,
    Kind.DEAL: deals.apply_deal,
    Kind.ORDER: orders.apply_order,
    Kind.PAYMENT: orders.apply_payment,
}


def heard(row: Connection, headers: Mapping[str, str], body: bytes) -> int:
    """Keep what a signed message tells; the same told twice is kept once. Returns how much is new."""
    if not row.secret:  # whoever knows the address could sign with nothing
        raise ports.ForgedSignal(
            fix="enter the secret of its messages on the page of the connection"
        )
    signals = reaching.system(row).heard(headers, body)
    now, coming = clock.instant(), kinds.coming(row)
    wanted = [s for s in signals if s.kind in coming and s.kind in _APPLY]
    rows = [
        Incoming(
            connection=row, told=s.event_id[:200], kind=s.kind, external_id=s.external_id[:120],
            by="hook", happened_at=now, next_at=now,
        )
        for s in wanted
    ]  # fmt: skip
    before = Incoming.objects.filter(connection=row, told__in=[r.told for r in rows]).count()
    Incoming.objects.bulk_create(rows, ignore_conflicts=True)
    return len({r.told for r in rows}) - before


def pull(connection_id: UUID) -> int:
    """Read what changed there since the last time, less the look-back; returns how much was new."""
    row = Connection.objects.get(pk=connection_id)
    if row.state != ConnectionState.ON:
        return 0
    new = 0
    for kind in (k for k in ORDER if k in kinds.coming(row)):
        try:
            reaching.ready(row)
            new += _pull(row, kind)
        except (ports.Denied, reaching.SealBroken) as error:
            reaching.pause(row, error)
            break
        except DomainError as error:
            log.warning("%s could not be read: %s", row.name, error)
            break
    Connection.objects.filter(pk=row.pk).update(pulled_at=clock.instant())
    return new


def _pull(row: Connection, kind: Kind) -> int:
    """The pages of one kind. The cursor moves when the last page is kept."""
    begun, new = clock.instant(), 0
    known = Cursor.objects.filter(connection=row, kind=kind).first()
    since = (known.since if known else row.created_at) - LOOK_BACK
    system, cursor = reaching.system(row), None
    for _page in range(PAGES):
        page = system.pull(kind, since, cursor)
        new += sum(keep(row, seen) is not None for seen in page.seen)
        cursor = page.cursor
        if cursor is None:
            break
    Cursor.objects.update_or_create(connection=row, kind=kind, defaults={"since": begun})
    return new


def keep(row: Connection, seen: ports.Seen) -> Incoming | None:
    """A record as it was read; None if exactly this was read before."""
    body = _body(seen.record)
    digest = wire.digest(body) if body is not None else ""
    told = f"{seen.kind}:{seen.external_id}:{seen.changed_at.isoformat()}:{digest[:12]}"
    now = clock.instant()
    if _same(row, seen.kind, seen.external_id, digest):
        return None
    one, made = Incoming.objects.get_or_create(
        connection=row, told=told[:200],
        defaults={
            "kind": seen.kind, "external_id": seen.external_id[:120], "by": "pull", "body": body,
            "digest": digest, "url": seen.url[:400], "happened_at": seen.changed_at, "next_at": now,
        },
    )  # fmt: skip
    return one if made else None


def _body(record: Record | None) -> dict[str, Any] | None:
    """What a record says, but not what we said of it ourselves."""
    if record is None:
        return None
    body = wire.dump(record)
    body.pop("said", None)
    return body


def _same(row: Connection, kind: Kind, external_id: str, digest: str, before: int = 0) -> bool:
    """Whether the last that was told of a record said the same and is settled or on its way."""
    mine = Incoming.objects.filter(connection=row, kind=kind, external_id=external_id)
    if before:
        mine = mine.filter(id__lt=before)
    last = mine.exclude(digest="").exclude(state=InState.REPLACED).order_by("-id").first()
    if last is None or last.digest != digest:
        return False
    return last.state in (InState.APPLIED, InState.SAME, InState.BLOCKED, InState.WAITING)


def take(connection_id: UUID) -> int:
    """Apply what is due, in the order in which it was told; returns how many."""
    begun, done = clock.instant(), 0
    while clock.instant() - begun < timedelta(seconds=MOST_SECONDS):
        row = Connection.objects.get(pk=connection_id)
        due = Incoming.objects.filter(
            connection=row, state=InState.WAITING, next_at__lte=clock.instant()
        )
        one = due.order_by("id").first() if row.state == ConnectionState.ON else None
        if one is None or not take_one(row, one):
            break
        done += 1
    return done


def take_one(row: Connection, one: Incoming) -> bool:
    """Fetch what is not here yet, then apply; False: the connection rests now."""
    try:
        if one.body is None and not _fetched(row, one):
            return True
        record = wire.load(Kind(one.kind), one.body or {})
        _customer_first(row, record)
        _apply(row, one, record)
    except (ports.Denied, reaching.SealBroken) as error:
        outcomes.later(one, error, clock.instant())
        reaching.pause(row, error)
        return False
    except ports.Throttled as error:
        outcomes.later(one, error, clock.in_seconds(error.seconds))
        return False
    except (ports.Unreachable, ports.Unsure) as error:
        outcomes.later(one, error)
        return False
    except NotYet as error:
        outcomes.take(one, "spare", answer=outcomes.told(error), done_at=clock.instant())
    except DomainError as error:
        _blocked(row, one, error)
    except Exception:
        log.exception("%s %s of %s could not be applied", one.kind, one.external_id, row.name)
        one.refresh_from_db()
        outcomes.later(one, outcomes.Broke())
    return True


def _fetched(row: Connection, one: Incoming) -> bool:
    """The record as it is there now; False where there is nothing to apply."""
    now = clock.instant()
    try:
        seen = reaching.system(row).fetch(Kind(one.kind), one.external_id)
    except ports.Gone as error:
        outcomes.take(one, "spare", answer=outcomes.told(error), done_at=now)
        return False
    body = _body(seen.record)
    digest = wire.digest(body) if body is not None else ""
    if body is None or _same(row, Kind(one.kind), one.external_id, digest, one.pk):
        outcomes.take(one, "spare", done_at=now, digest=digest, body=body)
        return False
    one.body, one.digest, one.url, one.happened_at = body, digest, seen.url[:400], seen.changed_at
    one.save(update_fields=["body", "digest", "url", "happened_at"])
    return True


def _customer_first(row: Connection, record: Record) -> None:
    """The customer that a record names is read and applied before it, where it is not known yet."""
    if not isinstance(record, Deal | Document | Payment) or not record.customer:
        return
    known = Link.objects.filter(
        connection=row, kind=Kind.CUSTOMER, external_id=record.customer
    ).exists()
    if known or Kind.CUSTOMER not in kinds.coming(row):
        return
    with contextlib.suppress(ports.Gone):
        seen = reaching.system(row).fetch(Kind.CUSTOMER, record.customer)
        one = keep(row, seen) or _pending(row, seen)
        if one and isinstance(seen.record, Customer):
            take_one(row, one)


def _pending(row: Connection, seen: ports.Seen) -> Incoming | None:
    rows = Incoming.objects.filter(
        connection=row, kind=seen.kind, external_id=seen.external_id, state=InState.WAITING
    )
    return rows.exclude(body=None).order_by("-id").first()


def _apply(row: Connection, one: Incoming, record: Record) -> None:
    """Once: the row is locked, and the record, its link and the row change in one transaction."""
    kind = Kind(one.kind)
    with together():
        mine = Incoming.objects.select_for_update().get(pk=one.pk)
        if mine.state != InState.WAITING:
            return
        told = _told(row, mine)
        applied = _APPLY[kind](told, record)
        if told.our_id is None:
            actions.link_record(
                told.do(), connection_id=row.pk, kind=kind, our_id=applied.our_id,
                external_id=mine.external_id, url=mine.url,
            )  # fmt: skip
        if applied.changed:
            actions.take_record(
                told.do(), connection_id=row.pk, kind=kind, our_id=applied.our_id,
                exchange_id=mine.pk,
            )  # fmt: skip
        _no_echo(row, kind, applied.our_id)
        outcomes.replace_former(mine)
        now = clock.instant()
        if applied.then is None:
            verb = "apply" if applied.changed else "spare"
            outcomes.take(mine, verb, our_id=applied.our_id, done_at=now, missing=[], answer={})
        else:
            mine.our_id = applied.our_id
            mine.save(update_fields=["our_id"])
    if applied.then is not None:
        _then(row, mine, applied, record)
    if kind in (Kind.CUSTOMER, Kind.PRODUCT) and applied.changed:
        outcomes.wake_blocked(row.pk)


def _told(row: Connection, one: Incoming) -> Told:
    links = Link.objects.filter(connection=row, kind=one.kind, external_id=one.external_id)
    return Told(row, one, links.values_list("our_id", flat=True).first())


def _then(row: Connection, one: Incoming, applied: Applied, record: Record) -> None:
    """What the record means, now that it is written down; a repetition finds it done."""
    assert applied.then is not None
    applied.then()
    outcomes.take(
        one, "apply", our_id=applied.our_id, done_at=clock.instant(), missing=[], answer={}
    )
    if isinstance(record, Deal):
        deals.say(_told(row, one), record, applied.our_id, "")


def _no_echo(row: Connection, kind: Kind, our_id: UUID) -> None:
    """What came from there is not sent back: the link keeps what we would say now."""
    if kind not in (Kind.CUSTOMER, Kind.PRODUCT, Kind.PAYMENT):
        return
    record = saying.record(kind, our_id, row.entity_id, ports.describe(row.system).sort)
    if record is not None:
        Link.objects.filter(connection=row, kind=kind, our_id=our_id).update(
            digest=wire.digest(wire.dump(record)), seen_at=clock.instant()
        )


def _blocked(row: Connection, one: Incoming, error: DomainError) -> None:
    """It waits for somebody, here and in the system that told it."""
    one.refresh_from_db()
    lacking = error.missing if isinstance(error, Blocked) else []
    with transaction.atomic():
        answer = outcomes.told(error)
        outcomes.take(one, "block", missing=lacking, answer=answer, done_at=clock.instant())
        if one.kind == Kind.DEAL:
            record = wire.load(Kind.DEAL, one.body or {})
            our_id = one.our_id or uuid5(row.pk, one.external_id)
            assert isinstance(record, Deal)
            deals.say(_told(row, one), record, our_id, words.said_there(answer, lacking))


def since_of(row: Connection, kind: Kind) -> datetime | None:
    """How far a kind was read."""
    rows = Cursor.objects.filter(connection=row, kind=kind)
    return rows.values_list("since", flat=True).first()
