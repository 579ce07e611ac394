"""Writing many obligations and recognitions at once, for imports."""

from __future__ import annotations

from collections.abc import Sequence

from comptoir.platform import bulk
from comptoir.platform.actions import Do, part
from comptoir.stages.recognizing.booking import RECOGNITION_COLUMNS

OBLIGATION_COLUMNS = (
    "id", "entity_id", "customer_id", "order_line_id", "charge_id", "usage_id", "pattern",
    "currency", "total_minor", "account_role", "booked_on", "starts_on", "ends_on",
)  # fmt: skip


def reserve_obligation_ids(count: int) -> Sequence[int]:
    """`count` ids for obligations, ascending."""
    return bulk.reserve("recognizing_obligation", "id", count)


@part
def recognition_bulk(_do: Do, obligations: bulk.Rows, recognitions: bulk.Rows) -> tuple[int, int]:
    """COPY obligations and what was recognized of them; returns how many of each.

    Rows are tuples, without ORM objects, or text as `bulk.copy` takes it, in this order:
    obligations   id (reserve_obligation_ids), entity_id, customer_id, order_line_id, charge_id,
                  usage_id, pattern (on_delivery | straight_line | as_billed), currency,
                  total_minor (net of the line), account_role (revenue_goods | revenue_services),
                  booked_on, starts_on, ends_on                            (OBLIGATION_COLUMNS)
    recognitions  obligation_id (of this call), cause (delivery | time | billing | credit),
                  delivery_line_id, invoice_line_id, month (its first day), recognized_on,
                  amount_minor                                             (RECOGNITION_COLUMNS)
    The database adds both to the totals of their orders. Does NOT post: the importer sends its
    entries (debit `deferred`, credit the account role, `source_kind="recognition"`) with all others
    of the chunk to ledger.parts.post.
    """
    done = bulk.copy("recognizing_obligation", OBLIGATION_COLUMNS, obligations)
    return done, bulk.copy("recognizing_recognition", RECOGNITION_COLUMNS, recognitions)
