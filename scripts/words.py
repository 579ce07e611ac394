"""The French of Comptoir: what is said in code and templates, what has no French yet, and the compiled catalog.

    python scripts/words.py            compile src/comptoir/locale/parts/*.fr.po
    python scripts/words.py missing    list what has no French

The parts are the source: one small file per room. Everything a reader may see is a msgid: the arguments of
gettext, `{% translate %}` and `{% blocktranslate %}`, and the first line of every refusal's docstring.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

SRC = Path(__file__).parents[1] / "src" / "comptoir"
PARTS = SRC / "locale" / "parts"
COMPILED = SRC / "locale" / "fr" / "LC_MESSAGES" / "django.mo"
OWN = SRC / "shell" / "locale" / "fr" / "LC_MESSAGES" / "django.po"  # the design system's own words
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "_": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
}
REFUSALS = ("DomainError", "Refused", "Invalid", "NotFound", "Forbidden", "NotAllowed")
Message = str | tuple[str, ...]


def said() -> dict[Message, str]:
    """Every msgid of code, templates and refusals, with the first place that says it."""
    found: dict[Message, str] = {}
    for path in sorted(SRC.rglob("*.py")):
        if "migrations" not in path.parts:
            text = path.read_text(encoding="utf-8")
            for message in (*_calls(text), *_refusals(text)):
                found.setdefault(message, str(path.relative_to(SRC)))
    for path in sorted(SRC.rglob("templates/**/*.html")):
        for message in _calls(templatize(path.read_text(encoding="utf-8"))):
            found.setdefault(message, str(path.relative_to(SRC)))
    return found


def _calls(source: str) -> Iterator[Message]:
    body = BytesIO(source.encode())
    for _line, _name, message, _notes in extract_python(body, list(KEYWORDS), [], {"encoding": "utf-8"}):
        texts = tuple(m for m in (message if isinstance(message, tuple) else (message,)) if m)
        if texts:
            yield texts[:2] if _name.startswith("n") and len(texts) > 1 else texts[-1 if "pgettext" in _name else 0]


def _refusals(source: str) -> Iterator[str]:
    """First docstring lines of the classes that descend, by name, from a refusal in this file or the kernel."""
    known = set(REFUSALS)
    for node in ast.parse(source).body:
        if not isinstance(node, ast.ClassDef):
            continue
        above = {b.attr if isinstance(b, ast.Attribute) else getattr(b, "id", "") for b in node.bases}
        if above & known or node.name in REFUSALS:
            known.add(node.name)
            if text := ast.get_docstring(node):
                yield text.strip().splitlines()[0]


def french() -> Catalog:
    """All parts as one catalog; the first file that translates a message wins."""
    whole = Catalog(locale="fr", fuzzy=False)
    for path in sorted(PARTS.glob("*.fr.po")):
        for message in read_po(BytesIO(path.read_bytes()), locale="fr"):
            if message.id and message.string and message.id not in whole:
                whole.add(message.id, message.string, flags=message.flags, context=message.context)
    return whole


def compiled() -> bytes:
    out = BytesIO()
    write_mo(out, french())
    return out.getvalue()


def missing() -> dict[Message, str]:
    """What is said and has no French, with a place that says it."""
    whole, own = french(), read_po(BytesIO(OWN.read_bytes()), locale="fr")
    return {
        m: where
        for m, where in said().items()
        if not _has(whole, m) and not _has(own, m) and not _has_single(whole, m)
    }


def _has(catalog: Catalog, message: Message) -> bool:
    found = catalog.get(message if isinstance(message, str) else message[0])
    return bool(found and found.string and (isinstance(found.string, str) or all(found.string)))


def _has_single(catalog: Catalog, message: Message) -> bool:
    return any(e.context and e.id == message and e.string for e in catalog)


def main(argv: list[str]) -> int:
    if argv == ["missing"]:
        for message, where in missing().items():
            print(f"{where}: {message!r}")
        return 1 if missing() else 0
    COMPILED.parent.mkdir(parents=True, exist_ok=True)
    COMPILED.write_bytes(compiled())
    print(f"{COMPILED.relative_to(SRC)}: {len(french())} messages")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
