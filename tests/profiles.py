"""How long Hypothesis looks for a counterexample. `make fast` loads this alone, without Django and fixtures:
who runs there is pure."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# A busy machine is no fault of the code. CI judges a change by the same examples each time; everybody
# else's runs go on looking for new ones. `make fast` tries a quarter of them, to answer at once.
PATIENT = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("patient", **PATIENT)
settings.register_profile("ci", **PATIENT, derandomize=True)
settings.register_profile("fast", **PATIENT, max_examples=25)
settings.load_profile("patient")
