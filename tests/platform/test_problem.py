"""Refusals in the reader's language: words, days and decimals."""

from __future__ import annotations

import pytest
from django.utils import translation

from comptoir.platform.problem import in_words

SAID = [
    ("at most 1234.50", "1\u202f234,50 au plus"),
    ("-0.5", "-0,5"),
    ("after 2026-03-31", "après le 31/03/2026"),
    ("2026-02-30", "30/02/2026"),  # found like this: what is no day is shown as well
    ("TARIF-2.1", "TARIF-2.1"),
    ("1.2.3.4", "1.2.3.4"),
    ("v2.10", "v2.10"),
    ("", ""),
]


def test_terms_of_payment_are_said_in_the_readers_language():
    both = "60 days net | 45 days end of month"
    with translation.override("fr"):
        assert in_words("75 days net") == "75 jours à compter de la facture"
        assert in_words(both) == "60 jours à compter de la facture ou 45 jours fin de mois"
    with translation.override("en"):
        assert in_words(both) == "60 days net or 45 days end of month"


@pytest.mark.parametrize(("fact", "french"), SAID)
def test_days_and_decimals_are_written_as_the_reader_writes_them(fact, french):
    with translation.override("fr"):
        assert in_words(fact).replace("\xa0", "\u202f") == french
    with translation.override("en"):
        assert in_words(fact) == fact
