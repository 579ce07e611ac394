"""What every test may use. The database is a real PostgreSQL: the embedded one, or DATABASE_URL."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comptoir.settings")

REPOSITORY = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """The public data sets; skips where they are absent."""
    place = Path(os.environ.get("COMPTOIR_DATA") or REPOSITORY.parent / "shared" / "data")
    if not place.is_dir():
        pytest.skip(f"no public data sets in {place}; docs/how-to/data.md says where to get them")
    return place
