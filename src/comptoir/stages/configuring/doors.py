"""The door into a quote: what is not configured, or not validly, does not pass, whoever brings it.

door = doors.open_door(asked, product_ids, configuration_ids)   two statements at most
made = door.let_in(product_id, sku, configuration_id)         facts, None, or a refusal
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from uuid import UUID

from comptoir.kernel.errors import Refused
from comptoir.stages.configuring import engine, queries
from comptoir.stages.configuring.core.states import VersionState
from comptoir.stages.configuring.queries import ConfigurationFacts


class NeedsConfiguration(Refused):
    """This product is put together from options: configure it first."""

    code = "needs_configuration"


class OtherProduct(Refused):
    """This configuration is of another product."""

    code = "configuration_of_other_product"


class OtherCurrency(Refused):
    """This configuration is priced in another currency."""

    code = "configuration_currency"


class Withdrawn(Refused):
    """The version of the model behind this configuration is no longer offered; configure it again."""

    code = "configuration_withdrawn"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the document is that products enter: whose, in which currency, on which day."""

    entity_id: UUID
    currency: str
    on: date


@dataclass(frozen=True, slots=True)
class Door:
    """What is known of the products and configurations that ask to enter.

    offered  products that are offered configured today
    made     configurations by id
    judged   whether the engine judges once more what is stored; it judged it when it was stored
    """

    asked: Asked
    offered: Collection[UUID]
    made: Mapping[UUID, ConfigurationFacts]
    judged: bool = True

    def let_in(
        self, product_id: UUID, sku: str, configuration_id: UUID | None
    ) -> ConfigurationFacts | None:
        """The configuration of a product that has one; refused unless it is whole and valid."""
        if configuration_id is None:
            if product_id in self.offered:
                raise NeedsConfiguration(
                    field="configuration_id", found=sku, fix="configure the product"
                )
            return None
        made = self.made.get(configuration_id)
        if made is None or made.entity_id != self.asked.entity_id:
            raise queries.UnknownConfiguration(
                field="configuration_id", found=str(configuration_id)
            )
        if made.product_id != product_id:
            raise OtherProduct(
                field="configuration_id", found=sku, expected=f"{made.code} v{made.number}"
            )
        if made.currency != self.asked.currency:
            raise OtherCurrency(
                field="configuration_id", found=made.currency, expected=self.asked.currency
            )
        if made.version_state == VersionState.RETIRED:
            raise Withdrawn(field="configuration_id", found=f"{made.code} v{made.number}")
        if self.judged:
            _valid(made.version_id, made.id)
        return made


def open_door(
    asked: Asked,
    products: Collection[UUID],
    configurations: Collection[UUID | None],
    *,
    judged: bool = True,
) -> Door:
    """Read what is needed to judge any number of lines: two statements at most."""
    made = queries.configurations({c for c in configurations if c})
    return Door(asked, queries.configurable(products, asked.on), made, judged)


@lru_cache(maxsize=4096)
def _valid(version_id: UUID, configuration_id: UUID) -> None:
    """Let the engine judge once more what is stored. Neither ever changes, so once a process is enough;
    a refusal is not remembered."""
    made = queries.configuration(configuration_id)
    loaded = queries.loaded(queries.version(version_id))
    loaded.finished(engine.load_choices(made.choices))
