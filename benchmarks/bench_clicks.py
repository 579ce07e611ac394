"""A click in the configurator over HTTP, as the page sends it: twenty-five at random, each goal of the page.

The pages are the "try it" page of public models of real products, and a quote's configurator with a model of
the demo. Wall time, and the processor time of this program: the machine may be shared.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from statistics import median
from time import perf_counter, process_time
from uuid import UUID

from benchmarks.bench_configuring import folder
from benchmarks.table import row

START = date(2026, 1, 5)
TARGET_MS = 60
CLICKS = 25
FILES = ("pc-richmond_Sprey2020.uvl", "FinancialServices01_Nieke2018-2018-05-09.uvl")
DEMO = "control-cabinet"
GOALS = {"default": "proposing", "none": "plain"}
HX = {"HX-Request": "true"}


def main() -> None:
    """Print the median of a click for each page and goal."""
    from django.test import Client

    from comptoir.demo import playing
    from comptoir.platform.models import User

    entity_id, _ = playing.found("CLICKS", "Clicks", START)
    client = Client()
    client.force_login(
        User.objects.create_superuser("clicks@example.com", "secret", entity_id=entity_id)
    )
    client.cookies["entity"] = str(entity_id)
    for name, address in _addresses(entity_id):
        for goal, said in GOALS.items():
            _session(client, address, goal, seed=0)  # what is kept for the next click is made
            walls, cpus = _session(client, address, goal, seed=1)
            walls.sort()
            row(
                f"{name}: HTTP click, {said}", median(walls), TARGET_MS, "ms",
                note=f"best {walls[0]:,.0f} · p95 {walls[-2]:,.0f} · CPU {median(cpus):,.0f} ms",
            )  # fmt: skip


def _addresses(entity_id: UUID) -> Iterator[tuple[str, str]]:
    from django.urls import reverse

    from comptoir.demo import playing
    from comptoir.stages.configuring import actions, editing, queries

    for n, file in enumerate(FILES):
        source = editing.to_yaml(file, (folder() / file).read_bytes())
        source = re.sub(r"^model:.*$", f"model: public-{n}", source, count=1, flags=re.M)
        made = actions.create_model(playing.by(entity_id), source=source)
        yield file.partition("_")[0], reverse("configuring:try", args=[made.model_id])
    customer_id = playing.customer(entity_id, 2)
    playing.made_to_measure(entity_id, customer_id)
    quote_id = playing.offered(entity_id, customer_id, [])
    model = queries.model_of_code(entity_id, DEMO)
    yield DEMO, reverse("shop:new", args=[quote_id, model.id])


def _session(client: object, address: str, goal: str, seed: int) -> tuple[list[float], list[float]]:
    """Milliseconds of each click that follows choosing the goal: by the clock, of the processor."""
    from django.test import Client

    assert isinstance(client, Client)
    chance = random.Random(seed)
    page, do = client.get(address).content.decode(), f"goal:{goal}"
    walls, cpus = [], []
    for _ in range(CLICKS + 1):
        form = {"desk": _value(page, "desk"), "do": do}
        began, busy = perf_counter(), process_time()
        answer = client.post(address, form, headers=HX)
        walls.append((perf_counter() - began) * 1_000)
        cpus.append((process_time() - busy) * 1_000)
        assert answer.status_code == 200, answer.content[:200]
        page = answer.content.decode()
        do = chance.choice(re.findall(r'name="do" value="((?:pick|why):[^"]*)"', page))
    return walls[1:], cpus[1:]


def _value(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return unescape(found[1])
