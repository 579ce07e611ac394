"""The names of a clause as people read them."""

from __future__ import annotations

from django.utils import translation

from comptoir.stages.contracting import placeholders
from comptoir.stages.contracting.drafts import NAMES

TEXT = "Payable à {{ payment_terms }}. {{#deposit}}Un acompte de {{ deposit }} <b>{{/deposit}}"


def test_every_name_that_a_clause_may_ask_for_has_a_label() -> None:
    assert set(placeholders.LABELS) == NAMES
    with translation.override("fr"):
        assert len({placeholders.label(n) for n in NAMES}) == len(NAMES)
        assert placeholders.label("payment_terms") == "conditions de paiement"


def test_names_are_labels_in_the_language_of_the_words_and_words_are_escaped() -> None:
    with translation.override("en"):
        told = placeholders.read(TEXT, "fr")
    assert "{{" not in told
    assert 'data-name="payment_terms">conditions de paiement</span>. ' in told
    assert "seulement s’il y a\u00a0: acompte</span>Un acompte de <span" in told
    assert "&lt;b&gt;" in told and told.endswith('<span class="sr">[fin]</span></span>')
    assert "payment terms" in placeholders.read(TEXT, "en")
    assert placeholders.read("{{ none }} & {{", "en").count("{{") == 1  # what is no tag stays


def test_an_excerpt_marks_what_was_searched_for_and_names_what_is_filled_in() -> None:
    with translation.override("en"):
        told = placeholders.marked(
            "ms }} the «customer» pays {{ «payment»_terms }} {{#deposit}}and {{ no"
        )
    assert told == [
        ("…", ""), (" the ", ""), ("customer", "hit"), (" pays ", ""), ("payment terms", "slot"),
        (" ", ""), ("…", ""), ("and ", ""), ("…", ""),
    ]  # fmt: skip
    assert placeholders.marked("plain") == [("plain", "")]
    assert placeholders.marked("") == []
