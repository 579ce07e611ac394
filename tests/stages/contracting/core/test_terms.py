"""Dates, digests and clauses of a contract."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest

from comptoir.stages.contracting.core.clauses import clauses
from comptoir.stages.contracting.core.dates import Term, term
from comptoir.stages.contracting.core.digest import clauses_digest, contract_digest, terms_digest


@pytest.mark.parametrize(
    ("ends", "ends_on", "notice_on"),
    [
        ([date(2027, 1, 31)], date(2027, 1, 31), date(2026, 11, 2)),
        ([date(2026, 3, 1), date(2028, 1, 31)], date(2028, 1, 31), date(2027, 11, 2)),
        ([date(2026, 2, 28)], date(2026, 2, 28), date(2026, 1, 31)),
    ],
)
def test_the_longest_line_sets_the_end_and_notice_never_precedes_the_start(
    ends, ends_on, notice_on
):
    assert term(date(2026, 1, 31), ends, 90) == Term(date(2026, 1, 31), ends_on, notice_on, ends_on)


def test_nothing_recurring_means_no_end():
    assert term(date(2026, 1, 31), [], 90) == Term(date(2026, 1, 31), None, None, None)


def test_the_contract_hash_can_be_computed_by_anyone():
    content, terms = "a" * 64, "b" * 64
    by_hand = hashlib.sha256(f"{content}\n{terms}".encode()).hexdigest()
    assert contract_digest(content, terms) == by_hand


def test_the_terms_hash_covers_both_languages_and_tells_them_apart():
    first = terms_digest("CGV", "à", "GTC", "b")
    assert (
        len({first, terms_digest("CGV", "b", "GTC", "à"), terms_digest("CGVà", "", "GTC", "b")})
        == 3
    )


def test_terms_are_cut_at_numbered_headings():
    found = clauses(
        "Hello\nthere\n\n1. Object\n\nOne\n two\n\nThree\n40 € are due\n7.2 Late fees\n"
    )
    assert [(c.number, c.title, c.paragraphs) for c in found] == [
        ("", "", ("Hello there",)),
        ("1", "Object", ("One two", "Three 40 € are due")),
        ("7.2", "Late fees", ()),
    ]


def test_an_empty_text_has_no_clause():
    assert clauses("\r\n \n") == []


def test_the_hash_of_a_wording_changes_with_any_word_or_annex():
    said = clauses_digest("fr", [("Prix", "Fermes.")], [("Plan", "a" * 64)])
    assert said == clauses_digest("fr", iter([("Prix", "Fermes.")]), [("Plan", "a" * 64)])
    others = [
        clauses_digest("en", [("Prix", "Fermes.")], [("Plan", "a" * 64)]),
        clauses_digest("fr", [("Prix", "Révisables.")], [("Plan", "a" * 64)]),
        clauses_digest("fr", [("Prix", "Fermes.")], [("Plan", "b" * 64)]),
        clauses_digest("fr", [("Prix", "Fermes.")], []),
    ]
    assert said not in others and len(set(others)) == len(others)
