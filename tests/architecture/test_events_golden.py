"""Stored events are read for ever: a field may be added, never changed or removed.

`tests/golden/events.json` holds every event as it was first released. After adding an event or an optional
field, run `python -m tests.architecture.test_events_golden` and read the difference before you commit it.
"""

from __future__ import annotations

import json
from dataclasses import MISSING, fields
from importlib import import_module
from pathlib import Path
from typing import get_type_hints

import comptoir.kernel.events as kernel

GOLDEN = Path(__file__).parents[1] / "golden" / "events.json"


def today() -> dict[str, dict[str, str]]:
    """Event → its fields with their types, `= …` where a default lets old rows be read."""
    import_module("comptoir.urls")  # every page, so every event
    found = {}
    for name, kind in sorted(kernel.registry().items()):
        if not kind.__module__.startswith("comptoir."):
            continue
        hints = get_type_hints(kind)
        found[name] = {
            f.name: _typed(hints[f.name]) + ("" if f.default is MISSING else " = …")
            for f in fields(kind)
        }
        found[name]["(subject)"] = kind.subject
    return found


def _typed(hint: object) -> str:
    return hint.__name__ if isinstance(hint, type) and not hasattr(hint, "__args__") else str(hint)


def test_no_stored_event_lost_or_changed_a_field():
    golden, now = json.loads(GOLDEN.read_text()), today()
    assert sorted(set(golden) - set(now)) == []
    changed = [
        f"{event}.{field}: {was} → {now[event].get(field)}"
        for event, known in golden.items()
        for field, was in known.items()
        if now[event].get(field) != was
    ]
    assert changed == []


def test_new_fields_have_a_default_so_that_old_rows_can_be_read():
    golden, now = json.loads(GOLDEN.read_text()), today()
    bad = [
        f"{event}.{field}"
        for event, known in golden.items()
        for field, kind in now[event].items()
        if field not in known and not kind.endswith(" = …")
    ]
    assert bad == []


def test_every_event_is_in_the_golden_file():
    assert sorted(set(today()) - set(json.loads(GOLDEN.read_text()))) == []


def test_every_event_is_said_in_words_in_the_log():
    known = import_module("comptoir.pages.desk.words").WORDS
    assert sorted(set(today()) - set(known)) == [], "add it to WORDS of pages/desk/words.py"


if __name__ == "__main__":
    import django

    django.setup()
    GOLDEN.write_text(json.dumps(today(), indent=1, sort_keys=True, ensure_ascii=False) + "\n")
