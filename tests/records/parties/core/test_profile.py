"""What anybody may say about themselves: text, addresses of mail, roles, colors."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.kernel.errors import Invalid
from comptoir.records.parties.core import profile


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (None, ""),
        ("  a  ", "a"),
        (" a\x00b\ud800 ", "a b"),
        ("<b>&co</b>", "<b>&co</b>"),
        ("x" * 160, "x" * 160),
    ],
)
def test_text_is_kept_trimmed_and_without_control_signs(given: str | None, kept: str) -> None:
    assert profile.text(given, "name") == kept


@given(st.text(max_size=60))
def test_what_is_kept_is_kept_again(words: str) -> None:
    kept = profile.text(words, "name")
    assert profile.text(kept, "name") == kept


@pytest.mark.parametrize(
    ("field", "longest", "limit"),
    [("name", 0, 160), ("contact.phone", 0, 30), ("town_hall", 0, 120), ("name", 10, 10)],
)
def test_a_text_is_as_long_as_its_column(field: str, longest: int, limit: int) -> None:
    assert profile.text("x" * limit, field, longest=longest) == "x" * limit
    with pytest.raises(profile.TooLong) as said:
        profile.text("x" * (limit + 1), field, longest=longest)
    assert said.value.field == field
    assert said.value.facts == {"found": limit + 1, "expected": limit}


def test_a_needed_text_of_blanks_is_missing() -> None:
    with pytest.raises(profile.Missing) as said:
        profile.text(" \t", "name", needed=True)
    assert said.value.field == "name"


@pytest.mark.parametrize("address", ["a@b.fr", "first.last+tag@sub.firm.co.uk", "é@hôtel.fr"])
def test_an_address_of_mail_is_read(address: str) -> None:
    assert profile.email(f" {address} ") == address


@pytest.mark.parametrize("address", ["a", "a@b", "a@@b.fr", "a b@c.fr", "<a@b.fr>", "a@b."])
def test_what_is_no_address_of_mail_is_refused(address: str) -> None:
    with pytest.raises(profile.BadEmail) as said:
        profile.email(address, "contacts.0.email")
    assert (said.value.field, said.value.facts["found"]) == ("contacts.0.email", address)


def test_no_address_of_mail_is_none() -> None:
    assert profile.email(None) == profile.email(" ") == ""


def test_a_contact_has_each_role_once_and_in_the_order_of_the_process() -> None:
    given = {"name": " Ada ", "email": "ada@acme.fr", "roles": ["payer", "buyer", "payer"]}
    assert profile.check_contact(given) == {
        "name": "Ada", "email": "ada@acme.fr", "phone": "", "language": "fr",
        "roles": ["buyer", "payer"],
    }  # fmt: skip
    assert profile.check_contact({"name": "Ada", "roles": None})["roles"] == []


@pytest.mark.parametrize(
    ("change", "refusal", "field"),
    [
        ({"name": ""}, profile.Missing, "contacts.0.name"),
        ({"name": "x" * 121}, profile.TooLong, "contacts.0.name"),
        ({"email": "ada"}, profile.BadEmail, "contacts.0.email"),
        ({"phone": "1" * 31}, profile.TooLong, "contacts.0.phone"),
        ({"language": "la"}, profile.NotAChoice, "contacts.0.language"),
        ({"roles": ["buyer", "king"]}, profile.NotAChoice, "contacts.0.roles"),
        ({"planet": "Mars"}, profile.UnknownField, "planet"),
    ],
)
def test_a_contact_with_a_wrong_field_is_refused_by_name(
    change: dict[str, Any], refusal: type[Invalid], field: str
) -> None:
    with pytest.raises(refusal) as said:
        profile.check_contact({"name": "Ada", **change}, "contacts.0")
    assert said.value.field == field


def test_a_color_is_kept_in_small_letters() -> None:
    assert profile.check_color("#1F4FD8") == "#1f4fd8"
    for wrong in ("red", "#fff", "#1f4fd80", "#gggggg"):
        with pytest.raises(profile.BadColor) as said:
            profile.check_color(wrong)
        assert (said.value.field, said.value.facts["found"]) == ("brand_color", wrong)
