"""What a click in the configurator costs: the states of what is visible, and one "why not?".

Thirty clicks at random, five times, with fixed seeds, on public models of real products. Visible are the
options right below one option. The time is the processor's, so other work on the machine does not count.
`bench_clicks` measures a click as a page sends it.
"""

from __future__ import annotations

import os
import random
from pathlib import Path
from statistics import median
from time import process_time

from benchmarks.table import row
from comptoir.stages.configuring.core import uvl
from comptoir.stages.configuring.core.answers import Status
from comptoir.stages.configuring.core.counting import count
from comptoir.stages.configuring.core.engine import Engine, compiled
from comptoir.stages.configuring.core.model import Choice

CLICKS, SESSIONS = 30, 5
LOADED = 2_000  # ms to read and compile a model
WHOLE = 1_000  # ms for the state of every option at once
PROMISED = {  # file → which figure, ms
    "pc-richmond_Sprey2020": ("median", 15),
    "FinancialServices01_Nieke2018-2018-05-09": ("median", 40),
    "automotive01_Kowal2016": ("p95", 120),
}


def folder() -> Path:
    """The public models; docs/how-to/data.md says where to get them."""
    data = os.environ.get("COMPTOIR_DATA") or Path(__file__).parents[2] / "shared" / "data"
    return Path(data) / "configurator"


def clicks(engine: Engine, seed: int) -> list[float]:
    """Seconds of each click of one session."""
    chance = random.Random(seed)
    above = [place for place in engine.tree.options.values() if place.children]
    choices: list[Choice] = []
    spent = []
    for _ in range(CLICKS):
        visible = [place.name for place in chance.choice(above).children]
        start = process_time()
        statuses = engine.look(choices, visible).statuses
        out = [name for name, status in statuses.items() if status is Status.IMPOSSIBLE]
        if out:
            engine.why(choices, chance.choice(out))
        spent.append(process_time() - start)
        free = [name for name, status in statuses.items() if status is Status.FREE]
        if free:
            choices.append(Choice(chance.choice(free), chance.random() < 0.8))
    return spent


def main() -> None:
    for file, (figure, promised) in PROMISED.items():
        start = process_time()
        model = uvl.read((folder() / f"{file}.uvl").read_text())
        engine = compiled(model)
        name = file.partition("_")[0]
        row(f"{name}: load", (process_time() - start) * 1000, LOADED, "ms")
        start = process_time()
        states = engine.look(())
        row(
            f"{name}: state of all {len(states.statuses)} options",
            (process_time() - start) * 1000, WHOLE, "ms",
        )  # fmt: skip
        spent = sorted(each for seed in range(SESSIONS) for each in clicks(engine, seed))
        found = {"median": median(spent), "p95": spent[int(len(spent) * 0.95)]}
        note = " · ".join(f"{each} {value * 1000:.1f}" for each, value in found.items())
        row(f"{name}: click, {figure}", found[figure] * 1000, promised, "ms", note=note)
        start = process_time()
        digits = len(str(count(model)))
        row(f"{name}: exact count, {digits} digits", (process_time() - start) * 1000, 10_000, "ms")
