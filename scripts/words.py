"""The French of Comptoir: what is said, what has no French yet, the compiled catalog.

    python scripts/words.py            compile src/comptoir/locale/parts/*.fr.po, accounts.en.po
    python scripts/words.py missing    list what has no French
    python scripts/words.py unlike     list what two parts say differently

The parts are the source: one small file per room. Everything a reader may see is a msgid: the arguments of
gettext, `{% translate %}` and `{% blocktranslate %}`, the first line of every refusal's docstring, and what a
refusal adds: names of fields and facts, and `found`, `expected`, `fix` where they are English (two words).
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract, extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

from comptoir.platform.problem import label

SRC = Path(__file__).parents[1] / "src" / "comptoir"
PARTS = SRC / "locale" / "parts"
COMPILED = SRC / "locale" / "fr" / "LC_MESSAGES" / "django.mo"
ENGLISH = SRC / "locale" / "en" / "LC_MESSAGES" / "django.mo"  # what allauth says, in our words
OWN = SRC / "shell" / "locale" / "fr" / "LC_MESSAGES" / "django.po"  # the design system's own words
DATED = datetime(2026, 1, 1, tzinfo=UTC)  # any fixed day: the same parts make the same bytes
ROOT = "comptoir.kernel.errors.DomainError"
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "_": None,
    "_l": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "_n": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
FACTS = ("found", "expected", "fix")
# The operator's terminal speaks English: the command line and what only it calls.
TERMINAL = re.compile(r"cli\w*\.py|platform/(backup|cluster|database|embedded)\.py")
# Examples of input and lists of codes are the same in every language; a text has two plain words.
PLAIN = re.compile(r"[A-Za-z]{2,} [a-z]{2,}")


class Message(NamedTuple):
    """One thing said; `plural` is "" when it does not count."""

    id: str
    plural: str = ""
    context: str = ""


@cache
def said() -> dict[Message, str]:
    """Every msgid of code, templates and refusals, with the first place that says it."""
    found: dict[Message, str] = {}
    sources = {
        path: path.read_text(encoding="utf-8")
        for path in sorted(SRC.rglob("*.py"))
        if "migrations" not in path.parts and not TERMINAL.fullmatch(_place(path))
    }
    for path, text in sources.items():
        for message in (*calls(text), *facts(text)):
            found.setdefault(message, _place(path))
    for title, path in refusals(sources):
        found.setdefault(Message(title), _place(path))
    for path in sorted(p for kind in ("html", "txt") for p in SRC.rglob(f"templates/**/*.{kind}")):
        for message in calls(templatize(path.read_text(encoding="utf-8"))):
            found.setdefault(message, _place(path))
    return found


def _place(path: Path) -> str:
    return str(path.relative_to(SRC))


def calls(source: str) -> Iterator[Message]:
    """The arguments of gettext and its kin, with context and plural."""
    body = BytesIO(source.encode())
    options = {"encoding": "utf-8"}
    for _line, text, _notes, context in extract(extract_python, body, KEYWORDS, options=options):
        one, *more = text if isinstance(text, tuple) else (text,)
        if one:
            yield Message(one, more[0] if more else "", context or "")


def facts(source: str) -> Iterator[Message]:
    """The plain texts that refusals give as found, expected or fix, and the names of fields and facts."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            for given in node.exc.keywords:
                text = getattr(given.value, "value", None)
                if given.arg == "field":
                    names = text.split(".") if isinstance(text, str) else []
                else:
                    names = [given.arg] if given.arg and given.arg not in FACTS else []
                yield from (Message(label(name)) for name in names if name.islower() and name)
                if given.arg in FACTS and isinstance(text, str) and PLAIN.search(text):
                    yield Message(text)


def refusals(sources: dict[Path, str]) -> Iterator[tuple[str, Path]]:
    """First docstring lines of all that descend from the kernel's DomainError, by whatever name."""
    classes = dict(known for path, text in sources.items() for known in _classes(path, text))
    refused = {ROOT}
    while more := {
        n for n, (bases, _, _) in classes.items() if n not in refused and bases & refused
    }:
        refused |= more
    for name in sorted(refused & classes.keys()):
        _, title, path = classes[name]
        if title:
            yield title, path


