"""Which countries are in the EU VAT area on a day, for goods and for services. Data, dated.

Sources: Directive 2006/112/EC art. 5–8; accession treaties; Withdrawal Agreement (transition to
2020-12-31) and its Protocol on Ireland / Northern Ireland (goods, code XI).
"""

from __future__ import annotations

from datetime import date

EVER = date(1993, 1, 1)  # start of the single market: intra-community rules exist from here
_JOINED_1995 = date(1995, 1, 1)
_JOINED_2004 = date(2004, 5, 1)
MEMBER_FROM: dict[str, date] = {
    **dict.fromkeys(("BE", "DE", "DK", "ES", "FR", "GB", "GR", "IE", "IT", "LU", "NL", "PT"), EVER),
    **dict.fromkeys(("AT", "FI", "SE"), _JOINED_1995),
    **dict.fromkeys(("CY", "CZ", "EE", "HU", "LT", "LV", "MT", "PL", "SI", "SK"), _JOINED_2004),
    **dict.fromkeys(("BG", "RO"), date(2007, 1, 1)),
    "HR": date(2013, 7, 1),
}
MEMBER_UNTIL: dict[str, date] = {"GB": date(2021, 1, 1)}  # first day outside

# Codes that share another country's VAT: Monaco (art. 7), Isle of Man (art. 7), Greece's VAT code,
# Northern Ireland (UK VAT; EU rules for goods only).
HOME = {"MC": "FR", "IM": "GB", "EL": "GR", "UK": "GB", "XI": "GB"}

# Inside French VAT at their own rates for services; outside for goods (CGI art. 294, 296).
FRENCH_OVERSEAS = ("GP", "MQ", "RE")


def home(country: str) -> str:
    """The country whose VAT applies in `country`."""
    return HOME.get(country, country)


def in_union(country: str, on: date, *, goods: bool) -> bool:
    """Whether a supply to or from `country` on that day follows the intra-community rules."""
    if country == "XI" and on >= MEMBER_UNTIL["GB"]:
        return goods
    code = home(country)
    since, until = MEMBER_FROM.get(code), MEMBER_UNTIL.get(code)
    return since is not None and since <= on and (until is None or on < until)
