"""What a customer is known by outside of any system: registration, VAT number, domain, address.

A first write asks the other system for these, so that a customer who is known there is changed and not made a
second time. Pure.
"""

from __future__ import annotations

from comptoir.integrating.core.objects import Customer, Record

Natural = tuple[tuple[str, str], ...]  # what it is, its value; the surest first
# mailboxes that say nothing of a company
ANYBODYS = frozenset(
    "aol.com free.fr gmail.com gmx.com gmx.de gmx.fr googlemail.com hotmail.com hotmail.fr icloud.com"
    " laposte.net live.com live.fr me.com msn.com neuf.fr orange.fr outlook.com outlook.fr proton.me"
    " protonmail.com sfr.fr wanadoo.fr web.de yahoo.com yahoo.fr".split()
)


def keys(record: Record) -> Natural:
    """What identifies a customer beside our key; nothing for other records, which have a number."""
    if not isinstance(record, Customer):
        return ()
    email = record.email.strip().lower()
    domain = email.rpartition("@")[2]
    own = "" if record.person or domain in ANYBODYS else domain
    found = (
        ("registration", record.registration), ("vat_number", record.vat_number),
        ("domain", own), ("email", email),
    )  # fmt: skip
    return tuple((what, value) for what, value in found if value)
