"""Rate limits of the pages that need no account. Keys are digests: no address is kept."""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings
from django.http import HttpRequest

from comptoir.kernel.errors import Refused
from comptoir.platform import sql

HOUR = 3_600


class TooOften(Refused):
    """This was tried too often from here; wait a while, then try again."""

    code = "too_often"


_TAKE = """
INSERT INTO portal_tally (key, until, count) VALUES (%s, now() + %s * interval '1 second', 1)
ON CONFLICT (key) DO UPDATE SET
    count = CASE WHEN portal_tally.until < now() THEN 1 ELSE portal_tally.count + 1 END,
    until = CASE WHEN portal_tally.until < now() THEN excluded.until ELSE portal_tally.until END
RETURNING count
"""


def take(what: str, who: str, most: int, seconds: int = HOUR) -> bool:
    """Count one more try; False when there were `most` of them within this time already."""
    row = sql.one(_TAKE, [digest(f"{what} {who}"), seconds])
    return row is not None and int(row[0]) <= most


def spend(what: str, who: str, most: int, seconds: int = HOUR) -> None:
    """Count one more try; TooOften where there were too many."""
    if not take(what, who, most, seconds):
        raise TooOften(expected=most)


def sweep() -> None:
    """Forget what is over."""
    sql.run("DELETE FROM portal_tally WHERE until < now() - interval '1 day'")


def digest(text: str) -> str:
    """A keyed digest: whoever reads the table learns no address from it."""
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def client(request: HttpRequest) -> str:
    """Where a request comes from: as a proxy that we trust says it, else as this server sees it."""
    name = settings.COMPTOIR_ADDRESS_HEADER
    told = request.headers.get(name, "").partition(",")[0].strip() if name else ""
    return told or str(request.META.get("REMOTE_ADDR", ""))
