"""A refusal tells what the reader needs: sentence, field, found, expected."""

from __future__ import annotations

import pytest

from comptoir.kernel.errors import (
    DomainError,
    Forbidden,
    Invalid,
    NotAllowed,
    NotFound,
    Refused,
)


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (DomainError, 400),
        (Refused, 409),
        (NotAllowed, 409),
        (Invalid, 422),
        (NotFound, 404),
        (Forbidden, 403),
    ],
)
def test_each_kind_has_its_status(kind: type[DomainError], status: int) -> None:
    assert kind.status == status


def test_the_first_line_of_the_docstring_is_what_the_user_reads() -> None:
    class TooLate(Refused):
        """The quote has expired.

        Not shown.
        """

    said = TooLate(field="quote.valid_until", found="2026-01-02", expected="2026-01-01")
    assert said.title == "The quote has expired."
    assert str(said) == (
        "quote.valid_until: The quote has expired. (found=2026-01-02, expected=2026-01-01)"
    )


def test_without_docstring_the_code_stands_in() -> None:
    class Bare(Invalid):
        code = "bare"

    assert str(Bare()) == "bare"
