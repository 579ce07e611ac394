"""Out: what we heard becomes messages, and each message is sent until it is known there.

Nothing here runs inside an action of somebody: the trigger of the log queues a job, and the job comes here.
A message is claimed, sent, and its answer written down, each in its own short transaction; while the other
system is asked, none is open.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from comptoir.integrating import actions, kinds, outcomes, ports, reaching, saying, writing
from comptoir.integrating.core import natural, wire
from comptoir.integrating.core.messages import LEASE, ConnectionState, OutState
from comptoir.integrating.core.objects import (
    Customer,
    Document,
    Kind,
    Payment,
    Product,
    Record,
    Sort,
)
from comptoir.integrating.models import Connection, Heard, Link, Outgoing
from comptoir.kernel.errors import DomainError, NotFound
from comptoir.kernel.events import load
from comptoir.platform import clock, sql
from comptoir.platform.actions import begin, together
from comptoir.platform.models import EventRow
from comptoir.platform.roles import SYSTEM

log = logging.getLogger("comptoir.integrating")
CHUNK = 500  # events read at once
MOST_SECONDS = 25  # of one job; the next one goes on
REST = timedelta(minutes=1)  # of a connection whose system does not answer
_CLAIM = """
UPDATE integrating_outgoing SET state = %(sending)s, claimed_at = %(now)s, attempts = attempts + 1
WHERE id = (
    SELECT o.id FROM integrating_outgoing o
    WHERE o.connection_id = %(connection)s
      AND (o.state = 'waiting' AND o.next_at <= %(now)s OR o.state = 'sending' AND o.claimed_at < %(dead)s)
      AND NOT EXISTS (
        SELECT 1 FROM integrating_outgoing e
        WHERE e.connection_id = o.connection_id AND e.kind = o.kind AND e.our_id = o.our_id
          AND e.id < o.id AND e.state IN ('waiting', 'sending'))
    ORDER BY o.id LIMIT 1 FOR UPDATE SKIP LOCKED
) RETURNING id
"""


class NotThereYet(NotFound):
    """What this record names is not in the other system yet; it is sent when that is there."""

    code = "not_there_yet"


class LinkedToAnother(DomainError):
    """The other system keeps this under our key, but it is linked to another record here."""

    code = "linked_to_another"


def tell(connection_id: UUID) -> int:
    """Write down what was heard and send what is due; returns how many messages were answered."""
    begun, sent = clock.instant(), 0
    while hear(connection_id):
        continue
    while clock.instant() - begun < timedelta(seconds=MOST_SECONDS):
        row = Connection.objects.get(pk=connection_id)
        one = _claimed(row) if row.state == ConnectionState.ON else None
        if one is None:
            break
        sent += 1
        if not _send(row, one):
            break
    return sent


def hear(connection_id: UUID) -> int:
    """Messages about the next events that were heard; returns how many events that were."""
    with transaction.atomic():
        row = Connection.objects.get(pk=connection_id)
        heard = Heard.objects.select_for_update(skip_locked=True).filter(connection=row)
        seqs = list(heard.order_by("seq").values_list("seq", flat=True)[:CHUNK])
        out, sort = kinds.going(row), ports.describe(row.system).sort if seqs else Sort.CRM
        said: set[saying.About] = set()
        for told in EventRow.objects.filter(seq__in=seqs).order_by("seq"):
            for one in saying.about(load(told.name, told.facts), out):
                if one not in said:
                    said.add(one)
                    _captured(row, one, told, sort)
        Heard.objects.filter(connection=row, seq__in=seqs).delete()
        if said:
            outcomes.wake_blocked(row.pk)
    return len(seqs)


def _captured(row: Connection, one: saying.About, told: EventRow, sort: Sort) -> None:
    """One record that cannot be read must not hold up the others."""
    try:
        with transaction.atomic():
            writing.write(row, one, seq=told.seq, at=told.at, sort=sort)
    except Exception:
        log.exception("%s %s could not be captured for %s", *one, row.name)


def _claimed(row: Connection) -> Outgoing | None:
    """The oldest message that is due and not behind another one about the same record."""
    now = clock.instant()
    facts = {
        "sending": OutState.SENDING, "now": now, "dead": now - LEASE, "connection": row.pk,
    }  # fmt: skip
    found = sql.one(_CLAIM, facts)
    return Outgoing.objects.get(pk=found[0]) if found else None


def _send(row: Connection, one: Outgoing) -> bool:
    """Send one message and write down what came of it; False: the connection rests now."""
    try:
        written = _push(row, one)
    except ports.Throttled as error:
        outcomes.rest(row, one, error, clock.in_seconds(error.seconds))
    except (ports.Denied, reaching.SealBroken) as error:
        outcomes.rest(row, one, error, clock.instant())
        reaching.pause(row, error)
    except (ports.Unreachable, ports.Unsure) as error:
        outcomes.postpone(one, error)
        outcomes.rest_all(row, clock.instant() + REST)
    except NotThereYet as error:
        outcomes.postpone(one, error, waits_for=str(error.facts["waits"]))
        return True
    except DomainError as error:  # not taken, gone, linked to another
        outcomes.refuse(row, one, error)
        return True
    except Exception:
        log.exception("%s %s could not be sent to %s", one.kind, one.about, row.name)
        outcomes.postpone(one, outcomes.Broke())
        return True
    else:
        _sent(row, one, written)
        return True
    return False


def _push(row: Connection, one: Outgoing) -> ports.Written:
    """Ask first whether our key is there already, where no link says so; then write."""
    reaching.ready(row)
    system, kind = reaching.system(row), Kind(one.kind)
    record = _theirs(row, wire.load(kind, one.body))
    link = writing.linked(row, kind, one.our_id)
    key = kinds.key(kind, one.our_id)
    external_id = one.external_id or (link.external_id if link else None)
    if external_id is None:
        seen = system.find(kind, key, _number(record, system.sort), natural.keys(record))
        external_id = seen.external_id if seen else None
    if external_id and _taken(row, kind, external_id, one.our_id):
        raise LinkedToAnother(found=external_id)
    return system.push(record, key=key, external_id=external_id)


def _number(record: Record, sort: Sort) -> str:
    """What identifies a record beside our key: of a shop's customer the e-mail address."""
    if isinstance(record, Customer):
        return record.email if sort == Sort.SHOP else record.number
    if isinstance(record, Document | Payment):
        return record.number
    return record.sku if isinstance(record, Product) else ""


