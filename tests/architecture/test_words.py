"""French is complete, consistent and compiled; templates say nothing outside translation."""

from __future__ import annotations

import importlib.util
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "scripts" / "words.py"
SRC = ROOT / "src" / "comptoir"

# Template code is a boundary; what stands between {% blocktranslate %} and its end is said in both languages.
CODE = re.compile(
    r"\{#.*?#\}|\{%\s*comment.*?endcomment\s*%\}|\{%\s*blocktrans.*?endblocktrans\w*\s*%\}|\{%.*?%\}|\{\{.*?\}\}",
    re.S,
)
UNSEEN = re.compile(r"<!--.*?-->|<(script|style|code|kbd|svg)\b.*?</\1>", re.S)
TAG = re.compile(r"<[^>]*>", re.S)
SAYS = re.compile(
    r"""\s(?:label|title|placeholder|aria-label|alt|hint|text|heading|definition)="([^"]*)\""""
)
WORD = re.compile(r"[A-Za-z]{2,}")
# Proper names and codes that both languages write alike, and pieces that are code or data.
SAME = set("Comptoir PDF CSV XLSX API SKU IBAN BIC SIREN SIRET JSON EUR SHA MRR DSO Ctrl".split())
ALIKE = {
    *(
        "English",
        "Français",
        "comptoir doctor",
        "comptoir demo load",
        "docs/tour.md",
        "docs/glossary.md",
    ),
    *("openapi.json", "ck_", "call-0001;2026-01-31;12.5"),
    *(
        "narrow",
        "room",
        'class="public"',
        'class="public auth"',
        'class="with-lines"',
    ),  # the class of a page, in a block of its own
}
STYLEGUIDE = {"shell/templates/shell/styleguide.html", "shell/templates/shell/public_sample.html"}


@pytest.fixture(scope="module")
def words() -> ModuleType:
    spec = importlib.util.spec_from_file_location("words", SCRIPT)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_nothing_is_said_without_its_french(words: ModuleType) -> None:
    assert words.missing() == {}


def test_no_message_has_two_frenches(words: ModuleType) -> None:
    assert words.unlike() == {}


def test_the_compiled_catalog_is_the_one_of_the_parts(words: ModuleType) -> None:
    stale = "run: python scripts/words.py"
    assert words.COMPILED.read_bytes() == words.compiled(words.french()), stale
    assert words.ENGLISH.read_bytes() == words.compiled(words.english()), stale


def test_one_message_has_one_plural(words: ModuleType) -> None:
    plurals: dict[tuple[str, str], set[str]] = defaultdict(set)
    for message in words.said():
        if message.plural:
            plurals[message.context, message.id].add(message.plural)
    assert {key: ways for key, ways in plurals.items() if len(ways) > 1} == {}


class Given(dict[str, float]):
    """Has every name, and remembers which were asked."""

    def __missing__(self, name: str) -> float:
        self[name] = 1.0
        return 1.0


def placeholders(text: str) -> set[str] | int:
    """The names in `text`, or how many unnamed ones; fails on a stray percent sign."""
    if "%(" in text:
        given = Given()
        assert text % given
        return set(given)
    return len(re.findall(r"%[sd]", text)) if re.search(r"%[sd]", text) else set()


def translations(words: ModuleType) -> Iterator[tuple[str, str]]:
    for part in words.parts().values():
        for message in part:
            if not message.id:
                continue
            ids = message.id if isinstance(message.id, tuple) else (message.id,)
            texts = message.string if isinstance(message.string, tuple) else (message.string,)
            # One thing may be said without its figure, in either language: the plural is what is compared.
            yield ids[-1], texts[-1]


def test_french_fills_in_the_same_values(words: ModuleType) -> None:
    told = [(one, said) for one, said in translations(words) if said]
    wrong = []
    for one, said in told:
        try:
            same = placeholders(one) == placeholders(said)
        except (TypeError, ValueError):
            same = False
        if not same:
            wrong.append((one, said))
    assert wrong == []


def test_french_is_set_as_french(words: ModuleType) -> None:
    straight = re.compile(r"\w'\w| [:;!?»](?:\s|$)|« |[\w)][;!?](?:\s|$)")
    assert [said for _one, said in translations(words) if straight.search(said)] == []


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("<p>Two words</p>", ["Two words"]),
        ('<p>{% translate "Two words" %}</p>', []),
        ("<p>{% blocktranslate trimmed %}Two {{ n }} words{% endblocktranslate %}</p>", []),
        ('<c-field label="First name" help="{% translate \'Two words\' %}" />', ["First name"]),
        ("<b>{{ name }} · PDF</b><!-- not seen --><script>let it = be</script>", []),
        ("<b>Total</b>", ["Total"]),
    ],
)
def test_words_outside_translation_are_found(template: str, said: list[str]) -> None:
    assert untranslated(template) == said


def test_templates_say_nothing_outside_translation() -> None:
    said = {
        name: found
        for path in sorted(SRC.rglob("templates/**/*.html"))
        if (name := str(path.relative_to(SRC))) not in STYLEGUIDE
        and (found := untranslated(path.read_text(encoding="utf-8")))
    }
    assert said == {}


def test_no_component_is_given_a_filtered_value() -> None:
    """`:value="row.day|last_day"` comes out empty: django-cotton reads a variable there, or literal text."""
    given = re.compile(r"""\s:[a-z_]+=("[^"{]*\|[^"]*"|'[^'{]*\|[^']*')""")
    assert given.search("""<c-x :value="row.day|last_day" />""")
    found = {
        str(path.relative_to(SRC)): given.findall(text)
        for path in sorted(SRC.rglob("templates/**/*.html"))
        if given.search(text := path.read_text(encoding="utf-8"))
    }
    assert found == {}


def untranslated(template: str) -> list[str]:
    """Texts and visible attributes with a word that is neither translated nor the same in both languages."""
    page = UNSEEN.sub("", CODE.sub("\0", template))
    texts = [*SAYS.findall(page), *TAG.sub("\0", page).split("\0")]
    pieces = [piece.strip() for text in texts for piece in text.split("\0")]
    return [x for x in pieces if x not in ALIKE and set(WORD.findall(x)) - SAME]
