"""What a person or a program asks of a connection now: who are you, what is new, send everything."""

from __future__ import annotations

from uuid import UUID

from comptoir.integrating import everything, jobs, queries, reaching
from comptoir.integrating.applying import deals
from comptoir.integrating.applying.blocked import Told
from comptoir.integrating.core import wire
from comptoir.integrating.core.objects import Deal, Kind
from comptoir.integrating.models import Connection, Incoming
from comptoir.kernel.errors import NotFound, Refused
from comptoir.platform.actions import Do
from comptoir.platform.models import Progress
from comptoir.platform.progress import start
from comptoir.stages.prospecting import queries as prospecting


class NoDeal(NotFound):
    """No CRM has told a deal with products for this opportunity."""

    code = "no_deal"


class QuotedAlready(Refused):
    """This deal has a quote already."""

    code = "quoted_already"


WORK = "integrating.everything"


def check(connection_id: UUID, entity_id: UUID) -> str:
    """Who answers there; raises what is wrong."""
    known = queries.connection(connection_id, entity_id)
    return reaching.check(Connection.objects.get(pk=known.id))


def pull(connection_id: UUID, entity_id: UUID) -> None:
    """Read what changed there, as soon as a worker is free."""
    jobs.queue("pull", queries.connection(connection_id, entity_id).id)


def wake(connection_id: UUID, *, incoming: bool) -> None:
    """What is due again is done as soon as a worker is free."""
    jobs.queue("take" if incoming else "tell", connection_id)


def started(do: Do, connection_id: UUID) -> UUID | None:
    """Begin to send everything, as `ask_everything` put on record; the progress that shows it, None on a dry
    run. What a repeated key asked for before is not begun again."""
    if do.dry_run:
        return None
    row = Connection.objects.get(pk=connection_id)
    before = Progress.objects.filter(kind=WORK, label=row.name, entity_id=row.entity_id)
    if not do.recorded:
        return before.order_by("-created_at").values_list("pk", flat=True).first()
    made = start(
        WORK, row.name, actor=do.actor.name, entity_id=row.entity_id, total=everything.count(row)
    )
    jobs.queue("everything", row.pk, progress_id=str(made))
    return made


def quote_deal(do: Do, opportunity_id: UUID) -> UUID:
    """Draft a quote of what the deal of an opportunity sells, as the CRM last told it."""
    prospecting.opportunity(opportunity_id, do.entity_id)
    last = _last_told(opportunity_id)
    there = wire.load(Kind.DEAL, last.body or {}) if last else None
    if last is None or not isinstance(there, Deal) or not there.lines:
        raise NoDeal(field="opportunity_id", found=str(opportunity_id))
    quote_id = deals.quote(Told(last.connection, last, opportunity_id, do), opportunity_id, there)
    if quote_id is None:
        raise QuotedAlready(field="opportunity_id", found=there.title)
    return quote_id


def quotable(opportunity_id: UUID) -> bool:
    """Whether a deal with products was told, of which there is no quote yet."""
    last = _last_told(opportunity_id)
    told = bool(last and (last.body or {}).get("lines"))
    return told and not deals.quoted(opportunity_id)


def _last_told(opportunity_id: UUID) -> Incoming | None:
    rows = Incoming.objects.filter(kind=Kind.DEAL, our_id=opportunity_id).exclude(body=None)
    return rows.select_related("connection").order_by("-id").first()
