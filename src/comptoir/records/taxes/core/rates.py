"""VAT rates by country, class and day. Data, dated; a rate starts on its day and runs to the next.

Sources: France CGI art. 278, 278-0 bis, 279, 281 quater ff., 296; United Kingdom VATA 1994 s. 2 and
schedules; other countries European Commission, "VAT rates applied in the Member States" and its
successor database. A class that a country does not have at a date has no rate: it is never guessed.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from comptoir.kernel.errors import Invalid
from comptoir.records.taxes.core.territory import home

_OVERSEAS = {
    "standard": "2000-04-01 8.5",
    "intermediate": "2012-01-01 2.1",
    "reduced": "2000-04-01 2.1",
}
# class: "first day rate; first day rate; …", "-" = the class ends
_TABLE: dict[str, dict[str, str]] = {
    "FR": {
        "standard": "1982-07-01 18.6; 1995-08-01 20.6; 2000-04-01 19.6; 2014-01-01 20",
        "intermediate": "2012-01-01 7; 2014-01-01 10",
        "reduced": "1982-07-01 5.5",
        "super_reduced": "1986-01-01 2.1",
    },
    "GP": _OVERSEAS,
    "MQ": _OVERSEAS,
    "RE": _OVERSEAS,
    "GB": {
        "standard": "1991-04-01 17.5; 2008-12-01 15; 2010-01-01 17.5; 2011-01-04 20",
        "reduced": "1997-09-01 5",
        "super_reduced": "1973-04-01 0",
    },
    "AT": {
        "standard": "1984-01-01 20",
        "intermediate": "2016-01-01 13",
        "reduced": "1984-01-01 10",
    },
    "BE": {"standard": "1996-01-01 21", "intermediate": "1992-04-01 12", "reduced": "1992-04-01 6"},
    "BG": {"standard": "1999-01-01 20", "reduced": "2007-01-01 7; 2011-04-01 9"},
    "CY": {
        "standard": "2003-01-01 15; 2012-03-01 17; 2013-01-14 18; 2014-01-13 19",
        "intermediate": "2005-08-01 8; 2014-01-13 9",
        "reduced": "2000-07-01 5",
    },
    "CZ": {
        "standard": "2004-05-01 19; 2010-01-01 20; 2013-01-01 21",
        "reduced": "2008-01-01 9; 2010-01-01 10; 2012-01-01 14; 2013-01-01 15; 2024-01-01 12",
    },
    "DE": {
        "standard": "2007-01-01 19; 2020-07-01 16; 2021-01-01 19",
        "reduced": "1983-07-01 7; 2020-07-01 5; 2021-01-01 7",
    },
    "DK": {"standard": "1992-01-01 25"},
    "EE": {
        "standard": "1991-01-10 18; 2009-07-01 20; 2024-01-01 22; 2025-07-01 24",
        "reduced": "2009-01-01 9",
    },
    "ES": {
        "standard": "1995-01-01 16; 2010-07-01 18; 2012-09-01 21",
        "reduced": "1995-01-01 7; 2010-07-01 8; 2012-09-01 10",
        "super_reduced": "1995-01-01 4",
    },
    "FI": {
        "standard": "1994-06-01 22; 2010-07-01 23; 2013-01-01 24; 2024-09-01 25.5",
        "intermediate": "2009-10-01 12; 2010-07-01 13; 2013-01-01 14; 2026-01-01 13.5",
        "reduced": "1998-01-01 8; 2010-07-01 9; 2013-01-01 10",
    },
    "GR": {
        "standard": "2005-04-01 19; 2010-03-15 21; 2010-07-01 23; 2016-06-01 24",
        "reduced": "2005-04-01 9; 2010-03-15 10; 2010-07-01 11; 2011-01-01 13",
        "super_reduced": "2011-01-01 6.5; 2015-07-20 6",
    },
    "HR": {
        "standard": "2009-08-01 23; 2012-03-01 25",
        "intermediate": "2014-01-01 13",
        "reduced": "2013-01-01 5",
    },
    "HU": {
        "standard": "2006-01-01 20; 2009-07-01 25; 2012-01-01 27",
        "intermediate": "2009-07-01 18",
        "reduced": "2004-01-01 5",
    },
    "IE": {
        "standard": "2002-03-01 21; 2008-12-01 21.5; 2010-01-01 21; 2012-01-01 23; "
        "2020-09-01 21; 2021-03-01 23",
        "intermediate": "2003-01-01 13.5",
        "reduced": "2011-07-01 9",
        "super_reduced": "2005-01-01 4.8",
    },
    "IT": {
        "standard": "1997-10-01 20; 2011-09-17 21; 2013-10-01 22",
        "intermediate": "1995-02-24 10",
        "reduced": "2016-01-01 5",
        "super_reduced": "1989-01-01 4",
    },
    "LT": {
        "standard": "1994-05-01 18; 2009-01-01 19; 2009-09-01 21",
        "intermediate": "2000-05-01 9; 2026-01-01 12",
        "reduced": "2004-05-01 5",
    },
    "LU": {
        "standard": "1992-01-01 15; 2015-01-01 17; 2023-01-01 16; 2024-01-01 17",
        "intermediate": "1993-01-01 12; 2015-01-01 14; 2023-01-01 13; 2024-01-01 14",
        "reduced": "1983-07-01 6; 2015-01-01 8; 2023-01-01 7; 2024-01-01 8",
        "super_reduced": "1983-07-01 3",
    },
    "LV": {
        "standard": "1995-05-01 18; 2009-01-01 21; 2011-01-01 22; 2012-07-01 21",
        "reduced": "2003-01-01 5; 2009-01-01 10; 2011-01-01 12",
        "super_reduced": "2018-01-01 5",
    },
    "MT": {
        "standard": "2004-01-01 18",
        "intermediate": "2011-01-01 7",
        "reduced": "1999-01-01 5",
    },
    "NL": {"standard": "2001-01-01 19; 2012-10-01 21", "reduced": "1986-10-01 6; 2019-01-01 9"},
    "PL": {
        "standard": "1993-07-05 22; 2011-01-01 23",
        "intermediate": "1993-07-05 7; 2011-01-01 8",
        "reduced": "2011-01-01 5",
    },
    "PT": {
        "standard": "2005-07-01 21; 2008-07-01 20; 2010-07-01 21; 2011-01-01 23",
        "intermediate": "1996-07-01 12; 2010-07-01 13",
        "reduced": "1992-03-24 5; 2010-07-01 6",
    },
    "RO": {
        "standard": "2000-01-01 19; 2010-07-01 24; 2016-01-01 20; 2017-01-01 19; 2025-08-01 21",
        "reduced": "2004-01-01 9; 2025-08-01 11",
        "super_reduced": "2008-12-15 5; 2025-08-01 -",
    },
    "SE": {"standard": "1990-07-01 25", "intermediate": "1996-01-01 12", "reduced": "1996-01-01 6"},
    "SI": {
        "standard": "2002-01-01 20; 2013-07-01 22",
        "reduced": "2002-01-01 8.5; 2013-07-01 9.5",
        "super_reduced": "2020-01-01 5",
    },
    "SK": {
        "standard": "2004-01-01 19; 2011-01-01 20; 2025-01-01 23",
        "intermediate": "2025-01-01 19",
        "reduced": "2007-01-01 10; 2025-01-01 5",
    },
}


class UnknownRate(Invalid):
    """No VAT rate is known for this country, class and date."""

    code = "unknown_vat_rate"


def _read(text: str) -> tuple[tuple[date, Decimal | None], ...]:
    rows = (row.split() for row in text.split(";"))
    return tuple(
        (date.fromisoformat(day), None if rate == "-" else Decimal(rate)) for day, rate in rows
    )


RATES = {
    country: {name: _read(text) for name, text in classes.items()}
    for country, classes in _TABLE.items()
}


def rate_on(country: str, tax_class: str, on: date) -> Decimal:
    """The rate in percent; Monaco and Northern Ireland read the country whose VAT they share."""
    found: Decimal | None = None
    for since, rate in RATES.get(home(country), {}).get(tax_class, ()):
        if since <= on:
            found = rate
    if found is None:
        raise UnknownRate(
            field="tax_class",
            found=f"{country} {tax_class} on {on.isoformat()}",
            fix="choose another tax class or add the rate to the dated table",
            country=country,
            on=on.isoformat(),
        )
    return found
