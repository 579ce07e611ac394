"""What differs between a file and a company."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from comptoir.pages.config.core.differences import BadConfig, differences, read, same

NOW: dict[str, list[dict[str, Any]]] = {
    "products": [{"sku": "A", "name_en": "Pump", "cost": "10"}, {"sku": "B", "name_en": "Hose"}],
    "price_books": [],
    "prices": [],
    "customer_prices": [],
    "promotions": [],
}


def file(**sections: Any) -> dict[str, Any]:
    return {"comptoir": 1, **sections}


def test_what_is_new_what_changes_and_what_only_the_company_has() -> None:
    wanted = read(file(products=[{"sku": "A", "cost": 10.50}, {"sku": "C", "name_en": "New"}]))
    found = differences(NOW, wanted)
    assert [(d.kind, d.key) for d in found] == [
        ("change", ("A",)),
        ("add", ("C",)),
        ("only_here", ("B",)),
    ]
    assert found[0].changed == {"cost": ("10", 10.50)}
    assert found[0].entry == {"sku": "A", "name_en": "Pump", "cost": 10.50}
    assert differences(NOW, read(file(promotions=[]))) == []
    assert differences(NOW, read(file(products=[{"sku": "A", "cost": 10.0}, {"sku": "B"}]))) == []


@pytest.mark.parametrize(
    ("now", "wanted", "equal"),
    [
        (None, "", True), ("0.10", 0.1, True), ("10", "10.00", True), ("1.5", "1.50x", False),
        ({"a": "1"}, {"a": 1, "b": None}, True), ([{"a": "1"}], [{"a": 2}], False), ([1], [], False),
        ("v1.0", "v1.0", True), (True, True, True), ("-1.50", -1.5, True),
    ],
)  # fmt: skip
def test_when_two_values_say_the_same(now: Any, wanted: Any, equal: bool) -> None:
    assert same(now, wanted) is equal


@pytest.mark.parametrize(
    "data",
    [
        None, [], {}, {"comptoir": 2}, file(colors=[]), file(products={}), file(products=["A"]),
        file(products=[{"name_en": "no code"}]), file(products=[{"sku": "A"}, {"sku": "A"}]),
        file(prices=[{"sku": "A"}]), file(products=[{"sku": "A", "colour": "red"}]),
        *(file(approval_policies=[{"name": "A", **days}]) for days in (
            {"starts_on": "soon"}, {"starts_on": datetime(2026, 1, 5, 10, tzinfo=UTC)}, {"nth": 0},
            {"nth": "x"},
            {"starts_on": "2026-01-05", "ends_on": "2026-01-05"}, {"nth": 100}, {"valid": 1},
        )),
        file(clauses=[{"category": "law", "title_en": "A"}, {"category": "law", "title_en": "A", "nth": 1}]),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_meant_is_refused(data: Any) -> None:
    with pytest.raises(BadConfig):
        read(data)


POLICIES: dict[str, list[dict[str, Any]]] = {
    "approval_policies": [
        {"name": "Large", "hours": 8, "starts_on": "2026-01-05"},
        {"name": "Large", "hours": 24, "starts_on": "2026-06-01"},
        {"name": "Large", "nth": 2, "hours": 4, "starts_on": "2026-01-05"},
        {"name": "Small", "hours": 4, "starts_on": "2026-01-05", "ends_on": "2026-03-01"},
    ]
}


def told(*rows: dict[str, Any]) -> list[tuple[str, tuple[str, ...], Any]]:
    """What the file does: kind, key, and from when what it says holds."""
    found = differences(POLICIES, read(file(approval_policies=list(rows))))
    return [(d.kind, d.key, d.entry.get("starts_on")) for d in found if d.kind != "only_here"]


def test_a_version_is_known_by_its_day_and_without_one_the_last_is_meant_and_begins_today() -> None:
    assert told(*POLICIES["approval_policies"]) == []
    assert told({"name": "Large", "nth": 1, "hours": 24}) == []
    assert told({"name": "Large", "hours": 25}) == [("change", ("Large", "", "2026-06-01"), None)]
    assert told({"name": "Large", "nth": 2, "hours": 5}) == [
        ("change", ("Large", "2", "2026-01-05"), None)
    ]
    assert told({"name": "Small", "hours": 5}) == [("add", ("Small", "", ""), None)]
    assert told({"name": "Large", "hours": 8, "starts_on": date(2026, 1, 5)}) == []
    assert told({"name": "Large", "hours": 9, "starts_on": "2026-01-05"}) == [
        ("change", ("Large", "", "2026-01-05"), "2026-01-05")
    ]
    assert told(
        {"name": "New", "hours": 1},
        {"name": "Large", "hours": 1, "starts_on": "2027-02-01"},
        {"name": "Large", "hours": 2, "starts_on": "2027-01-01"},
    ) == [
        ("add", ("Large", "", "2027-01-01"), "2027-01-01"),
        ("add", ("Large", "", "2027-02-01"), "2027-02-01"),
        ("add", ("New", "", ""), None),
    ]
