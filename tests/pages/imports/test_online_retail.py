"""The public set, whole: every announced control total, to the cent."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from comptoir.pages.imports.core.control import ONLINE_RETAIL, compare
from comptoir.pages.imports.core.documents import Notice
from comptoir.pages.imports.core.rules import COUNTRIES, Kind, Rule
from comptoir.pages.imports.online_retail import check, survey


@pytest.mark.slow
def test_the_real_year_meets_every_control_total(data_dir: Path) -> None:
    source = survey(data_dir / "online-retail.csv.xz")
    report = check(source)
    totals = report.totals
    assert [c for c in compare(totals, ONLINE_RETAIL) if not c.is_met] == []
    assert totals.balances()
    assert totals.documents == Counter(
        {Kind.INVOICE: 19_963, Kind.CREDIT_NOTE: 3_836, Kind.STOCK: 2_098, Kind.ADJUSTMENT: 3}
    )
    assert totals.booked_minor == Counter(
        {Kind.INVOICE: 1_065_562_248, Kind.CREDIT_NOTE: -89_681_249, Kind.ADJUSTMENT: -1_106_206}
    )
    assert {
        (str(r), str(k)): (n, totals.rule_minor[r, k]) for (r, k), n in totals.rule_lines.items()
    } == RULES
    assert report.notices == Counter(
        {Notice.REPEATED_LINE: 1_933, Notice.TWO_TIMES: 43, Notice.SCATTERED: 1}
    )
    assert (report.first_at, report.last_at) == (
        datetime(2010, 12, 1, 8, 26, tzinfo=UTC),
        datetime(2011, 12, 9, 12, 50, tzinfo=UTC),
    )
    assert report.largest == (1_114, "573585")
    customers, products = report.customers(), report.products()
    assert Counter(c.is_walk_in for c in customers) == {False: 4_372, True: 9}
    assert sum(len(c.countries) > 1 for c in customers) == 8
    assert {name for c in customers for name in c.countries} == set(COUNTRIES)
    assert Counter(p.is_goods for p in products) == {True: 3_943, False: 15}
    assert len(report.examples[Rule.BAD_DEBT]) == 3


RULES = {
    ("sale", "invoice"): (527_758, 1_027_143_306),
    ("carriage", "invoice"): (1_973, 29_140_165),
    ("manual", "invoice"): (322, 7_811_282),
    ("sample", "invoice"): (2, 6_305),
    ("fee", "invoice"): (13, 1_392_609),
    ("voucher", "invoice"): (31, 68_581),
    ("free_goods", "invoice"): (407, 0),
    ("below_half_penny", "invoice"): (4, 0),
    ("return", "credit_note"): (8_704, -47_872_418),
    ("carriage", "credit_note"): (129, -1_193_953),
    ("manual", "credit_note"): (244, -14_678_446),
    ("discount", "credit_note"): (77, -569_622),
    ("sample", "credit_note"): (61, -311_244),
    ("fee", "credit_note"): (73, -25_055_566),
    ("bad_debt", "adjustment"): (3, -1_106_206),
    ("stock_in", "stock"): (772, 0),
    ("stock_out", "stock"): (1_336, 0),
}
