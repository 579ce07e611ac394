"""Writing many obligations and recognitions at once, for imports."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from comptoir.platform import bulk
from comptoir.platform.actions import Do, part
from comptoir.stages.recognizing.booking import RECOGNITION_COLUMNS, Key, add_sums

OBLIGATION_COLUMNS = (
    "id", "entity_id", "customer_id", "order_line_id", "charge_id", "usage_id", "pattern",
    "currency", "total_minor", "account_role", "booked_on", "starts_on", "ends_on",
)  # fmt: skip


def reserve_obligation_ids(count: int) -> Sequence[int]:
    """`count` ids for obligations, ascending."""
    return bulk.reserve("recognizing_obligation", "id", count)


@part
def recognition_bulk(
    do: Do, obligations: bulk.Rows, recognitions: bulk.Rows, earned: dict[Key, int] | None = None
) -> tuple[int, int]:
    """COPY obligations and what was recognized of them; returns how many of each.

    Rows are tuples, without ORM objects, in this order:
    obligations   id (reserve_obligation_ids), entity_id, customer_id, order_line_id, charge_id,
                  usage_id, pattern (on_delivery | straight_line | as_billed), currency,
                  total_minor (net of the line), account_role (revenue_goods | revenue_services),
                  booked_on, starts_on, ends_on                            (OBLIGATION_COLUMNS)
    recognitions  obligation_id (of this call), cause (delivery | time | billing | credit),
                  delivery_line_id, invoice_line_id, month (its first day), recognized_on,
                  amount_minor                                             (RECOGNITION_COLUMNS)
    Or both as `bulk.copy` takes text, and then with `earned`: their sums in minor units, by customer
    (as text), currency, month of booked_on, month of recognized_on.
    Also adds to the month totals. Does NOT post: the importer sends its entries (debit `deferred`,
    credit the account role, `source_kind="recognition"`) with all others of the chunk to
    ledger.parts.post.
    """
    if isinstance(obligations, bytes) or isinstance(recognitions, bytes):
        assert earned is not None, "text cannot be summed"
        done = bulk.copy("recognizing_obligation", OBLIGATION_COLUMNS, obligations)
        copied = bulk.copy("recognizing_recognition", RECOGNITION_COLUMNS, recognitions)
        add_sums(do.entity_id, earned)
        return done, copied
    promised = list(obligations)
    heads = {row[0]: (str(row[2]), row[7], row[10].replace(day=1)) for row in promised}
    done = bulk.copy("recognizing_obligation", OBLIGATION_COLUMNS, promised)
    sums: dict[Key, int] = {}
    copied = bulk.copy(
        "recognizing_recognition", RECOGNITION_COLUMNS, _summed(recognitions, heads, sums)
    )
    add_sums(do.entity_id, sums)
    return done, copied


def _summed(
    rows: Iterable[Sequence[Any]], heads: dict[int, tuple[str, str, date]], sums: dict[Key, int]
) -> Iterable[Sequence[Any]]:
    """The rows, each added to its month total on the way."""
    for row in rows:
        key = (*heads[row[0]], row[5].replace(day=1))
        sums[key] = sums.get(key, 0) + row[6]
        yield row
