"""What differs between a file and a company."""

from __future__ import annotations

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
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_meant_is_refused(data: Any) -> None:
    with pytest.raises(BadConfig):
        read(data)
