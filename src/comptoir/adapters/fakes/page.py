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
th, td { text-align: left; padding: .4rem 1rem .4rem 0; border-bottom: 1px solid #8884;
  vertical-align: top; overflow-wrap: break-word; max-width: 22rem; }
th { font-size: .85rem; font-weight: 500; opacity: .8; }
td:last-child { white-space: nowrap; }
form { display: inline; } button { font: inherit; padding: .15rem .6rem; margin: 0 .25rem .25rem 0;
  border: 1px solid #8888; border-radius: .4rem; background: transparent; color: inherit; cursor: pointer; }
button:hover, button:focus-visible { background: #8883; }
@media (max-width: 40rem) {
  thead { display: none; } table, tbody, tr, td { display: block; max-width: none; }
  tr { border-bottom: 1px solid #8884; padding: .5rem 0; } td { border: 0; padding: .1rem 0; }
  td:last-child { white-space: normal; }
  td[data-label]::before { content: attr(data-label) " "; opacity: .7; }
}
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
    """Without the columns that hold nothing yet."""
    title, columns, rows = table
    filled = [n for n, _ in enumerate(columns) if n == 0 or any(row[n] for row in rows)]
    named = [columns[n].replace("_", " ") for n in filled]
    verbs = {v: w for v, w in clicks.items() if v.startswith(f"{title}:")}
    head = "".join(f"<th scope=col>{escape(name)}" for name in named)
    lines = "".join(_row([row[n] for n in filled], named, verbs) for row in rows)
    kept = f"<table><thead><tr>{head}<th><tbody>{lines}</table>" if rows else "<p>Nothing yet.</p>"
    return f"<h2>{escape(title)}</h2><div>{kept}</div>"


def _row(cells: list[str], named: list[str], verbs: Mapping[str, str]) -> str:
    said = "".join(
        f'<td data-label="{escape(name)}">{escape(cell[:200])}' if cell else "<td>"
        for name, cell in zip(named, cells, strict=True)
    )
    return f"<tr>{said}<td>" + "".join(_button(v, w, cells[0]) for v, w in verbs.items())


def _button(verb: str, words: str, ident: str = "") -> str:
    return (
        f'<form method=post action="/__fake__/do"><input type=hidden name=verb value="{escape(verb)}">'
        f'<input type=hidden name=id value="{escape(ident)}"><button>{escape(words)}</button></form>'
    )
