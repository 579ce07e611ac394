"""Reads of reminders: who is to be reminded today or why not, the plan, the letters, the pauses."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Max, Q, Sum

from comptoir.kernel.errors import NotFound
from comptoir.platform import clock, mailing
from comptoir.platform.paging import keyset
from comptoir.records.parties import queries as parties
from comptoir.stages.collecting import returns
from comptoir.stages.collecting.core.dunning import (
    STANDARD,
    Account,
    Claim,
    Level,
    Owed,
    Plan,
    Tone,
    Verdict,
    Why,
    decide,
    schedule,
)
from comptoir.stages.collecting.models import OpenItem, Payment
from comptoir.stages.collecting.queries import OpenItemFacts, items
from comptoir.stages.collecting.reminder_models import (
    Reminder,
    ReminderLine,
    ReminderPause,
    ReminderPlan,
)
from comptoir.stages.collecting.returns import ReturnFacts

Key = tuple[UUID, str]  # customer, currency


class UnknownReminder(NotFound):
    """There is no such reminder."""

    code = "unknown_reminder"


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """The plan in force. id None, version 0: the one every company begins with.

    automatic  the day's letters go by themselves; else when somebody says so
    """

    id: UUID | None
    version: int
    starts_on: date | None
    plan: Plan
    automatic: bool


@dataclass(frozen=True, slots=True)
class PauseFacts:
    """No letters over [starts_on, ends_on); invoice_id None: none at all to the customer."""

    id: UUID
    customer_id: UUID
    invoice_id: UUID | None
    reason: str
    note: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Standing:
    """A customer who is late, in one currency, and what is decided about it today.

    returns  invoice → a payment of it that came back, of which no letter told yet
    """

    customer: parties.CustomerFacts
    currency: str
    verdict: Verdict
    items: Mapping[UUID, OpenItemFacts]
    credits_minor: int
    last_on: date | None
    pauses: tuple[PauseFacts, ...]
    returns: Mapping[UUID, ReturnFacts] = field(default_factory=dict)

    @property
    def overdue_minor(self) -> int:
        return sum(self.item(c).open_minor for c in self.verdict.claims)

    def item(self, claim: Claim) -> OpenItemFacts:
        """The invoice that a claim is about."""
        return self.items[UUID(claim.id)]


@dataclass(frozen=True, slots=True)
class LineFacts:
    """An invoice as a letter named it."""

    invoice_id: UUID
    number: str
    due_on: date
    days_late: int
    open_minor: int
    level: int
    raised: bool
    interest_minor: int | None
    indemnity_minor: int


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """A letter as it was written. state: to_mail, mailed, not_delivered."""

    id: UUID
    entity_id: UUID
    customer_id: UUID
    on: date
    currency: str
    level: int
    tone: str
    language: str
    email: str
    subject: str
    body: str
    overdue_minor: int
    credits_minor: int
    net_minor: int
    interest_minor: int | None
    indemnity_minor: int
    by_hand: bool
    state: str
    lines: tuple[LineFacts, ...] = ()


def plan(entity_id: UUID, on: date) -> PlanFacts:
    """The plan in force on a day."""
    rows = ReminderPlan.objects.filter(entity_id=entity_id, starts_on__lte=on)
    row = rows.prefetch_related("levels").order_by("-version").first()
    if row is None:
        # Nobody's customers are written to because somebody imported open invoices.
        return PlanFacts(None, 0, None, STANDARD, clock.is_sandbox(entity_id))
    levels = sorted(row.levels.all(), key=lambda x: x.level)
    told = tuple(Level(x.days, Tone(x.tone)) for x in levels)
    own = Plan(told, row.gap_days, row.minimum_minor, row.returned_level)
    return PlanFacts(row.pk, row.version, row.starts_on, own, row.automatic)


def address(customer: parties.CustomerFacts) -> str:
    """Where reminders go: to the one who pays, else to the customer's own address; "" for nowhere."""
    payer = next((c.email for c in customer.contacts if "payer" in c.roles and c.email), "")
    return payer or customer.email


