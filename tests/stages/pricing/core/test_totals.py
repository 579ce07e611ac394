"""Totals: header discounts land on the VAT rates, VAT is per rate on the summed base."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.stages.pricing.core.totals import (
    Charge,
    HeaderDiscount,
    HeaderDiscountTooLarge,
    Line,
    Recurring,
    VatRow,
    deal_totals,
    document_totals,
    net_from_gross_minor,
    vat_minor,
)

D = Decimal


def line(net_minor: int, rate: str = "20", category: str = "S", optional: bool = False) -> Line:
    return Line(net_minor, category, D(rate), optional=optional)


def percent(value: str) -> HeaderDiscount:
    return HeaderDiscount(percent=D(value))


# EN-VAT-01 (CEN ubl-tc434-example1.xml) and EN-VAT-02 (example2: half up is decisive)
def test_vat_is_computed_per_rate_on_the_summed_base() -> None:
    found = document_totals([line(18323, "6"), line(4000, "21"), line(637, "21")])
    assert [(r.base_minor, r.vat_minor) for r in found.vat] == [(4637, 974), (18323, 1099)]
    assert (found.net_minor, found.vat_minor, found.gross_minor) == (22960, 2073, 25033)
    found = document_totals([line(146050, "25"), line(100, "15"), line(-2500, "0", "E")])
    assert found.vat == (
        VatRow("S", D("25"), 146050, 36513),
        VatRow("S", D("15"), 100, 15),
        VatRow("E", D("0"), -2500, 0),
    )
    assert (found.vat_minor, found.gross_minor) == (36528, 180178)


# tax-discount-line-11 (odoo issue 46511): 3.92 per invoice, not 3.91 line by line
def test_vat_is_not_the_sum_of_rounded_line_vat() -> None:
    assert document_totals([line(3686, "8.5"), line(921, "8.5")]).vat_minor == 392


# tax-credit-note-12 (getlago credit_note_rounding_spec.rb)
def test_the_vat_of_a_credit_note_line() -> None:
    found = document_totals([line(72686)])
    assert (found.vat_minor, found.gross_minor) == (14537, 87223)


# RD-03 (odoo pull 248889): 4 and 5 × 2.8207 at 15 %, 100 % off
def test_rd_03_a_discount_of_everything_leaves_exactly_nothing() -> None:
    found = document_totals([line(1128, "15"), line(1410, "15")], [percent("100")])
    assert (found.nets_minor, found.net_minor, found.vat_minor, found.gross_minor) == (
        (0, 0),
        0,
        0,
        0,
    )


# RD-05 (odoo pull 240456): 69.99 with 20 % inside
def test_rd_05_the_line_subtotal_is_the_document_subtotal() -> None:
    net = net_from_gross_minor(6999, D(20))
    found = document_totals([line(net)])
    assert net == found.net_minor == 5833
    assert found.vat_minor == 1167


# PM-SYL-01 (Sylius cart_promotions_complex.feature): −20, then 5 % of what remains
def test_pm_syl_01_header_discounts_follow_one_another() -> None:
    found = document_totals([line(12500), line(3000)], [HeaderDiscount(None, 2000), percent("5")])
    assert (found.lines_minor, found.header_minor, found.net_minor) == (15500, 2675, 12825)


# coupon-order-01 (getlago applied_coupons_service_spec.rb), coupon-two-ten-percent-22 (flexprice)
@pytest.mark.parametrize(
    ("whole", "discounts", "net"),
    [
        (100, [HeaderDiscount(None, 10), percent("20")], 72),
        (100, [percent("15"), percent("20")], 68),
        (100, [HeaderDiscount(None, 10), HeaderDiscount(None, 20)], 70),
        (10000, [percent("10"), percent("10")], 8100),
    ],
)
def test_discounts_in_sequence(whole: int, discounts: list[HeaderDiscount], net: int) -> None:
    assert document_totals([line(whole)], discounts).net_minor == net


def test_a_header_discount_lands_on_the_rates_in_proportion() -> None:
    found = document_totals([line(10000), line(5000, "5.5"), line(1, "5.5")], [percent("10")])
    assert found.nets_minor == (9000, 4500, 1)
    assert [(r.rate, r.base_minor) for r in found.vat] == [(D("20"), 9000), (D("5.5"), 4501)]


def test_a_credit_line_takes_its_part_of_a_percentage_but_none_of_an_amount() -> None:
    lines = [line(10000), line(-1000)]
    assert document_totals(lines, [percent("10")]).nets_minor == (9000, -900)
    assert document_totals(lines, [HeaderDiscount(None, 900)]).nets_minor == (9100, -1000)


def test_optional_lines_keep_their_price_and_are_not_counted() -> None:
    found = document_totals([line(1000), line(500, "5.5", optional=True)], [percent("50")])
    assert (found.nets_minor, found.net_minor, len(found.vat)) == ((500, 500), 500, 1)


@pytest.mark.parametrize(
    "discount",
    [
        HeaderDiscount(None, 1001),
        HeaderDiscount(None, -1),
        percent("100.01"),
        percent("-1"),
    ],
)
def test_a_discount_larger_than_the_document_is_refused(discount: HeaderDiscount) -> None:
    with pytest.raises(HeaderDiscountTooLarge):
        document_totals([line(2000), line(-1000)], [discount])


def test_nothing_can_be_taken_off_a_credit_note() -> None:
    with pytest.raises(HeaderDiscountTooLarge):
        document_totals([line(-1000)], [HeaderDiscount(None, 1)])
    assert document_totals([], [percent("10")]).gross_minor == 0


lines = st.lists(
    st.builds(
        Line,
        st.integers(-(10**9), 10**9),
        st.just("S"),
        st.sampled_from([D("20"), D("10"), D("5.5"), D("2.1")]),
        optional=st.booleans(),
    ),
    min_size=1,
    max_size=30,
)


@given(lines, st.decimals(0, 100, places=3, allow_nan=False))
def test_no_cent_is_lost_between_lines_rates_and_total(shown: list[Line], off: Decimal) -> None:
    found = document_totals(shown, [HeaderDiscount(percent=off)])
    counted = [n for n, one in zip(found.nets_minor, shown, strict=True) if not one.optional]
    before = [one.net_minor for one in shown if not one.optional]
    assert sum(counted) == found.net_minor == sum(row.base_minor for row in found.vat)
    assert found.net_minor + found.vat_minor == found.gross_minor
    exact = sum(before) * Fraction(off) / 100
    assert abs(found.header_minor - exact) <= Fraction(1, 2)
    assert found.lines_minor - found.header_minor == found.net_minor
    for after, was in zip(counted, before, strict=True):
        assert 0 <= after <= was or was <= after <= 0
    for row in found.vat:
        assert row.vat_minor == vat_minor(row.base_minor, row.rate)


def test_a_deal_has_its_figures_by_kind_of_charge() -> None:
    deal = [
        Line(120000, "S", D(20), cost_minor=80000),
        Line(10000, "S", D(20), Charge.RECURRING, months=1, term_months=24, cost_minor=2500),
        Line(100000, "S", D(20), Charge.RECURRING, months=12, term_months=24),
        Line(5000, "S", D(20), Charge.RECURRING, months=3, term_months=12),
        Line(700, "S", D(20), Charge.USAGE, months=1, term_months=24, cost_minor=9),
        Line(99900, "S", D(20), optional=True),
    ]
    found = deal_totals(deal, [one.net_minor for one in deal])
    assert found.one_off_minor == 120000
    assert found.recurring == (Recurring(1, 10000), Recurring(3, 5000), Recurring(12, 100000))
    assert found.usage_estimate_minor == 16800
    assert found.tcv_minor == 120000 + 240000 + 200000 + 20000
    assert found.mrr_minor == 20000  # 10000 + 100000/12 + 5000/3 = 20000 exactly
    assert found.acv_minor == 240000
    assert found.cost_minor == 140000


def test_mrr_is_rounded_once_for_all_lines() -> None:
    third = Line(100, "S", D(20), Charge.RECURRING, months=3, term_months=12)
    assert deal_totals([third] * 3, [100] * 3).mrr_minor == 100
