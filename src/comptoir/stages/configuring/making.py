"""What a configuration is made of, and how: its explosion at what the catalog says that its parts cost."""

from __future__ import annotations

from comptoir.records.catalog import queries as catalog
from comptoir.stages.configuring import queries
from comptoir.stages.configuring.engine import Explosion, Loaded, load_choices


def explosion(made: queries.ConfigurationFacts) -> tuple[Loaded, Explosion]:
    """Bill of materials and routing of one unit, at what the catalog says that its parts cost."""
    loaded = queries.loaded(queries.version(made.version_id))
    choices = load_choices(made.choices)
    bare = loaded.exploded(choices, {})
    found = catalog.by_sku(made.entity_id, {need.sku for need in bare.needed})
    costs = {
        sku: p.cost for sku, p in found.items()
        if p.cost is not None and p.currency == made.currency
    }  # fmt: skip
    return loaded, loaded.exploded(choices, costs) if costs else bare
