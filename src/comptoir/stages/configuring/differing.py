"""What differs between two configurations of one product, ready to be stored and shown."""

from __future__ import annotations

from typing import Any

from comptoir.stages.configuring import queries
from comptoir.stages.configuring.core import differing as core
from comptoir.stages.configuring.core.explosion import Explosion
from comptoir.stages.configuring.core.model import Words
from comptoir.stages.configuring.engine import load_choices
from comptoir.stages.configuring.queries import ConfigurationFacts


def difference(before: ConfigurationFacts, after: ConfigurationFacts) -> dict[str, Any]:
    """Options and materials of one unit that differ; numbers as text, prices in major units.

    options    {id, before, after, price}: words in both languages or None, and what the price changes by
    materials  {sku, name, unit, before, after}: quantities, "0" where none is needed
    price      what the price of a unit changes by: Σ of the options
    """
    turns = core.turns(before.chosen, after.chosen)
    parts = core.parts(_exploded(before).needed, _exploded(after).needed)
    return {
        "version": [before.number, after.number],
        "price": _plain(after.price - before.price),
        "options": [
            {
                "id": turn.id, "before": _words(turn.before), "after": _words(turn.after),
                "price": _plain(turn.price_after - turn.price_before),
            }
            for turn in turns
        ],
        "materials": [
            {
                "sku": part.sku, "name": _words(part.name), "unit": part.unit,
                "before": _plain(part.before), "after": _plain(part.after),
            }
            for part in parts
        ],
    }  # fmt: skip


def _exploded(made: ConfigurationFacts) -> Explosion:
    loaded = queries.loaded(queries.version(made.version_id))
    return loaded.exploded(load_choices(made.choices), {})


def _words(said: Words | None) -> dict[str, str] | None:
    return None if said is None else {"en": said.en, "fr": said.fr}


def _plain(value: Any) -> str:
    return f"{value.normalize():f}" if value else "0"
