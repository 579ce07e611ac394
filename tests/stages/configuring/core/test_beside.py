"""Questions with their answers, further words and picture layers, written row by row."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comptoir.kernel.errors import Invalid
from comptoir.stages.configuring.core import rows, yaml_models
from comptoir.stages.configuring.core.editing import (
    Deed,
    Edit,
    IdTaken,
    NothingThere,
    edited,
    found,
)
from comptoir.stages.configuring.core.fields import shown
from comptoir.stages.configuring.core.lists import Layer, Text
from comptoir.stages.configuring.core.model import Answer, Has, Model, Question, Words, options
from comptoir.stages.configuring.core.pairs import BadField
from tests.stages.configuring.core.test_editing import BIKE, do

ids = st.text(st.characters(exclude_characters='"#', categories=("L", "N", "P", "S")), min_size=1)
words = st.builds(Words, st.text(st.characters(categories=("L", "N", "P")), min_size=1))
points = st.integers(-1_000_000, 1_000_000)
prefers = st.dictionaries(st.sampled_from([o.id for o in options(BIKE.root)]), points, max_size=3)
demands = st.none() | st.sampled_from([o.id for o in options(BIKE.root)]).map(Has)
answers = st.builds(Answer, ids, words, prefers, demands)
questions = st.builds(
    Question, ids, words,
    st.lists(answers, min_size=1, max_size=3, unique_by=lambda a: a.id).map(tuple), st.booleans(),
)  # fmt: skip


@pytest.mark.slow
@settings(max_examples=40)
@given(st.lists(questions, max_size=3, unique_by=lambda q: q.id))
def test_any_questions_are_written_row_by_row_to_the_same_file(wanted: list[Question]) -> None:
    model = replace(BIKE, questions=())
    for q in wanted:
        first = ", ".join(a.id for a in q.answers if "," not in a.id) or "x"
        model = do(
            model, "add", "question", id=q.id, answers=first, **_in_words(q.name),
            several="true" if q.several else "false",
        )  # fmt: skip
        for begun in found(model, "question", q.id).answers[1:]:
            model = do(model, "remove", "answer", f"{q.id}#{begun.id}")
        begun = found(model, "question", q.id).answers[0].id
        model = do(model, "change", "answer", f"{q.id}#{begun}", id="in the meantime")
        for a in q.answers:
            model = do(model, "add", "answer", q.id, id=a.id, **_in_words(a.name), **_fields(a))
        model = do(model, "remove", "answer", f"{q.id}#in the meantime")
    assert model == replace(BIKE, questions=tuple(wanted))


def _in_words(said: Words) -> dict[str, str]:
    return {"en": said.en, "fr": said.fr}


def _fields(answer: Answer) -> dict[str, str]:
    told = shown("answer", answer, BIKE)
    return {"prefers": told["prefers"], "demands": told["demands"]}


def test_an_answer_moves_among_the_answers_of_its_question() -> None:
    assert [r.key for r in rows.speaking(BIKE, "question")] == ["hills", "hills#many", "hills#none"]
    fresh = do(BIKE, "down", "answer", "hills#many")
    assert [a.id for a in fresh.questions[0].answers] == ["none", "many"]
    assert do(fresh, "up", "answer", "hills#many") == BIKE
    more = do(BIKE, "add", "question", id="load", answers="little, much", en="What load?")
    more = do(
        more, "change", "answer", "load#much", id="none", demands="!carbon", prefers="alu = 3"
    )
    assert [r.key for r in rows.speaking(more, "question")][3:] == [
        "load", "load#little", "load#none",
    ]  # fmt: skip
    assert found(more, "answer", "hills#none") == BIKE.questions[0].answers[1]
    assert do(do(more, "up", "question", "load"), "remove", "question", "load") == BIKE


def test_further_words_are_added_renamed_moved_and_taken_away() -> None:
    fresh = do(BIKE, "add", "text", option="carbon", id="RAL", text="9005")
    fresh = do(fresh, "add", "text", "carbon", id="Weave", text="twill: 2×2")
    assert found(fresh, "option", "carbon").texts == {"RAL": "9005", "Weave": "twill: 2×2"}
    assert [r.key for r in rows.speaking(fresh, "text")] == ["carbon#RAL", "carbon#Weave"]
    assert rows.speaking(fresh, "text")[0].item == Text("carbon", "RAL", "9005")
    turned = do(fresh, "up", "text", "carbon#Weave")
    assert list(found(turned, "option", "carbon").texts) == ["Weave", "RAL"]
    named = do(turned, "change", "text", "carbon#RAL", id="NCS", text="S 9000-N")
    assert found(named, "option", "carbon").texts == {"Weave": "twill: 2×2", "NCS": "S 9000-N"}
    assert do(do(named, "remove", "text", "carbon#NCS"), "remove", "text", "carbon#Weave") == BIKE


def test_a_layer_is_drawn_changed_and_taken_away() -> None:
    assert [r.key for r in rows.speaking(BIKE, "layer")] == ["steel"]
    drawn = do(BIKE, "add", "layer", option="motor", svg='<circle r="4"/>\n<g id="a"><path/></g>')
    assert found(drawn, "layer", "motor") == Layer(
        "motor", '<circle r="4"/>\n<g id="a"><path/></g>'
    )
    changed = do(drawn, "change", "layer", "motor", svg="<rect/>")
    assert found(changed, "option", "motor").layer == "<rect/>"
    assert do(changed, "remove", "layer", "motor") == BIKE


@pytest.mark.parametrize(
    ("deed", "kind", "at", "texts", "error", "field"),
    [
        ("add", "question", "", {"id": "hills", "answers": "a"}, IdTaken, "id"),
        ("add", "question", "", {"id": "load"}, BadField, "answers"),
        ("add", "answer", "hills", {"id": "many"}, IdTaken, "id"),
        ("add", "answer", "valleys", {"id": "many"}, NothingThere, "question"),
        ("change", "answer", "hills#many", {"id": "none"}, IdTaken, "id"),
        ("change", "answer", "hills#many", {"id": "a#b"}, BadField, "id"),
        ("change", "answer", "many", {}, NothingThere, "answer"),
        ("change", "answer", "hills#many", {"prefers": "rocket = 3"}, BadField, "prefers"),
        ("change", "answer", "hills#many", {"prefers": "motor = much"}, BadField, "prefers"),
        ("change", "answer", "hills#many", {"prefers": "motor = 1000001"}, BadField, "prefers"),
        ("change", "answer", "hills#many", {"demands": "motor &"}, Invalid, "demands"),
        ("add", "text", "", {"option": "rocket", "id": "RAL"}, NothingThere, "option"),
        ("add", "text", "bell", {"id": ""}, BadField, "id"),
        ("add", "layer", "", {"option": "steel", "svg": "<rect/>"}, IdTaken, "option"),
        ("add", "layer", "", {"option": "alu", "svg": "<rect>"}, BadField, "svg"),
        ("change", "layer", "steel", {"svg": ""}, BadField, "svg"),
    ],
)
def test_a_refusal_names_the_field(
    deed: str, kind: str, at: str, texts: dict[str, str], error: type[Invalid], field: str
) -> None:
    with pytest.raises(error) as refused:
        edited(BIKE, Edit(Deed(deed), kind, at, texts))
    assert refused.value.field == field


def test_what_an_option_says_and_draws_goes_with_it() -> None:
    worded: Model = do(BIKE, "add", "text", "steel", id="Alloy", text="4130")
    fresh = do(worded, "remove", "option", "steel", along=True)
    assert rows.speaking(fresh, "text") == [] and rows.speaking(fresh, "layer") == []
    assert "layer" not in yaml_models.write(fresh)
