"""What is kept of a reading: kinds and times, nothing that names anybody."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.pages.portal.core import states, visits


@pytest.mark.parametrize(
    ("agent", "kind"),
    [
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Mobile/15E148", "phone"),
        ("Mozilla/5.0 (Linux; Android 14; Pixel) Mobile Safari", "phone"),
        ("Mozilla/5.0 (Linux; Android 14; SM-X) Safari", "tablet"),
        ("Mozilla/5.0 (iPad; CPU OS 18_0)", "tablet"),
        ("Mozilla/5.0 (X11; Linux x86_64) Firefox", "computer"),
        ("", ""),
    ],
)
def test_an_agent_is_a_kind_of_device(agent: str, kind: str) -> None:
    assert visits.device(agent) == kind


def test_a_country_is_two_letters_and_an_address_only_its_network() -> None:
    assert [visits.country(c) for c in ("fr", " DE ", "XX", "T1", "France", "é1", "")] == [
        "FR", "DE", "", "", "", "", "",
    ]  # fmt: skip
    assert visits.net_of("192.0.2.71") == "192.0.2"
    assert visits.net_of("2001:db8:7:9::1") == "2001:db8:7"


@given(st.dictionaries(st.sampled_from((*visits.PARTS, "price", "at")), st.text() | st.integers()))
def test_whatever_a_page_tells_only_parts_and_bounded_seconds_are_kept(told: dict) -> None:
    found = visits.spent(told)
    assert set(found) <= set(visits.PARTS)
    assert all(0 <= s <= visits.LONGEST for s in found.values())
    twice = visits.added(found, found)
    assert twice == {p: 2 * s for p, s in found.items() if s}


@given(st.sampled_from(states.BuyerRole), st.text(max_size=12) | st.sampled_from(states.BuyerRole))
def test_nobody_passes_on_more_than_they_have(own: states.BuyerRole, asked: str) -> None:
    lent = states.lent(own, asked)
    assert states.may(own, lent)
    if asked in tuple(states.BuyerRole) and states.may(own, states.BuyerRole(asked)):
        assert lent == asked
