"""Who else has a draft open, and at which line: a light poll of the editor asks.

To look at a quote is no deed of business: nothing here is on the record, and a row that nobody renews
is forgotten within seconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from comptoir.platform import clock, sql

KEPT = timedelta(seconds=15)  # three polls of the editor
_HERE = """
WITH gone AS (
    DELETE FROM quoting_presence WHERE id IN (
        SELECT id FROM quoting_presence WHERE seen_at < %(since)s
        AND NOT (quote_id = %(quote)s AND person_id = %(person)s) FOR UPDATE SKIP LOCKED)),
me AS (
    INSERT INTO quoting_presence (quote_id, person_id, line_id, seen_at)
    VALUES (%(quote)s, %(person)s, %(line)s, %(now)s)
    ON CONFLICT (quote_id, person_id) DO UPDATE SET line_id = %(line)s, seen_at = %(now)s)
SELECT u.name, l.id, l.position FROM quoting_presence p
JOIN platform_user u ON u.id = p.person_id
LEFT JOIN quoting_line l ON l.id = p.line_id AND l.quote_id = p.quote_id
WHERE p.quote_id = %(quote)s AND p.person_id <> %(person)s AND p.seen_at >= %(since)s
ORDER BY u.name, u.id
"""


@dataclass(frozen=True, slots=True)
class Other:
    """Somebody else in the same draft; `line` is the id of the row that has the cursor, if any."""

    name: str
    line: int | None
    position: int | None

    @property
    def initials(self) -> str:
        """`MD` of Marie Dubois."""
        words = [word for word in self.name.split() if word[0].isalnum()]
        first = words[0][0] if words else "?"
        return f"{first}{words[-1][0]}".upper() if len(words) > 1 else first.upper()

    @property
    def said(self) -> str:
        """What a chip says of it."""
        if self.position is None:
            return _("%(who)s has this quote open") % {"who": self.name}
        return _("%(who)s is editing line %(n)d") % {"who": self.name, "n": self.position}


def here(quote_id: UUID, person_id: UUID, line_id: int | None) -> list[Other]:
    """Say where this person is; answer where the others are. One statement."""
    now = clock.instant()
    told = {
        "quote": quote_id, "person": person_id, "line": line_id, "now": now, "since": now - KEPT,
    }  # fmt: skip
    return [Other(*row) for row in sql.rows(_HERE, told)]


def leave(quote_id: UUID, person_id: UUID) -> None:
    """This person has closed the editor."""
    sql.run(
        "DELETE FROM quoting_presence WHERE quote_id = %s AND person_id = %s", [quote_id, person_id]
    )
