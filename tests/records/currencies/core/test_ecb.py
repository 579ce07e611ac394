"""The ECB's file is read as it is published, and refused whole for one line that cannot be read."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from comptoir.kernel.errors import Invalid
from comptoir.records.currencies.core.ecb import MOST_BYTES, BadRatesLine, NotARatesFile, read

# The form is the ECB's; the figures are examples, not rates of these days.
FILE = """Date,USD,JPY,CYP,
2026-01-02,1.1,160.25,N/A,
2025-12-31,1.125,161,0.58,
"""


def test_each_figure_is_one_rate_and_what_is_missing_is_none():
    found = read(b"\xef\xbb\xbf" + FILE.replace("\n", "\r\n").encode())
    told = [(r.day, r.source, r.target, r.rate, r.origin) for r in found]
    assert told[:2] == [
        (date(2026, 1, 2), "EUR", "USD", Decimal("1.1"), "ECB"),
        (date(2026, 1, 2), "EUR", "JPY", Decimal("160.25"), "ECB"),
    ]
    assert [r.target for r in found[2:]] == ["USD", "JPY", "CYP"]


@pytest.mark.parametrize(
    ("content", "refusal", "field"),
    [
        (b"", NotARatesFile, "file"),
        (b"PK\x03\x04 zip", NotARatesFile, "file"),
        (b"\xff\xfe\xfd", NotARatesFile, "file"),
        (b"Date,USD\n2026-01-02,1\x00", NotARatesFile, "file"),
        (b"x" * (MOST_BYTES + 1), NotARatesFile, "file"),
        (b"x" * 200_000, NotARatesFile, "file"),
        (b"Day;USD\n", NotARatesFile, "file"),
        (b"Date\n", NotARatesFile, "file"),
        (b"Date,USD,USD\n", NotARatesFile, "file"),
        (b"Date,USD\n2026-01-02,N/A\n", NotARatesFile, "file"),
        (b"Date,USD\n2026-01-02,1.1\n2026-01-02,1.2\n", NotARatesFile, "file"),
        (b"Date,USD\n2026-01-02,1.1,2\n", BadRatesLine, "line 2"),
        (b"Date,USD\n\n02/01/2026,1.1\n", BadRatesLine, "line 3, Date"),
        (b"Date,USD\n2026-01-02,\"1,1\"\n", BadRatesLine, "line 2, USD"),
        (b"Date,USD\n2026-01-02,0\n", BadRatesLine, "line 2, USD"),
        (b"Date,EUR\n2026-01-02,1\n", BadRatesLine, "line 2, EUR"),
    ],
)  # fmt: skip
def test_a_bad_file_is_refused_and_says_where(content, refusal, field):
    with pytest.raises(Invalid) as said:
        read(content)
    assert (type(said.value), said.value.field) == (refusal, field)
