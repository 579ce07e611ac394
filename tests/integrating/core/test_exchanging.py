"""Pure decisions about exchanges: what is the same, when to try again, who is who, what is missing."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal as D
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.integrating.core import wire
from comptoir.integrating.core.gate import Buyer, missing
from comptoir.integrating.core.matching import Known, match_customer
from comptoir.integrating.core.messages import (
    CONNECTION_MOVES,
    IN_MOVES,
    OUT_MOVES,
    WAITS,
    InState,
    OutState,
    Way,
    able,
    next_try,
    usual,
)
from comptoir.integrating.core.objects import (
    Address,
    Customer,
    Deal,
    Document,
    Kind,
    Line,
    Payment,
    Product,
    Settled,
    Sort,
)
from comptoir.integrating.core.stages import verbs_to
from comptoir.kernel.money import Money

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
ONE, TWO = UUID(int=1), UUID(int=2)
text = st.text(max_size=12)
money = st.builds(Money, st.integers(-(10**12), 10**12), st.sampled_from(["EUR", "JPY", "KWD"]))
days = st.dates(date(1990, 1, 1), date(2100, 1, 1))
decimals = st.decimals(-(10**6), 10**6, places=4, allow_nan=False)
lines = st.lists(
    st.builds(Line, text, decimals, text, st.none() | decimals, decimals, st.none() | money),
    max_size=3,
).map(tuple)
addresses = st.none() | st.builds(Address, text, text, text, text)
RECORDS = {
    Kind.CUSTOMER: st.builds(Customer, text, person=st.booleans(), billing=addresses, shipping=addresses),
    Kind.PRODUCT: st.builds(Product, text, text, price=st.none() | decimals, active=st.booleans()),
    Kind.DEAL: st.builds(
        Deal, text, text, money, st.integers(0, 100), text, won=st.booleans(), lost=st.booleans(),
        closes_on=st.none() | days, lines=lines,
    ),
    Kind.INVOICE: st.builds(
        Document, st.just(Kind.INVOICE), text, text, text, days, money, money, lines,
        due_on=st.none() | days, open=st.none() | money,
    ),
    Kind.PAYMENT: st.builds(
        Payment, text, text, money, days,
        settles=st.lists(st.builds(Settled, text, money), max_size=2).map(tuple),
    ),
}  # fmt: skip


@given(st.data(), st.sampled_from(sorted(RECORDS)))
def test_a_record_comes_back_from_its_json_as_it_was(data, kind):
    record = data.draw(RECORDS[kind])
    body = wire.dump(record)
    assert wire.load(kind, body) == record
    assert wire.digest(wire.dump(wire.load(kind, body))) == wire.digest(body)


def test_the_digest_is_of_the_content_and_not_of_the_order_or_the_zeros():
    assert wire.digest({"a": 1, "b": 2}) == wire.digest({"b": 2, "a": 1})
    assert wire.digest({"a": 1}) != wire.digest({"a": 2})
    one, other = (wire.dump(Line("A", D(text))) for text in ("2", "2.000"))  # type: ignore[type-var]
    assert one == other


@given(st.integers(1, 20))
def test_a_message_is_tried_seven_times(attempts):
    at = next_try(attempts, NOW)
    if attempts <= 6:
        assert at == NOW + timedelta(minutes=WAITS[attempts - 1])
    else:
        assert at is None


def test_what_is_sent_applied_or_replaced_is_over():
    assert not {s for _, s in OUT_MOVES} & {OutState.SENT, OutState.SAME, OutState.REPLACED}
    assert not {s for _, s in IN_MOVES} & {InState.APPLIED, InState.SAME, InState.REPLACED}
    assert {s for _, s in CONNECTION_MOVES} == set(CONNECTION_MOVES.values())


@pytest.mark.parametrize(
    ("pulls", "pushes", "ways"),
    [
        (True, True, [Way.OFF, Way.IN, Way.OUT, Way.BOTH]),
        (True, False, [Way.OFF, Way.IN]),
        (False, True, [Way.OFF, Way.OUT]),
        (False, False, [Way.OFF]),
    ],
)
def test_a_kind_goes_only_where_the_system_can(pulls, pushes, ways):
    assert list(able(pulls, pushes)) == ways
    for sort in Sort:
        for kind in Kind:
            assert usual(sort, kind, able(pulls, pushes)) in ways


def test_a_new_connection_begins_with_what_is_usual():
    every = able(True, True)
    assert usual(Sort.CRM, Kind.CUSTOMER, every) == Way.BOTH
    assert usual(Sort.CRM, Kind.CUSTOMER, able(True, False)) == Way.IN
    assert usual(Sort.SHOP, Kind.CUSTOMER, able(False, True)) == Way.OFF
    assert usual(Sort.ERP, Kind.PAYMENT, able(False, True)) == Way.OUT
    assert usual(Sort.CRM, Kind.PAYMENT, every) == Way.OFF
    assert [(w.comes, w.goes) for w in Way] == [(0, 0), (1, 0), (0, 1), (1, 1)]


def known(n, number="", vat="", siren=""):
    return Known(UUID(int=n), number, vat, siren)


def test_a_customer_is_recognized_by_what_identifies_it_and_never_by_its_name():
    ours = [known(1, "C-2026-0001", "FR44732829320", "732829320"), known(2, "C-2026-0002")]
    assert match_customer(Customer("Same name"), ours).id is None
    found = match_customer(Customer("X", vat_number="FR 44 732 829 320"), ours)
    assert (found.id, found.by) == (ONE, "vat_number")
    assert match_customer(Customer("X", registration="732 829 320"), ours).by == "registration"
    assert match_customer(Customer("X", number="C-2026-0002"), ours).id == TWO
    assert match_customer(Customer("X", number="C-2026-0009"), ours).id is None


def test_two_that_fit_are_nobody():
    twins = [known(1, "C-1", siren="732829320"), known(2, "C-2", siren="732829320")]
    found = match_customer(Customer("X", registration="732829320"), twins)
    assert (found.id, found.several) == (None, ("C-1", "C-2"))
    apart = [known(1, "C-1", vat="FR44732829320"), known(2, "C-2", siren="552100554")]
    there = Customer("X", vat_number="FR44732829320", registration="552100554")
    assert match_customer(there, apart).several == ("C-1", "C-2")


@given(
    st.lists(
        st.builds(
            known, st.integers(1, 5), st.sampled_from(["", "A", "B"]), st.sampled_from(["", "V"])
        )
    )
)
def test_who_is_found_bears_one_of_the_numbers(ours):
    there = Customer("X", number="A", vat_number="V")
    found = match_customer(there, ours)
    bears = {k.id for k in ours if k.number == "A" or k.vat_number == "V"}
    assert found.id is None or found.id in bears
    assert bool(found.id or found.several) == bool(bears)


DEAL = Deal(
    "Pumps", "c1", Money(1, "EUR"), 100, "won", won=True, lines=(Line("A", D(1)), Line("B", D(1)))
)
BUYER = Buyer("Chabert", "FR", False, "", True)


def test_int_01_the_gate_names_what_is_missing_in_the_order_of_work():
    nobody = Buyer(" ", "DE", False, "", False)
    bare = Deal("Pumps", "c1", Money(1, ""), 100, "won", won=True)
    assert missing(bare, nobody, [], "FR", quoted=False) == [
        "customer.name", "customer.billing_address", "customer.vat_number", "currency", "lines",
    ]  # fmt: skip
    assert missing(DEAL, BUYER, ["A", "B"], "FR", quoted=False) == []
    assert missing(DEAL, BUYER, ["A"], "FR", quoted=False) == ["lines.sku:B"]
    assert missing(DEAL, BUYER, [], "FR", quoted=True) == []


@pytest.mark.parametrize(
    ("country", "person", "vat", "wanted"),
    [
        ("FR", False, "", False),  # at home
        ("DE", False, "", True),
        ("DE", False, "DE136695976", False),
        ("DE", True, "", False),  # a consumer
        ("CH", False, "", False),  # outside the Union
    ],
)
def test_a_business_elsewhere_in_the_union_needs_its_vat_number(country, person, vat, wanted):
    buyer = Buyer("X", country, person, vat, True)
    found = missing(DEAL, buyer, ["A", "B"], "FR", quoted=False)
    assert found == (["customer.vat_number"] if wanted else [])


@pytest.mark.parametrize(
    ("probability", "stage", "verb"),
    [
        (10, "qualify", ""), (40, "qualify", "propose"), (74, "propose", ""), (75, "propose", "negotiate"),
        (20, "negotiate", "qualify"), (90, "won", ""), (10, "lost", ""),
    ],
)  # fmt: skip
def test_an_opportunity_stands_where_the_probability_says(probability, stage, verb):
    deal = Deal("Pumps", "c1", Money(1, "EUR"), probability, "any")
    assert verbs_to(deal, stage) == verb