def standings(
    entity_id: UUID, on: date, *, customer_id: UUID | None = None, by_hand: bool = False
) -> list[Standing]:
    """Everyone who is late, by name, with the decision of the day."""
    back = returns.to_tell(entity_id, customer_id)
    owing = OpenItem.objects.filter(entity_id=entity_id, open_minor__gt=0)
    late = owing.filter(Q(due_on__lt=on) | Q(pk__in=back)) if back else owing.filter(due_on__lt=on)
    if customer_id:
        late = late.filter(customer_id=customer_id)
    owed: dict[Key, list[OpenItem]] = defaultdict(list)
    for row in late:
        owed[row.customer_id, row.currency].append(row)
    if not owed:
        return []
    plan_now, home = plan(entity_id, on).plan, parties.entity(entity_id).currency
    ids = {key[0] for key in owed}
    known = parties.customers(ids)
    free = _credits(ids)
    last = _last_letters(ids)
    written = _levels_written({row.pk for rows in owed.values() for row in rows})
    pauses = pauses_of(ids, on)
    facts = items(row.pk for rows in owed.values() for row in rows)
    found = []
    for key, rows in owed.items():
        customer, currency = known[key[0]], key[1]
        own = tuple(p for p in pauses if p.customer_id == customer.id)
        account = Account(
            tuple(_owed(row, written, own, back) for row in rows), free[key], last.get(key),
            _until(p for p in own if p.invoice_id is None), bool(address(customer)),
        )  # fmt: skip
        plan_here = plan_now if currency == home else _without_minimum(plan_now)
        found.append(
            Standing(
                customer, currency, decide(account, plan_here, on, by_hand),
                {row.pk: facts[row.pk] for row in rows}, free[key], last.get(key), own,
                {row.pk: back[row.pk] for row in rows if row.pk in back},
            )
        )  # fmt: skip
    return sorted(found, key=lambda s: (s.customer.name.casefold(), s.customer.id, s.currency))


def due(entity_id: UUID, on: date) -> list[Standing]:
    """Who is to be reminded today."""
    return [s for s in standings(entity_id, on) if s.verdict.why is Why.DUE]


def _without_minimum(of: Plan) -> Plan:
    """The minimum is in the company's currency; in another there is none."""
    return Plan(of.levels, of.gap_days, 0, of.returned_level)


def _owed(
    row: OpenItem, written: Mapping[UUID, int], pauses: Iterable[PauseFacts], back: Collection[UUID]
) -> Owed:
    until = _until(p for p in pauses if p.invoice_id == row.pk)
    level = written.get(row.pk, 0)
    return Owed(str(row.pk), row.due_on, row.open_minor, level, until, row.pk in back)


def _until(pauses: Iterable[PauseFacts]) -> date | None:
    return max((p.ends_on for p in pauses), default=None)


def _credits(ids: Collection[UUID]) -> Counter[Key]:
    """Open credit notes and money that no invoice has consumed, above zero."""
    free: Counter[Key] = Counter()
    notes = OpenItem.objects.filter(customer_id__in=ids, open_minor__lt=0)
    for c, currency, minor in notes.values_list("customer_id", "currency").annotate(
        Sum("open_minor")
    ):
        free[c, currency] -= int(minor)
    money = Payment.objects.filter(customer_id__in=ids, unapplied_minor__gt=0)
    sums = money.values_list("customer_id", "currency").annotate(Sum("unapplied_minor"))
    for c, currency, minor in sums:
        free[c, currency] += int(minor)
    return free


def _last_letters(ids: Collection[UUID]) -> dict[Key, date]:
    rows = Reminder.objects.filter(customer_id__in=ids).values_list("customer_id", "currency")
    return {(c, currency): on for c, currency, on in rows.annotate(Max("on"))}


def _levels_written(ids: Collection[UUID]) -> dict[UUID, int]:
    rows = ReminderLine.objects.filter(item_id__in=ids, raised=True).values_list("item_id")
    return dict(rows.annotate(Max("level")))


def pauses_of(customer_ids: Collection[UUID], on: date) -> list[PauseFacts]:
    """What is paused on a day, the longest first."""
    rows = ReminderPause.objects.filter(
        customer_id__in=customer_ids, starts_on__lte=on, ends_on__gt=on
    )
    return [_pause(r) for r in rows.order_by("-ends_on", "id")]


def pauses_page(
    entity_id: UUID, on: date, *, customer_id: UUID | None = None, cursor: str | None = None,
    limit: int = 50,
) -> tuple[list[PauseFacts], str | None]:  # fmt: skip
    """The pauses that run on a day, the first to end first."""
    rows = ReminderPause.objects.filter(entity_id=entity_id, starts_on__lte=on, ends_on__gt=on)
    if customer_id:
        rows = rows.filter(customer_id=customer_id)
    page, following = keyset(rows, ("ends_on", "id"), cursor, limit)
    return [_pause(r) for r in page], following


def pause(entity_id: UUID, pause_id: UUID) -> PauseFacts:
    """One pause, running or over."""
    row = ReminderPause.objects.filter(pk=pause_id, entity_id=entity_id).first()
    if row is None:
        raise UnknownReminder(field="pause_id", found=str(pause_id))
    return _pause(row)


