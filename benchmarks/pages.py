"""Pages of the imported year through Django's test client: every one within half a second, and
what the command palette finds within a tenth. Beside the time that passed stands the processor time
of this process and of its connection's server process: it does not grow with the load of the machine."""

from __future__ import annotations

from statistics import median
from time import perf_counter, process_time
from urllib.parse import urlencode
from uuid import UUID

from benchmarks.bench_import import server_seconds
from benchmarks.table import row

TARGET_MS = 500
PALETTE_MS = 100
COUNTS_MS = 50
SOUGHT = ("536365", "Customer 17850", "F-2011-0", "1295.65", "heart", "zzzz")
RUNS = 3


def addresses() -> dict[str, str]:
    """Name → address of the pages that the issue promises on this data."""
    from django.db import connection
    from django.urls import reverse

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT customer_id FROM invoicing_invoice GROUP BY 1 ORDER BY count(*) DESC LIMIT 2"
        )
        walk_in, busiest = (key for (key,) in cursor.fetchall())
    invoices = reverse("invoicing:list")
    return {
        "customer 360, most documents": reverse("desk:customer", args=[busiest]),
        "customer 360, walk-in customers": reverse("desk:customer", args=[walk_in]),
        "invoice list": invoices,
        "invoice list, credit notes by amount": f"{invoices}?kind=credit&sort=gross",
        "invoice list, largest first": f"{invoices}?sort=-gross",
        "aging": reverse("collecting:aging"),
        "trial balance": reverse("ledger:list"),
        "home": reverse("desk:home"),
        "orders": reverse("ordering:list"),
        "customers": reverse("parties:list"),
        "aging of a past day": f"{reverse('collecting:aging')}?on=2011-06-30",
        "to collect": reverse("collecting:list"),
        "revenue waterfall": reverse("recognizing:waterfall"),
        "contract balances": reverse("recognizing:deferred"),
        "contract balances of a past day": f"{reverse('recognizing:deferred')}?on=2011-06-30",
        "reconciliation": reverse("recognizing:reconciliation"),
        "obligations": reverse("recognizing:list"),
        "months to post": reverse("recognizing:months"),
        "revenue by month and country (API)": "/api/v1/revenue/countries",
        "contract balances (API)": "/api/v1/revenue/deferred",
        "aging (API)": "/api/v1/aging",
    }


def main() -> None:
    """Print the median milliseconds of each page; a page that is not there says so."""
    from django.test import Client
    from django.urls import reverse

    from comptoir.platform.models import User
    from comptoir.records.parties import queries

    found = [e for e in queries.entities() if e.code == "UCI"]
    if not found:
        print("pages: skipped, they need the import")
        return
    client = Client()
    client.force_login(User.objects.create_superuser("bench@comptoir.example", None, name="Bench"))
    client.cookies["entity"] = str(found[0].id)
    settle()
    measure_counts(found[0].id)
    for name, address in addresses().items():
        measure(client, name, address, TARGET_MS)
    for text in SOUGHT:
        address = f"{reverse('desk:palette')}?{urlencode({'q': text})}"
        measure(client, f"palette: {text}", address, PALETTE_MS)


def settle() -> None:
    """What autovacuum does within a minute of an import: statistics, and pages known to be whole."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def measure_counts(entity_id: UUID) -> None:
    """The numbers beside the rail, which every page counts again."""
    from comptoir.pages.desk.counts import NAMES, counted
    from comptoir.platform.roles import SYSTEM

    took = []
    for _ in range(RUNS + 1):
        began = perf_counter()
        found = counted(entity_id, SYSTEM)
        took.append((perf_counter() - began) * 1_000)
        assert set(found) == set(NAMES)
    row("counts of the rail, on every page", median(took[1:]), COUNTS_MS, "ms")


def measure(client: object, name: str, address: str, target_ms: int) -> None:
    from django.test import Client

    assert isinstance(client, Client)
    took, worked = [], []
    for _ in range(RUNS + 1):  # the first one warms the templates
        began, busy = perf_counter(), process_time() + server_seconds()
        answer = client.get(address)
        took.append((perf_counter() - began) * 1_000)
        worked.append((process_time() + server_seconds() - busy) * 1_000)
        if answer.status_code != 200:
            print(f"{name:<46} answers {answer.status_code}: {address}")
            return
    row(name, median(took[1:]), target_ms, "ms", note=f"processor {median(worked[1:]):,.0f} ms")
