"""The page of a fake: what it holds, with buttons for what people do there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape

Table = tuple[str, list[str], list[list[str]]]  # title, columns, rows that begin with the id

_STYLE = """
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { margin: 0 auto; padding: 1.5rem; max-width: 70rem; }
h1 { font-size: 1.4rem; margin: 0 0 .25rem; } h2 { font-size: 1.05rem; margin: 1.5rem 0 .5rem; }
p { margin: 0 0 .75rem; opacity: .8; }
div { overflow-x: auto; } table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid #8884;
  vertical-align: top; overflow-wrap: anywhere; min-width: 4rem; }
form { display: inline; } button { font: inherit; padding: .15rem .6rem; margin: 0 .25rem .25rem 0;
  border: 1px solid #8888; border-radius: .4rem; background: transparent; color: inherit; cursor: pointer; }
button:hover, button:focus-visible { background: #8883; }
"""


def render(title: str, clicks: Mapping[str, str], tables: Iterable[Table]) -> str:
    """`clicks`: "make:verb" stands at the top, "title:verb" in each row of that table."""
    top = "".join(_button(v, w) for v, w in clicks.items() if v.startswith("make:"))
    said = "".join(_table(table, clicks) for table in tables)
    head = f"<!doctype html><html lang=en><meta charset=utf-8><title>{escape(title)}</title>"
    view = '<meta name=viewport content="width=device-width">'
    words = "A system in the box, to try connections out. What you click here, it tells Comptoir."
    return f"{head}{view}<style>{_STYLE}</style><h1>{escape(title)}</h1><p>{words}</p><p>{top}</p>{said}"


def _table(table: Table, clicks: Mapping[str, str]) -> str:
    title, columns, rows = table
    verbs = {v: w for v, w in clicks.items() if v.startswith(f"{title}:")}
    head = "".join(f"<th scope=col>{escape(c)}" for c in columns) + ("<th>" if verbs else "")
    lines = "".join(
        "<tr>" + "".join(f"<td>{escape(cell[:200])}" for cell in row)
        + ("<td>" + "".join(_button(v, w, row[0]) for v, w in verbs.items()) if verbs else "")
        for row in rows
    )  # fmt: skip
    body = f"<table><thead><tr>{head}<tbody>{lines}</table>" if rows else "<p>Nothing yet.</p>"
    return f"<h2>{escape(title)}</h2><div>{body}</div>"


def _button(verb: str, words: str, ident: str = "") -> str:
    return (
        f'<form method=post action="/__fake__/do"><input type=hidden name=verb value="{escape(verb)}">'
        f'<input type=hidden name=id value="{escape(ident)}"><button>{escape(words)}</button></form>'
    )