def _pause(r: ReminderPause) -> PauseFacts:
    return PauseFacts(r.pk, r.customer_id, r.item_id, r.reason, r.note, r.starts_on, r.ends_on)


def letters_page(
    entity_id: UUID, *, customer_id: UUID | None = None, since: date | None = None,
    until: date | None = None, cursor: str | None = None, limit: int = 50,
) -> tuple[list[LetterFacts], str | None]:  # fmt: skip
    """Letters, the newest first. since, until: the day of the letter, both included."""
    wanted = {"customer_id": customer_id, "on__gte": since, "on__lte": until}
    rows = Reminder.objects.filter(entity_id=entity_id, **{k: v for k, v in wanted.items() if v})
    page, following = keyset(rows.prefetch_related("lines__item"), ("-on", "-id"), cursor, limit)
    return [_letter(row) for row in page], following


def letter(entity_id: UUID, reminder_id: UUID) -> LetterFacts:
    """One letter with its lines."""
    rows = Reminder.objects.filter(pk=reminder_id, entity_id=entity_id)
    row = rows.prefetch_related("lines__item").first()
    if row is None:
        raise UnknownReminder(field="reminder_id", found=str(reminder_id))
    return _letter(row)


def letters_about(invoice_id: UUID) -> list[LetterFacts]:
    """The letters that named an invoice, the newest first."""
    rows = Reminder.objects.filter(lines__item=invoice_id).prefetch_related("lines__item")
    return [_letter(row) for row in rows.order_by("-on", "-id")]


def to_mail(limit: int, reminder_id: UUID | None = None) -> list[LetterFacts]:
    """Letters to be mailed now, of all companies, the oldest first. reminder_id: only this one"""
    rows = Reminder.objects.filter(mailing.due(), failed=False)
    rows = rows.filter(pk=reminder_id) if reminder_id else rows
    return [_letter(row, lines=False) for row in rows.order_by("id")[:limit]]


@dataclass(frozen=True, slots=True)
class LevelFacts:
    """A level of an invoice's schedule: from which day it is due while unpaid, and when it was written."""

    level: int
    tone: Tone
    on: date
    written_on: date | None


def schedule_of(item: OpenItemFacts, entity_id: UUID, on: date) -> list[LevelFacts]:
    """The reminders of an invoice, written or to come while it is unpaid, by the plan of a day."""
    now = plan(entity_id, on).plan
    rows = ReminderLine.objects.filter(item_id=item.invoice_id, raised=True)
    written = dict(rows.values_list("level", "reminder__on"))
    days = enumerate(zip(schedule(item.due_on, now), now.levels, strict=True), start=1)
    return [LevelFacts(n, level.tone, day, written.get(n)) for n, (day, level) in days]


def next_levels(item: OpenItemFacts, entity_id: UUID, on: date) -> list[tuple[date, Tone]]:
    """The days on which an unpaid invoice reaches the levels that are not written yet."""
    if item.open_minor <= 0:
        return []
    now = plan(entity_id, on).plan
    written = _levels_written({item.invoice_id}).get(item.invoice_id, 0)
    days = zip(schedule(item.due_on, now), now.levels, strict=True)
    return [(day, level.tone) for day, level in days][written:]


def upcoming(entity_id: UUID, on: date, limit: int = 10) -> list[OpenItemFacts]:
    """What falls due next."""
    rows = OpenItem.objects.filter(entity_id=entity_id, open_minor__gt=0, due_on__gte=on)
    found = items(rows.order_by("due_on", "number").values_list("pk", flat=True)[:limit])
    return sorted(found.values(), key=lambda i: (i.due_on, i.number))


_OWN = tuple(
    n for n in LetterFacts.__dataclass_fields__ if n not in ("state", "lines")
)  # as the row has them


def _letter(row: Reminder, lines: bool = True) -> LetterFacts:
    told: tuple[LineFacts, ...] = ()
    if lines:
        told = tuple(_line(x) for x in sorted(row.lines.all(), key=lambda x: (x.due_on, x.pk)))
    state = "not_delivered" if row.failed else "mailed" if row.mailed_at else "to_mail"
    values: dict[str, Any] = {n: getattr(row, n) for n in _OWN}
    return LetterFacts(**values, state=state, lines=told)


def _line(x: ReminderLine) -> LineFacts:
    return LineFacts(
        x.item_id, x.item.number, x.due_on, x.days_late, x.open_minor, x.level, x.raised,
        x.interest_minor, x.indemnity_minor,
    )  # fmt: skip
