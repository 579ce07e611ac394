"""A long quote: priced anew as a whole, one line of it edited through HTTP, its editor opened.

Wall time, and the processor time of this program: the machine may be shared.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from time import perf_counter, process_time
from typing import Any
from uuid import UUID

from benchmarks.table import row

START = date(2026, 1, 5)
TARGET_MS = {1_000: 150, 5_000: 800}
EDITED, EDITS, EDIT_MS = 500, 60, 150
OPENED, OPEN_MS = 1_000, 1_000
IMPORTED, IMPORT_MS = 5_000, 5_000
RUNS = 7


def main() -> None:
    """Print the best of some runs for each size, and the 95th percentile of an edit."""
    from comptoir.demo import playing
    from comptoir.platform import memory

    entity_id, _ = playing.found("LONG", "Long quotes", START)
    client = _client(entity_id)
    customer_id = playing.customer(entity_id, 1)
    for lines, target in TARGET_MS.items():
        quote_id = _drafted(entity_id, customer_id, lines)
        memory.settle()  # as the server does at its start
        wall, cpu = _best(lambda q=quote_id: _repriced(entity_id, q))  # type: ignore[misc]
        row(f"reprice a quote, {lines} lines", wall, target, "ms", note=f"CPU {cpu:,.0f} ms")
        wall, cpu = _best(lambda q=quote_id: _goal(entity_id, q))  # type: ignore[misc]
        row(f"target price and save, {lines} lines", wall, target, "ms", note=f"CPU {cpu:,.0f} ms")
    _edits(client, _drafted(entity_id, customer_id, EDITED))
    opened_id = _drafted(entity_id, customer_id, OPENED)
    wall, cpu = _best(lambda: _opened(client, opened_id))
    row(f"open the editor of {OPENED} lines", wall, OPEN_MS, "ms", note=f"CPU {cpu:,.0f} ms")
    _imports(entity_id, customer_id)


def _drafted(entity_id: UUID, customer_id: UUID, lines: int) -> UUID:
    from comptoir.demo import playing
    from comptoir.records.catalog import queries as catalog
    from comptoir.stages.quoting import actions as quoting

    goods = [p for p in catalog.find_products(entity_id, "", limit=50) if p.nature == "goods"]
    wanted = [
        quoting.LineIn(
            sku=goods[n % len(goods)].sku, quantity=Decimal(1 + n % 7), section=f"Part {n // 100}",
            discount_kind="percent" if n % 3 else "none", discount_value=Decimal(5 if n % 3 else 0),
        )
        for n in range(lines)
    ]  # fmt: skip
    made = quoting.draft_quote(playing.by(entity_id), customer_id=customer_id, lines=wanted)
    return made.quote_id


def _best(work: Callable[[], Any]) -> tuple[float, float]:
    walls, cpus = [], []
    for _ in range(RUNS):
        wall, cpu = perf_counter(), process_time()
        work()
        walls.append((perf_counter() - wall) * 1_000)
        cpus.append((process_time() - cpu) * 1_000)
    return min(walls), min(cpus)


def _repriced(entity_id: UUID, quote_id: UUID) -> None:
    """Every line anew from the price book, with waterfall, promotions, VAT and totals."""
    from comptoir.demo import playing
    from comptoir.stages.quoting.actions import pricing_lines, rows, whole
    from comptoir.stages.quoting.models import Quote

    do, quote = playing.by(entity_id), Quote.objects.get(pk=quote_id)
    lines = rows.lines_of(quote)
    known = {line.product_id: line.decision_id for line in lines}
    drafts = [pricing_lines.draft_of(line) for line in lines]
    made, categories = pricing_lines.price_lines(do, quote, drafts, known)
    whole.settle(do, quote, made, categories)
    assert quote.net_minor > 0


def _goal(entity_id: UUID, quote_id: UUID) -> None:
    """All lines to a new sum, stored; another one each time, so that every row is written."""
    from comptoir.demo import playing
    from comptoir.stages.quoting import actions as quoting
    from comptoir.stages.quoting.models import Quote

    net_minor = Quote.objects.values_list("net_minor", flat=True).get(pk=quote_id)
    wanted = Decimal(net_minor + 12_345).scaleb(-2)
    quoting.reach_goal(playing.by(entity_id), quote_id=quote_id, goal="net", value=wanted)


def _client(entity_id: UUID) -> Any:
    from django.test import Client

    from comptoir.platform.models import User

    person = User.objects.create_superuser("bench@example.com", "secret", entity_id=entity_id)
    client = Client()
    client.force_login(person)
    return client


def _opened(client: Any, quote_id: UUID) -> None:
    """The page as the server makes it; the browser then lays out only what is in sight."""
    answer = client.get(f"/quoting/{quote_id}/edit")
    assert answer.status_code == 200, answer.content[:200]


def _edits(client: Any, quote_id: UUID) -> None:
    """As the editor sends them: one cell, and the revision that it shows."""
    from comptoir.platform import memory
    from comptoir.stages.quoting import queries

    memory.settle()
    quote = queries.quote(quote_id)
    seen = quote.revision
    line = quote.lines[EDITED // 2]
    took, worked, rev = [], [], line.revision
    for n in range(EDITS):
        body = {"op": "change", "id": line.id, "rev": rev, "cell": "quantity", "value": str(n + 8),
                "seen": seen + n}  # fmt: skip
        began, busy = perf_counter(), process_time()
        answer = client.post(
            f"/quoting/{quote_id}/grid",
            json.dumps(body),
            content_type="application/json",
            headers={"HX-Request": "true"},
        )
        took.append((perf_counter() - began) * 1_000)
        worked.append((process_time() - busy) * 1_000)
        assert answer.json()["partial"], answer.content[:200]
        rev += 1
    took.sort()
    ninety_fifth, cpu = took[EDITS * 95 // 100 - 1], sorted(worked)[EDITS * 95 // 100 - 1]
    row(f"edit one line of {EDITED} over HTTP, p95", ninety_fifth, EDIT_MS, "ms",
        note=f"best {took[0]:,.0f} ms, CPU p95 {cpu:,.0f} ms")  # fmt: skip


def _imports(entity_id: UUID, customer_id: UUID) -> None:
    """A file of lines, from its bytes to the rows of the quote: checked once, then added."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from comptoir.demo import playing
    from comptoir.pages.imports import line_files
    from comptoir.records.catalog import queries as catalog
    from comptoir.stages.quoting import actions as quoting

    goods = [p for p in catalog.find_products(entity_id, "", limit=50) if p.nature == "goods"]
    rows = [f"{goods[n % len(goods)].sku};{1 + n % 7};{n % 9} %" for n in range(IMPORTED)]
    content = "\n".join(("sku;quantity;discount", *rows)).encode()
    do = playing.by(entity_id)
    quote_id = quoting.draft_quote(do, customer_id=customer_id, lines=[]).quote_id
    began, busy = perf_counter(), process_time()
    upload = SimpleUploadedFile("lines.csv", content)
    file = line_files.take_in(playing.by(entity_id), quote_id, upload)
    columns = {"sku": "sku", "quantity": "quantity", "discount": "discount"}
    line_files.check(do.actor, file, {"columns": columns, "mark": None, "dates": None})
    checked = perf_counter()
    file.refresh_from_db()
    done = line_files.commit(do.actor, file)
    assert done.added is not None and len(done.added.ids) == IMPORTED
    wall, cpu = (perf_counter() - began) * 1_000, (process_time() - busy) * 1_000
    row(f"import {IMPORTED} lines into a quote", wall, IMPORT_MS, "ms",
        note=f"check {(checked - began) * 1_000:,.0f} ms, CPU {cpu:,.0f} ms")  # fmt: skip
