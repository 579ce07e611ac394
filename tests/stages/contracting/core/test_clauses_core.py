"""The pure decisions of clauses: templates, redlines, the playbook, deviations, due days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.stages.contracting.core import deviations, duties, playbook, redline, templates
from comptoir.stages.contracting.core.deviations import Choice, Chosen, Kind
from comptoir.stages.contracting.core.playbook import Position, Rule, Topic

WORDS = st.lists(
    st.sampled_from(["les", "factures", "30", "jours", ",", " ", "  ", "\n", "à", "<b>", "."]),
    max_size=30,
).map("".join)
NAMES = {"seller", "deposit"}
PLAIN = st.text(max_size=60).filter(lambda t: "{" not in t and "}" not in t)


@given(a=WORDS, b=WORDS)
def test_a_redline_holds_both_texts_and_each_change_is_taken_by_itself(a, b):
    pieces = redline.redline(a, b)
    numbers = [p.n for p in pieces if p.n]
    assert numbers == list(range(1, redline.count(pieces) + 1))
    assert redline.applied(pieces, []) == a
    assert redline.applied(pieces, numbers) == b
    assert (a == b) is (numbers == [])
    for n in numbers:
        left = [m for m in numbers if m != n]
        assert redline.applied(pieces, left) == "".join(
            p.old if p.n in (0, n) else p.new for p in pieces
        )


def test_words_change_not_letters_and_a_blank_between_changes_is_no_border():
    pieces = redline.redline("payable in 30 days net.", "payable in 75 days end of month.")
    assert [(p.old, p.new) for p in pieces if p.n] == [("30", "75"), ("net", "end of month")]
    assert [(p.old, p.new) for p in redline.redline("a b", "c d") if p.n] == [("a b", "c d")]


def test_a_text_of_one_word_repeated_is_compared_in_no_time():
    a, b = "la " * 3000, "x " + "la " * 2500 + "y " + "la " * 400
    pieces = redline.redline(a, b)
    assert redline.applied(pieces, []) == a
    assert redline.applied(pieces, [p.n for p in pieces]) == b
    assert redline.count(pieces) == 1


@given(before=PLAIN, value=st.text(max_size=30), after=PLAIN)
def test_what_is_filled_in_is_text_and_is_never_read_again(before, value, after):
    text = before + "{{ seller }}" + after
    templates.check(text, NAMES)
    assert templates.fill(text, {"seller": value}) == before + value + after
    assert templates.fill(before, {}) == before


def test_a_text_is_read_in_its_parts():
    text = "From {{ seller }}. {{#deposit}}A deposit of {{ deposit}}.{{/deposit}}"
    assert templates.pieces(text) == [
        ("", "From "), ("name", "seller"), ("", ". "), ("#", "deposit"), ("", "A deposit of "),
        ("name", "deposit"), ("", "."), ("/", "deposit"),
    ]  # fmt: skip
    assert templates.pieces("") == []


@given(text=PLAIN)
def test_words_without_names_are_one_part(text):
    assert templates.pieces(text) == ([("", text)] if text else [])


def test_a_part_stays_only_where_its_name_has_a_value():
    text = "A{{#deposit}} and {{ deposit }}{{/deposit}}."
    assert templates.names(text) == ("deposit",)
    assert templates.fill(text, {"deposit": "30 %"}) == "A and 30 %."
    assert templates.fill(text, {"deposit": ""}) == "A."


@pytest.mark.parametrize(
    "text",
    ["{{ nobody }}", "{{ seller", "seller }}", "{{ seller.__class__ }}", "{{#deposit}} x",
     "{{#deposit}}{{#seller}}{{/seller}}{{/deposit}}", "{{/deposit}}", "{{}}"],
)  # fmt: skip
def test_what_cannot_be_filled_is_refused(text):
    with pytest.raises(templates.BadPlaceholder) as refused:
        templates.check(text, NAMES)
    assert refused.value.facts["found"]


LAW = "Code de commerce, art. L441-10 I"
RULES = [
    Rule(1, Topic.PAYMENT_NET, "at_most", 60, Position.ALLOWED, LAW),
    Rule(2, Topic.PAYMENT_NET, "above", 60, Position.FORBIDDEN, LAW),
    Rule(3, Topic.PAYMENT_MONTH_END, "at_most", 45, Position.ALLOWED, LAW),
    Rule(4, Topic.PAYMENT_MONTH_END, "above", 45, Position.FORBIDDEN, LAW),
    Rule(5, Topic.NOTICE, "below", 30, Position.FALLBACK, "us"),
    Rule(6, Topic.DEPOSIT, "at_least", 10, Position.ALLOWED, "us"),
]


@pytest.mark.parametrize(
    ("text", "topic", "value", "words"),
    [
        ("payables à 75 jours.", Topic.PAYMENT_NET, 75, "75 jours"),
        ("payable 75 (seventy-five) calendar days after", Topic.PAYMENT_NET, 75,
         "75 (seventy-five) calendar days"),
        ("à 60 jours fin de mois", Topic.PAYMENT_MONTH_END, 60, "60 jours fin de mois"),
        ("60 days from the end of the month", Topic.PAYMENT_MONTH_END, 60,
         "60 days from the end of the month"),
    ],
)  # fmt: skip
def test_a_payment_term_is_read_where_it_stands(text, topic, value, words):
    (measure,) = playbook.read("payment", text, "k")
    assert (measure.topic, measure.value, measure.words, measure.key) == (topic, value, words, "k")
    (found,) = playbook.findings(RULES, [measure])
    assert found.rule.position is Position.FORBIDDEN
    assert [(c.topic, c.value) for c in found.choices] == [
        (Topic.PAYMENT_NET, 60), (Topic.PAYMENT_MONTH_END, 45)
    ]  # fmt: skip
    assert playbook.replaced(text, measure, "X") == text.replace(words, "X")


@given(days=st.integers(0, 365))
def test_sixty_days_are_allowed_and_sixty_one_are_not(days):
    (found,) = playbook.findings(RULES, [playbook.Measure(Topic.PAYMENT_NET, days)])
    assert found.rule.position is (Position.FORBIDDEN if days > 60 else Position.ALLOWED)
    assert bool(found.choices) is (days > 60)


def test_other_numbers_of_other_clauses_are_left_alone():
    assert playbook.read("confidentiality", "five years, 30 days") == ()
    assert playbook.read("payment", "within the legal term") == ()
    assert [m.value for m in playbook.read("liability", "les 24 mois qui précèdent")] == [24]
    assert [m.topic for m in playbook.read("termination", "90 days before")] == [Topic.NOTICE]
    assert playbook.findings(RULES, [playbook.Measure(Topic.TERM, 900)]) == ()
    (deposit,) = playbook.findings(RULES, [playbook.Measure(Topic.DEPOSIT, 20)])
    assert (deposit.rule.id, deposit.choices) == (6, ())
    (notice,) = playbook.findings(RULES, [playbook.Measure(Topic.NOTICE, 20)])
    assert (notice.rule.position, notice.choices) == (Position.FALLBACK, ())
    assert playbook.replaced("text", playbook.Measure(Topic.TERM, 1), "x") == "text"


def test_deviations_are_counted_and_what_is_missing_too():
    chosen = [
        Chosen("a", "Payment", 1, Choice.STANDARD),
        Chosen("b", "Liability", 2, Choice.FALLBACK, 1),
        Chosen("c", "Data", 3, Choice.CUSTOM),
        Chosen("d", "Own", None, Choice.CUSTOM),
    ]
    found = deviations.deviations(chosen, [(1, "Payment"), (9, "Law")])
    assert [(d.kind, d.title, d.fallback) for d in found] == [
        (Kind.FALLBACK, "Liability", 1), (Kind.CUSTOM, "Data", 0), (Kind.ADDED, "Own", 0),
        (Kind.MISSING, "Law", 0),
    ]  # fmt: skip


@given(text=WORDS)
def test_words_of_the_library_are_known_whatever_the_blanks(text):
    assert deviations.told(f" {text} ", text, ["other"]) == (Choice.STANDARD, 0)
    assert deviations.told("x " + text, text, ["y", f"x  {text}"]) == (Choice.FALLBACK, 2)
    assert deviations.told("x y " + text, text, ["y"]) == (Choice.CUSTOM, 0)


DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


@given(first=DAYS, months=st.integers(0, 24), span=st.integers(0, 3000))
def test_due_days_go_up_begin_with_the_first_and_end_before_the_end(first, months, span):
    last = first + timedelta(days=span)
    found = duties.dates(first, months, last, last + timedelta(days=400))
    assert found == sorted(set(found))
    assert all(first <= on < last for on in found)
    assert (found[:1] == [first]) is (span > 0)
    assert duties.open_dates(first, months, last, last, found) == []
    assert months or len(found) <= 1


def test_the_last_day_of_a_month_stays_it_and_reminders_come_in_time():
    found = duties.dates(date(2026, 1, 31), 1, None, date(2026, 4, 30))
    assert found == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]
    assert duties.to_remind(found, 14, date(2026, 2, 20)) == found[:2]
    assert len(duties.dates(date(1900, 1, 1), 1, None, date(2099, 1, 1))) == duties.MOST
