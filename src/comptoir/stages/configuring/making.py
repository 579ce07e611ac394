"""What configurations are made of, and how: taken apart, at what the catalog says that their parts cost."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from comptoir.records.catalog import queries as catalog
from comptoir.stages.configuring import queries
from comptoir.stages.configuring.core.explosion import Assembly
from comptoir.stages.configuring.core.explosion import Needed as Need
from comptoir.stages.configuring.core.model import Number, Term
from comptoir.stages.configuring.engine import Explosion, Loaded, load_choices

__all__ = ["Assembly", "Made", "Need", "explosion", "explosions", "formulas"]


@dataclass(frozen=True, slots=True)
class Made:
    """A configuration taken apart, one unit of it; products: those of its parts in the catalog, by SKU."""

    configuration: queries.ConfigurationFacts
    loaded: Loaded
    explosion: Explosion
    products: Mapping[str, catalog.ProductFacts]


def explosion(made: queries.ConfigurationFacts) -> tuple[Loaded, Explosion]:
    """Bill of materials and routing of one unit, at what the catalog says that its parts cost."""
    found = _made([made])[made.id]
    return found.loaded, found.explosion


def explosions(ids: Collection[UUID]) -> dict[UUID, Made]:
    """Several configurations taken apart. Three statements for any number, and one for each version that this
    process has not read yet."""
    return _made(list(queries.configurations(ids).values())) if ids else {}


def formulas(made: Made, need: Need) -> Iterator[Term]:
    """The quantities of a part that the model works out, as it was written."""
    for material in made.loaded.model.materials:
        if (material.sku, material.unit) == (need.sku, need.unit) and not isinstance(
            material.quantity, Number
        ):
            yield material.quantity


def _made(configurations: list[queries.ConfigurationFacts]) -> dict[UUID, Made]:
    versions = queries.versions({one.version_id for one in configurations})
    read = {
        one.id: (one, queries.loaded(versions[one.version_id]), load_choices(one.choices))
        for one in configurations
    }
    bare = {pk: loaded.exploded(choices, {}) for pk, (_one, loaded, choices) in read.items()}
    skus = {need.sku for found in bare.values() for need in found.needed}
    entities = {one.entity_id for one in configurations}
    known = {pk: catalog.by_sku(pk, skus) for pk in entities} if skus else {}
    found: dict[UUID, Made] = {}
    for pk, (one, loaded, choices) in read.items():
        parts = {n.sku: known[one.entity_id].get(n.sku) for n in bare[pk].needed}
        products = {sku: product for sku, product in parts.items() if product}
        costs = {
            sku: p.cost for sku, p in products.items()
            if p.cost is not None and p.currency == one.currency
        }  # fmt: skip
        whole = loaded.exploded(choices, costs) if costs else bare[pk]
        found[pk] = Made(one, loaded, whole, products)
    return found
