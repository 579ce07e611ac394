"""Shown ids read back to the same UUID, sort like it, and refuse what is not theirs."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.kernel.ids import MalformedId, read_id, show_id, uuid7


@given(st.uuids())
def test_a_shown_id_reads_back(value: UUID) -> None:
    shown = show_id("quo", value)
    assert len(shown) == len("quo_") + 26
    assert read_id("quo", shown) == value
    assert read_id("quo", f" {shown.replace('quo_', '').upper().join(['quo_', ''])} ") == value
    assert read_id("quo", str(value)) == value


@given(st.uuids(), st.uuids())
def test_shown_ids_sort_like_their_uuids(a: UUID, b: UUID) -> None:
    assert (show_id("quo", a) < show_id("quo", b)) == (a < b)


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "hello",
        "inv_" + "0" * 26,
        "quo_" + "0" * 25,
        "quo_" + "0" * 25 + "u",
        "quo_" + "z" * 26,
        "quo_" + "İ" * 26,
    ],
)
def test_what_is_not_ours_is_refused(wrong: str) -> None:
    with pytest.raises(MalformedId) as refusal:
        read_id("quo", wrong)
    assert refusal.value.facts["found"] == wrong


@given(st.integers(0, 2**48 - 1), st.integers(0, 2**74 - 1))
def test_a_uuid7_carries_its_time_version_and_variant(ms: int, bits: int) -> None:
    value = uuid7(ms, bits)
    assert (value.version, value.variant) == (7, "specified in RFC 4122")
    assert value.int >> 80 == ms
    low, high = value.int & (2**62 - 1), value.int >> 64 & 0xFFF
    assert high << 62 | low == bits


@given(st.integers(0, 2**48 - 2), st.integers(0, 2**74 - 1), st.integers(0, 2**74 - 1))
def test_a_later_uuid7_sorts_later(ms: int, a: int, b: int) -> None:
    assert uuid7(ms, a) < uuid7(ms + 1, b)


# RFC 9562 appendix A.6
def test_the_example_of_the_rfc() -> None:
    assert uuid7(0x017F22E279B0, 0xCC3 << 62 | 0x18C4DC0C0C07398F) == UUID(
        "017F22E2-79B0-7CC3-98C4-DC0C0C07398F"
    )
