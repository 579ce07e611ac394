"""The words around what was searched for, accents forgiven: cut and marked by the server in plain letters,
shown with the accents of the text."""

from __future__ import annotations

from comptoir.stages.contracting.core.accents import unfold

_BEFORE, _AFTER = "\ue000", "\ue001"  # no text holds them; guillemets are words of a text too


def cutting(config: str, words: str, query: str, pieces: int) -> str:
    """SQL of the server's cutting; config, words, query: SQL of the language, the text and the question."""
    said = f"StartSel={_BEFORE}, StopSel={_AFTER}, MaxFragments={pieces}, MaxWords=24, MinWords=8"
    return f"ts_headline({config}, contracting_plain({words}), {query}, '{said}')"


def excerpt(words: str, cut: str) -> str:
    """The cutting as people read it, `«` and `»` around what was searched for."""
    told = unfold(words, cut, (_BEFORE, _AFTER))
    return told.replace(_BEFORE, "«").replace(_AFTER, "»")
