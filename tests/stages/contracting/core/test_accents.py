"""Letters without their accents, and the accents given back to a cutting."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from comptoir.stages.contracting.core.accents import ACCENTED, PLAIN, plain, unfold

TEXT = st.text("éàÉçœ’'l résiliation...«» \n", max_size=60)
MARKS = ("[", "]")


def test_letters_lose_their_accents_one_for_one() -> None:
    assert len(ACCENTED) == len(PLAIN) == len(set(ACCENTED))
    assert plain("l’Été à Besançon, cœur") == "l'Ete a Besancon, cœur"


@given(st.lists(TEXT, min_size=1, max_size=4), st.data())
def test_a_cutting_gets_its_accents_back(parts, data):
    text = "".join(parts)
    at = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(at, len(text)))
    cut = plain(text[:at]) + "[" + plain(text[at:end]) + "]" + plain(text[end:])
    assert unfold(text, cut, MARKS) == f"{text[:at]}[{text[at:end]}]{text[end:]}"
    assert unfold("something else", "[é]", MARKS) == "[é]"