def _taken(row: Connection, kind: Kind, external_id: str, our_id: UUID) -> bool:
    others = Link.objects.filter(connection=row, kind=kind, external_id=external_id)
    return kind != Kind.DEAL and others.exclude(our_id=our_id).exists()


def _theirs(row: Connection, record: Record) -> Record:
    """The record with the other system's ids of what it names."""
    if isinstance(record, Document):
        about = _there(row, record.about, needed=False) if record.about else ""
        return replace(record, customer=_there(row, record.customer), about=about)
    if isinstance(record, Payment):
        for invoice_id in saying.settled(
            row.entity_id, record
        ):  # else it would settle nothing there
            _there(row, f"{Kind.INVOICE}:{invoice_id}", needed=False)
        return replace(record, customer=_there(row, record.customer))
    return record


def _there(row: Connection, text: str, *, needed: bool = True) -> str:
    link = writing.linked(row, *writing.read(text))
    if link is None and (needed or writing.read(text)[0] in kinds.going(row)):
        raise NotThereYet(waits=text)
    return link.external_id if link else ""


def _sent(row: Connection, one: Outgoing, written: ports.Written) -> None:
    """It is there: remember where, let go what waited for it, and what failed before it."""
    kind, now = Kind(one.kind), clock.instant()
    with together():
        link = None if one.external_id else writing.linked(row, kind, one.our_id)
        if link is None and not one.external_id:
            actions.link_record(
                begin(SYSTEM, row.entity_id), connection_id=row.pk, kind=kind, our_id=one.our_id,
                external_id=written.external_id, url=written.url, digest=one.digest,
            )  # fmt: skip
        elif link:
            link.digest, link.seen_at, link.url = one.digest, now, written.url or link.url
            link.external_id = written.external_id
            link.save(update_fields=["digest", "seen_at", "url", "external_id"])
        outcomes.done(one, now)


def send_everything(
    connection_id: UUID, everything: Iterable[tuple[Kind, list[UUID]]]
) -> Iterable[int]:
    """Messages about all records of the kinds that go out; yields how many were looked at."""
    row = Connection.objects.get(pk=connection_id)
    sort, seen = ports.describe(row.system).sort, 0
    for kind, ids in everything:
        for our_id in ids:
            with transaction.atomic():
                writing.write(row, (kind, our_id), seq=0, at=clock.instant(), sort=sort)
            seen += 1
            yield seen
