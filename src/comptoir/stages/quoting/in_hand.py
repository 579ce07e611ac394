"""A draft that a deed has in its hands, as facts: its answer need not read it a second time."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from operator import itemgetter

from comptoir.platform import sql
from comptoir.stages.quoting.models import Quote, QuoteLine
from comptoir.stages.quoting.queries import LINE, QuoteFacts, facts, line_from

_told = itemgetter(*LINE)


def quote(row: Quote, lines: Iterable[QuoteLine], written: Collection[int]) -> QuoteFacts:
    """The quote with its lines; of what was written, as the database keeps it.

    written  lines to be read again, in one statement: a number has its column's decimals there
    """
    asked = "quote_id = %s AND id = ANY(%s)"
    read = sql.values(QuoteLine, LINE, asked, [row.id, list(written)]) if written else []
    fresh = {found[0]: found for found in read}
    mine = frozenset(row.chosen)
    told = (fresh.get(line.id) or _told(line.__dict__) for line in lines)
    made = (line_from(dict(zip(LINE, li, strict=True)), mine, row.picked) for li in told)
    return facts(row, lines=tuple(made))
