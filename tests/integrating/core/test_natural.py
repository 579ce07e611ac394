"""What a customer is known by outside of any system."""

from __future__ import annotations

import pytest

from comptoir.integrating.core import natural
from comptoir.integrating.core.objects import Customer, Product


def test_the_surest_comes_first_and_a_product_has_a_number_of_its_own():
    whole = Customer(
        name="Lac",
        registration="552100554",
        vat_number="FR83552100554",
        email=" Compta@Lac.example ",
    )
    assert natural.keys(whole) == (
        ("registration", "552100554"), ("vat_number", "FR83552100554"), ("domain", "lac.example"),
        ("email", "compta@lac.example"),
    )  # fmt: skip
    assert natural.keys(Customer(name="Lac")) == ()
    assert natural.keys(Product(sku="CAB-1", name="Cable")) == ()


@pytest.mark.parametrize(
    "more", [{"email": "lac@gmail.com"}, {"email": "a@lac.example", "person": True}]
)
def test_a_mailbox_of_anybody_or_of_a_person_names_no_company(more):
    assert [what for what, _value in natural.keys(Customer(name="Lac", **more))] == ["email"]
