"""General terms to start from: our own words, French and English, clause by clause the same.

A company publishes them, or its own, with `publish_terms(do, **standard_terms.words())`.
"""

from __future__ import annotations

from importlib.resources import files


def words() -> dict[str, str]:
    """Titles and texts as `publish_terms` takes them: the first line of a file is the title."""
    found = {}
    for lang in ("fr", "en"):
        text = files(__package__).joinpath(f"{lang}.txt").read_text(encoding="utf-8")
        title, _, body = text.partition("\n")
        found[f"title_{lang}"], found[f"text_{lang}"] = title.strip(), body.strip()
    return found
