"""Whatever happens, in whatever order: no cent is lost, and the ledger agrees."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comptoir.kernel.errors import NothingDue
from comptoir.stages.invoicing.models import InvoiceLine
from comptoir.stages.ordering.models import OrderLine
from comptoir.stages.recognizing import actions, queries
from comptoir.stages.recognizing.core.earned import Promise, Source, earned_minor, expected_minor
from comptoir.stages.recognizing.core.schedule import Pattern
from comptoir.stages.recognizing.models import Obligation, OrderTotal, Recognition

from . import slowly
from .deal import Deal, item, recognized, total

pytestmark = pytest.mark.django_db
QUICK = settings(
    max_examples=12, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
STEPS = st.sampled_from(["deliver", "return", "bill", "credit", "price"])
Late = list[tuple[str, UUID]]


class Line:
    """One order line, what happened to it, and the reactions that still wait."""

    def __init__(self, deal: Deal, ordered: int, net: int) -> None:
        (self.line,) = deal.order((ordered, net))
        self.deal, self.ordered, self.net = deal, ordered, net
        self.delivered = self.returned = self.invoiced = self.credited = self.billed = 0
        self.late: Late = []

    def share(self, quantity: int) -> int:
        return self.net * quantity // self.ordered

    def act(self, verb: str, wished: int) -> None:
        getattr(self, verb)(wished)

    def deliver(self, wished: int) -> None:
        if n := min(wished, self.ordered - self.delivered):
            self.delivered += n
            self.late.append(("delivery", self.deal.move((self.line, n))))

    def return_(self, wished: int) -> None:
        if n := min(wished, self.delivered - self.returned):
            self.returned += n
            self.late.append(("delivery", self.deal.move((self.line, n), back=True)))

    def bill(self, wished: int) -> None:
        before = self.invoiced - self.credited
        if n := min(wished, self.ordered - before):
            self.invoiced += n
            self._document("billing", n, self.share(before + n) - self.share(before), "invoice")

    def credit(self, wished: int) -> None:
        before = self.invoiced - self.credited
        if n := min(wished, before):
            self.credited += n
            net = self.billed * (before - n) // before - self.billed
            self._document("credit", -n, net, "credit", restores_quantity=True)

    def price(self, wished: int) -> None:
        if self.billed > wished:
            self._document("credit", -1, -wished, "credit")

    def _document(self, verb: str, n: int, net: int, kind: str, **more: bool) -> None:
        self.billed += net
        order_id = self.line.order_id if net % 2 else None  # of one order, or of the customer
        line = item(self.line, n, net, **more)
        self.late.append((verb, self.deal.bill(line, kind=kind, order_id=order_id)))

    def react(self, which: int) -> None:
        """One of the reactions that wait runs now."""
        verb, about = self.late.pop(which % len(self.late))
        field = "delivery_id" if verb == "delivery" else "invoice_id"
        with suppress(NothingDue):
            getattr(actions, f"recognize_{verb}")(self.deal.do(), **{field: about})

    def promise(self) -> Promise:
        q = Decimal
        return Promise(
            Pattern.ON_DELIVERY, Source.LINE, self.net, q(self.ordered), q(self.delivered),
            q(self.returned), q(self.invoiced), q(self.credited), self.billed,
        )  # fmt: skip


def agrees(deal: Deal) -> None:
    """The identity of the ledger: billed = recognized + deferred, from two sides."""
    found = queries.reconcile(deal.entity)
    assert found.agrees, found
    rows = sum(r.amount_minor for r in Recognition.objects.all())
    kept = sum(m.recognized_minor for m in OrderTotal.objects.all())
    assert rows == found.recognized_minor == kept
    assert queries.audit(deal.entity) == 0
    for on in (None, date(2026, 2, 14), date(2026, 5, 31)):
        assert queries.deferred(deal.entity, on) == slowly.deferred(deal.entity, on)
    (shown,) = queries.waterfall(deal.entity) or [None]
    assert slowly.waterfall(deal.entity) == (
        {(r.month, r.booked_minor, r.recognized_minor) for r in shown.rows} if shown else set()
    )


@QUICK
@given(
    ordered=st.integers(1, 12),
    net=st.integers(0, 10_000),
    steps=st.lists(st.tuples(STEPS, st.integers(1, 12), st.integers(0, 5)), max_size=9),
)
def test_any_order_of_documents_and_of_their_reactions_ends_the_same(
    deal: Deal, ordered: int, net: int, steps: list[tuple[str, int, int]]
) -> None:
    line = Line(deal, ordered, net)
    for verb, wished, late in steps:
        line.act("return_" if verb == "return" else verb, wished)
        if line.late and late < 3:  # the others wait
            line.react(late)
            agrees(deal)
    while line.late:
        line.react(len(steps))
    agrees(deal)
    assert recognized(line.line) == [earned_minor(line.promise())]
    assert total(line.line) == expected_minor(line.promise())
    settled = line.delivered == line.invoiced == ordered
    if settled and not line.returned and not line.credited:
        assert recognized(line.line) == [line.billed]


@QUICK
@given(
    total_minor=st.integers(-5_000, 50_000),
    start=st.dates(date(2026, 1, 1), date(2026, 6, 30)),
    days=st.integers(1, 200),
    runs=st.lists(st.integers(1, 11), min_size=1, max_size=6),
    credit=st.integers(0, 100),
)
def test_month_runs_in_any_order_or_repeated_give_the_same_rows(
    deal: Deal, total_minor: int, start: date, days: int, runs: list[int], credit: int
) -> None:
    end = date.fromordinal(start.toordinal() + days)
    mixed, straight = (deal.service(total_minor, start, end) for _ in range(2))
    actions.open_charge_obligations(deal.do())
    one, two = Obligation.objects.get(charge=mixed), Obligation.objects.get(charge=straight)
    for month in [*runs, 11]:
        with suppress(NothingDue):
            actions.recognize_month(deal.do(), month=date(2026, month, 1))
        agrees(deal)
    assert rows_of(one) == rows_of(two)
    assert sum(rows_of(one).values()) + future(one) == one.total_minor
    if total_minor > 0 and credit:
        billed = deal.bill({"kind": "recurring", "charge": mixed, "net_minor": total_minor})
        line = InvoiceLine.objects.get(invoice_id=billed)
        less = -total_minor * credit // 100
        fields = {"kind": "recurring", "charge": mixed, "credits": line, "net_minor": less}
        note = deal.bill(fields, kind="credit")
        with suppress(NothingDue):
            actions.recognize_credit(deal.do(), invoice_id=note)
        one.refresh_from_db()
        assert one.total_minor == total_minor + less
        done = sum(r.amount_minor for r in Recognition.objects.filter(obligation=one))
        assert done + future(one) == one.total_minor
        agrees(deal)


def rows_of(obligation: Obligation) -> dict[date, int]:
    rows = Recognition.objects.filter(obligation=obligation, cause="time")
    return dict(rows.values_list("month", "amount_minor"))


def future(obligation: Obligation) -> int:
    """What the schedule still holds, by the schedule alone."""
    return sum(
        month.amount_minor
        for month in queries.schedule(queries.obligation(obligation.id))
        if not month.posted
    )


@QUICK
@given(nets=st.lists(st.integers(1, 999), min_size=2, max_size=4))
def test_lines_of_one_delivery_do_not_share_cents(deal: Deal, nets: list[int]) -> None:
    lines: list[OrderLine] = deal.order(*((3, net) for net in nets))
    for _ in range(3):
        deal.deliver(*((line, 1) for line in lines))
    assert recognized(*lines) == nets
    agrees(deal)
