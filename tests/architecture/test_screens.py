"""Every address has an example of each of its parameters, so that the browser finds each screen."""

from __future__ import annotations

from tests.browser.screens import ABSENT, EXAMPLES, GIVEN, TYPED, UPLOADED, names


def test_every_parameter_of_an_address_has_an_example() -> None:
    known = {*EXAMPLES, *GIVEN}
    missing = {
        f"{name}: {parameter}"
        for name, parameters in names()
        for parameter in parameters
        if name not in (*ABSENT, *TYPED) and not name.startswith(UPLOADED)
        if parameter not in known
    }
    assert not missing, "tests/browser/screens.py wants a row in EXAMPLES"