def _classes(path: Path, text: str) -> Iterator[tuple[str, tuple[set[str], str, Path]]]:
    """Full name → full names of the bases, first docstring line, file."""
    module = ".".join(("comptoir", *path.relative_to(SRC).with_suffix("").parts)).removesuffix(
        ".__init__"
    )
    body = ast.parse(text).body
    names: dict[str, str] = {}
    for node in body:
        if isinstance(node, ast.ImportFrom):
            names |= {a.asname or a.name: f"{node.module}.{a.name}" for a in node.names}
        elif isinstance(node, ast.ClassDef):
            bases = {_full(ast.unparse(b), names, module) for b in node.bases}
            title = (ast.get_docstring(node) or "").strip().splitlines()[:1]
            yield f"{module}.{node.name}", (bases, "".join(title), path)


def _full(dotted: str, names: dict[str, str], module: str) -> str:
    head, dot, rest = dotted.partition(".")
    return names.get(head, f"{module}.{head}") + dot + rest


@cache
def parts() -> dict[str, Catalog]:
    """Every source of French by the name of its file; the design system's own stands first."""
    files = {"shell": OWN, **{p.name: p for p in sorted(PARTS.glob("*.fr.po"))}}
    return {name: read_po(BytesIO(path.read_bytes()), locale="fr") for name, path in files.items()}


def french() -> Catalog:
    """All parts of the rooms as one catalog."""
    whole = Catalog(locale="fr", fuzzy=False, creation_date=DATED, revision_date=DATED)
    for name, part in parts().items():
        for message in part if name != "shell" else ():
            if message.id and message.string and not whole.get(_key(message.id), message.context):
                whole.add(message.id, message.string, flags=message.flags, context=message.context)
    return whole


def english() -> Catalog:
    """What a package of others says in its own English, in ours."""
    whole = Catalog(locale="en", fuzzy=False, creation_date=DATED, revision_date=DATED)
    for message in read_po(BytesIO((PARTS / "accounts.en.po").read_bytes()), locale="en"):
        if message.id:
            whole.add(message.id, message.string, flags=message.flags)
    return whole


def compiled(catalog: Catalog) -> bytes:
    """The catalog as Django reads it."""
    out = BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def missing() -> dict[Message, str]:
    """What is said and has no French, with a place that says it."""
    catalogs = (french(), parts()["shell"])
    return {m: where for m, where in said().items() if not any(_has(c, m) for c in catalogs)}


def _has(catalog: Catalog, message: Message) -> bool:
    found = catalog.get(message.id, message.context or None)
    texts = found.string if found else ""
    return bool(texts and all(texts)) and (not message.plural or not isinstance(texts, str))


def unlike() -> dict[tuple[str, str], dict[str, set[str]]]:
    """(context, msgid) → French → the parts that say so, where there is more than one French."""
    ways: dict[tuple[str, str], dict[str, set[str]]] = {}
    for name, part in parts().items():
        for message in part:
            if message.id and message.string:
                key = (message.context or "", _key(message.id))
                ways.setdefault(key, {}).setdefault(str(message.string), set()).add(name)
    return {key: texts for key, texts in ways.items() if len(texts) > 1}


def _key(identity: str | Iterable[str]) -> str:
    return identity if isinstance(identity, str) else next(iter(identity))


def main(argv: list[str]) -> int:
    """Compile, or list; 1 when a list is not empty."""
    if argv in (["missing"], ["unlike"]):
        listed = missing() if argv == ["missing"] else unlike()
        for what, where in listed.items():
            print(f"{where}: {what!r}")
        return 1 if listed else 0
    for path, catalog in ((COMPILED, french()), (ENGLISH, english())):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(compiled(catalog))
        print(f"{path.relative_to(SRC)}: {len(catalog)} messages")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
