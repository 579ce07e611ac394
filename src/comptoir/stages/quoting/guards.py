"""What the database refuses of quotes, in its own words: the bodies of the triggers of `models.py`."""

from __future__ import annotations

import pgtrigger

_OFFERED = (
    "customer_id", "valid_until", "content_digest", "currency", "discount_value", "discount_kind",
    "amends_contract", "contract_version", "amendment",
    "alternatives", "recommended", "schedule", "deposit_percent", "offered", "uplift",
)  # fmt: skip
_TOTALS = ("net_minor", "vat_minor", "gross_minor", "one_off_minor", "recurring_minor", "mrr_minor")


def _differ(columns: tuple[str, ...]) -> str:
    old, new = (", ".join(f"{side}.{c}" for c in columns) for side in ("OLD", "NEW"))
    return f"ROW({old}) IS DISTINCT FROM ROW({new})"


# The alternative, the options and the quantities that the customer chooses change the totals by the
# acceptance, and by nothing else.
_CHOSEN = ("chosen", "picked", "alternative")
SENT_CHANGED = (
    f"OLD.state = 'sent' AND ({_differ(_OFFERED)} OR ({_differ((*_TOTALS, *_CHOSEN))}"
    " AND NOT (NEW.state = 'accepted' AND (jsonb_array_length(NEW.chosen) > 0 OR NEW.picked <> '{}'"
    " OR NEW.alternative <> ''))))"
)

# An acceptance names exactly one of the alternatives where there are some, and none where there are none.
ONE = """
IF (NEW.alternative = '') <> (jsonb_array_length(NEW.alternatives) = 0)
   OR (NEW.alternative <> '' AND NOT EXISTS (
        SELECT 1 FROM jsonb_array_elements(NEW.alternatives) a WHERE a->>'key' = NEW.alternative))
THEN
    RAISE EXCEPTION 'an acceptance names one of the alternatives of the offer'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'quote_accepts_one_alternative';
END IF;
RETURN NEW;
"""


# What leaves the draft was measured against the policies of that moment, and has each approval that they
# want; nothing is being asked any more.
CLEARED = """
IF NEW.cleared IS NULL OR NEW.cleared->>'content' IS DISTINCT FROM NEW.content_digest
   OR EXISTS (
    SELECT 1 FROM approvals_step s
    WHERE s.subject_id = NEW.series AND s.state IN ('pending', 'waiting'))
   OR EXISTS (
    SELECT 1 FROM jsonb_array_elements_text(NEW.cleared->'policies') AS wanted (id)
    JOIN approvals_policy p ON p.id = wanted.id::uuid
    WHERE NOT EXISTS (
        SELECT 1 FROM approvals_step s
        WHERE s.subject_id = NEW.series AND s.lineage = p.lineage AND s.state = 'approved'))
THEN
    RAISE EXCEPTION 'this quote is not approved'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'quote_sent_is_approved';
END IF;
RETURN NEW;
"""

# A product with a model goes out with a configuration of that model, and no other product with one.
CONFIGURED = """
IF EXISTS (
    SELECT 1 FROM quoting_line l
    LEFT JOIN configuring_configuration c ON c.id = l.configuration_id
    LEFT JOIN configuring_version v ON v.id = c.version_id
    LEFT JOIN configuring_model m ON m.id = v.model_id
    WHERE l.quote_id = NEW.id AND (
        (c.id IS NOT NULL AND (m.product_id <> l.product_id OR m.entity_id <> NEW.entity_id))
        OR (c.id IS NULL AND l.product_id IN (
            SELECT o.product_id FROM configuring_model o JOIN configuring_version p ON p.model_id = o.id
            JOIN platform_clock k ON k.entity_id = o.entity_id
            WHERE p.state = 'published'
              AND p.starts_on <= coalesce(k.today, (NEW.sent_at AT TIME ZONE k.zone)::date)))
    )
) THEN
    RAISE EXCEPTION 'quote % has a line without a valid configuration', NEW.number
        USING ERRCODE = 'check_violation', CONSTRAINT = 'quote_sent_is_configured';
END IF;
RETURN NEW;
"""

# Asked once of all rows of a statement: asked of each, it was two thirds of the time in which a thousand
# lines are written.
_FROZEN = """
IF EXISTS (SELECT 1 FROM quoting_quote q WHERE q.state <> 'draft' AND q.id IN ({rows})) THEN
    RAISE EXCEPTION 'the lines of a sent quote are frozen'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'quote_lines_frozen';
END IF;
RETURN NULL;
"""
_OLD, _NEW = "SELECT quote_id FROM old_lines", "SELECT quote_id FROM new_lines"


def frozen_lines() -> list[pgtrigger.Trigger]:
    """The lines of a quote that was sent stay as they are: none comes, changes, moves or goes."""
    kinds = {
        "added": (pgtrigger.Insert, {"new": "new_lines"}, _NEW),
        "changed": (
            pgtrigger.Update,
            {"old": "old_lines", "new": "new_lines"},
            f"{_OLD} UNION {_NEW}",
        ),
        "removed": (pgtrigger.Delete, {"old": "old_lines"}, _OLD),
    }
    return [
        pgtrigger.Trigger(
            name=f"quote_lines_frozen_{name}",
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=operation,
            referencing=pgtrigger.Referencing(**seen),
            func=_FROZEN.format(rows=rows),
        )
        for name, (operation, seen, rows) in kinds.items()
    ]
