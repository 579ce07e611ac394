"""Versions that hold from a day on, as entries of a file."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from comptoir.pages.config.core.dated import Version, entries, open_version, placed

DAY = date(2026, 1, 1)
LARGE = ("Large",)


def on(days: int) -> date:
    return DAY + timedelta(days=days)


def version(lineage: int, first: int, last: int | None = None, name: str = "Large") -> Version:
    return Version(
        (name,),
        lineage,
        on(first),
        None if last is None else on(last),
        {"name": name, "by": lineage},
    )


def test_an_end_is_said_where_no_other_version_follows_and_a_second_of_a_name_is_numbered() -> None:
    told = entries([
        version(1, 0, 10), version(1, 10), version(2, 5, 20), version(3, 25), version(4, 0, 3, "Small"),
        version(5, 7, 7),
    ])  # fmt: skip
    assert told == [
        {"name": "Large", "by": 1, "starts_on": "2026-01-01"},
        {"name": "Large", "by": 1, "starts_on": "2026-01-11"},
        {"name": "Large", "by": 2, "nth": 2, "starts_on": "2026-01-06", "ends_on": "2026-01-21"},
        {"name": "Large", "by": 3, "nth": 2, "starts_on": "2026-01-26"},
        {"name": "Small", "by": 4, "starts_on": "2026-01-01", "ends_on": "2026-01-04"},
    ]


def test_the_open_version_of_a_name_is_the_one_that_goes_on() -> None:
    known = [version(1, 0, 10), version(1, 10), version(2, 5, 20)]
    found = open_version(known, LARGE, 1)
    assert found is not None
    assert found.starts_on == on(10)
    assert open_version(known, LARGE, 2) is open_version(known, ("Small",), 1) is None


@st.composite
def histories(draw: st.DrawFn) -> list[Version]:
    """Some things, each with versions that follow each other, the last perhaps open."""
    found: list[Version] = []
    for lineage in range(draw(st.integers(0, 5))):
        name = draw(st.sampled_from(["Large", "Small"]))
        at = draw(st.integers(0, 30))
        for _ in range(draw(st.integers(1, 3))):
            last = draw(st.none() | st.integers(at, at + 20))
            found.append(version(lineage, at, last, name))
            if last is None:
                break
            at = last + draw(st.integers(0, 2))
    return found


@given(histories())
def test_no_two_versions_of_one_number_hold_on_a_day_and_none_is_lost(known: list[Version]) -> None:
    lines = placed(known)
    held = [v for v in known if v.ends_on is None or v.ends_on > v.starts_on]
    assert sorted(map(id, held)) == sorted(id(v) for line in lines.values() for v in line)
    for line in lines.values():
        for one, other in pairwise(line):
            assert one.ends_on is not None
            assert one.ends_on <= other.starts_on
    told = entries(known)
    assert len({(r["name"], r.get("nth"), r["starts_on"]) for r in told}) == len(told) == len(held)
