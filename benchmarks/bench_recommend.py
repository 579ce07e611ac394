"""How often a hidden product of a late order is found again, beside what sells most; on the imported year."""

from __future__ import annotations

from time import perf_counter

from benchmarks.table import row

SECONDS = 30


def main() -> None:
    """Print the hit rate of the month held out, the best sellers' as its target, and the seconds."""
    from comptoir.insight.recommending import actions, queries
    from comptoir.pages.imports import company
    from comptoir.platform import memory
    from comptoir.platform.actions import begin
    from comptoir.platform.roles import SYSTEM
    from comptoir.records.parties import queries as parties

    known = next((e.id for e in parties.entities() if e.code == company.CODE), None)
    if known is None:
        print("recommend: skipped, nothing was imported; docs/how-to/import-online-retail.md")
        return
    memory.settle()  # as the worker and the command do
    began = perf_counter()
    event = actions.learn_recommendations(begin(SYSTEM, known))
    seconds, found = perf_counter() - began, queries.learning(event.learning_id)
    if found.hit_rate is None or found.popular_rate is None:
        print("recommend: too few orders in the last month to judge")
        return
    row(
        f"recommend, found again ({found.cases:,} orders held out)", float(100 * found.hit_rate),
        float(100 * found.popular_rate), "%", more_is_better=True,
        note="target: what proposing the best sellers finds",
    )  # fmt: skip
    row(f"recommend, learned and judged ({found.baskets:,} orders)", seconds, SECONDS, "s")
