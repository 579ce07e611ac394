"""What any stage's action may ask: which VAT a line bears."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from comptoir.platform import sql
from comptoir.platform.actions import Do, part
from comptoir.platform.ids import new_id
from comptoir.records.parties.queries import CustomerFacts, EntityFacts
from comptoir.records.taxes.core import decide as core
from comptoir.records.taxes.queries import DecisionFacts

_DECIDED = tuple(core.Decision.__dataclass_fields__)
# One statement: the known row, or the new one. A row that another transaction wrote a moment ago is
# seen by neither half and is read by a second statement.
_KEEP = """
WITH known AS (
    SELECT id FROM taxes_decision WHERE entity_id = %(entity_id)s AND digest = %(digest)s
), fresh AS (
    INSERT INTO taxes_decision (
        id, entity_id, digest, category, rate, country, vatex, rule, version,
        mention_fr, mention_en, reason_fr, reason_en, margin_rate, facts)
    SELECT
        %(id)s, %(entity_id)s, %(digest)s, %(category)s, %(rate)s, %(country)s, %(vatex)s, %(rule)s,
        %(version)s, %(mention_fr)s, %(mention_en)s, %(reason_fr)s, %(reason_en)s,
        %(margin_rate)s::numeric, %(facts)s::jsonb
    WHERE NOT EXISTS (SELECT 1 FROM known)
    ON CONFLICT (entity_id, digest) DO NOTHING RETURNING id
)
SELECT id FROM known UNION ALL SELECT id FROM fresh
"""
_READ = "SELECT id FROM taxes_decision WHERE entity_id = %(entity_id)s AND digest = %(digest)s"


@part
def decide(
    do: Do,
    *,
    customer: CustomerFacts,
    entity: EntityFacts,
    nature: str,
    tax_class: str,
    ship_to_country: str,
    on: date,
    margin_scheme: str = "",
) -> DecisionFacts:
    """The VAT of a sale on the tax point `on`, stored once per distinct decision.

    Costs one SQL statement per distinct decision and action; the rest is answered from `do.memo`.
    """
    sale = core.Sale(
        seller_country=entity.country,
        seller_vat=entity.vat_number,
        buyer_country=customer.country,
        buyer_kind="business" if customer.is_business else "consumer",
        buyer_vat_valid=bool(customer.vat_number),
        ship_to_country=ship_to_country or customer.country,
        nature=nature,
        tax_class=tax_class,
        on=on,
        regime=entity.vat_regime,
        margin_scheme=margin_scheme,
    )
    known = do.memo.get(("vat", sale))
    if known is None:
        known = do.memo["vat", sale] = _stored(do, sale, core.decide(sale))
    assert isinstance(known, DecisionFacts)
    return known


@part
def stated(do: Do, *, rule: str, country: str, reason_fr: str, reason_en: str) -> DecisionFacts:
    """Documents made elsewhere whose source says what VAT they bear: none. Nothing is decided here.

    rule  names the source's statement; the category is O (not subject to VAT), at rate 0
    """
    row: dict[str, Any] = {
        "category": "O", "rate": core.ZERO, "country": country, "vatex": "", "rule": rule,
        "version": 1, "mention_fr": reason_fr, "mention_en": reason_en, "reason_fr": reason_fr,
        "reason_en": reason_en, "margin_rate": None,
    }  # fmt: skip
    facts = {"stated_by": rule}
    digest = _digest(facts, row)
    values = {**row, "id": new_id(), "entity_id": do.entity_id, "digest": digest}
    pk = _keep({**values, "facts": json.dumps(facts)})
    return DecisionFacts(id=pk, **row, facts=facts)


def _stored(do: Do, sale: core.Sale, decided: core.Decision) -> DecisionFacts:
    """The row of a decision. The day is not part of its identity: what changes with the day is the
    rate or the rule's version, and both are."""
    facts = {**asdict(sale), "seller_vat": bool(sale.seller_vat)}
    del facts["on"]
    if not sale.margin_scheme:
        del facts["margin_scheme"]
    row = {name: getattr(decided, name) for name in _DECIDED}
    digest = _digest(facts, row)
    known = do.memo.get(("vat row", digest))
    if known is None:
        values = {**row, "id": new_id(), "entity_id": do.entity_id, "digest": digest}
        pk = _keep({**values, "facts": json.dumps(facts)})
        known = do.memo["vat row", digest] = DecisionFacts(id=pk, **row, facts=facts)
    assert isinstance(known, DecisionFacts)
    return known


def _digest(facts: dict[str, Any], row: dict[str, Any]) -> str:
    told = {**row, "rate": format(row["rate"].normalize(), "f")}
    margin = told.pop("margin_rate")
    if margin is not None:
        told["margin_rate"] = format(margin.normalize(), "f")
    return hashlib.sha256(json.dumps([facts, told], sort_keys=True).encode()).hexdigest()


def _keep(values: dict[str, Any]) -> UUID:
    found = sql.one(_KEEP, values) or sql.one(_READ, values)
    assert found is not None
    return UUID(str(found[0]))
