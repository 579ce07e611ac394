"""What pure tests may use: Hypothesis in three measures, the public data sets, no search for garbage among
what stays. `make fast` loads this alone, without Django and the other fixtures: who runs there is pure."""

from __future__ import annotations

import gc
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

REPOSITORY = Path(__file__).parents[1]

# A busy machine is no fault of the code. CI judges a change by the same few examples each time; everybody
# else's runs go on looking for new ones, five times as many. `make fast` tries a quarter of them, to answer
# at once.
PATIENT = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("patient", **PATIENT)
settings.register_profile("ci", **PATIENT, derandomize=True, max_examples=20)
settings.register_profile("fast", **PATIENT, max_examples=25)
settings.load_profile("patient")


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """The public data sets; skips where they are absent."""
    place = Path(os.environ.get("COMPTOIR_DATA") or REPOSITORY.parent / "shared" / "data")
    if not place.is_dir():
        pytest.skip(f"no public data sets in {place}; docs/how-to/data.md says where to get them")
    return place


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end: no search for garbage need walk it again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
