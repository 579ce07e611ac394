"""The command that learns what is bought together."""

from __future__ import annotations

import argparse
from time import perf_counter

from comptoir.cli_command import Outcome, Say
from comptoir.cli_data import company_of

RECOMMEND = """Learn from all orders what is bought together, and say how good the recommendations are.

examples:
  comptoir recommend --company RETAIL
  comptoir recommend --company RETAIL --json"""


def recommend_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--company", metavar="CODE", help="needed when there are several")


def recommend(args: argparse.Namespace, say: Say) -> Outcome:
    """Learn, judge on the last month, print the figures."""
    import django

    django.setup()
    from comptoir.insight.recommending import actions, queries, words
    from comptoir.platform import memory
    from comptoir.platform.actions import begin
    from comptoir.platform.roles import SYSTEM

    entity_id, code = company_of(args.company)
    memory.settle()
    began = perf_counter()
    event = actions.learn_recommendations(begin(SYSTEM, entity_id), say=say)
    found = queries.learning(event.learning_id)
    say(f"{found.products:,} products in {found.pairs:,} pairs; {perf_counter() - began:.1f} s")
    facts: dict[str, object] = {
        "company": code, "orders": found.baskets, "products": found.products, "pairs": found.pairs,
        "judged": found.cases, "found": found.hits, "found_by_popularity": found.popular,
    }  # fmt: skip
    if found.hit_rate is None or found.popular_rate is None:
        say("Too few orders in the last month to judge the recommendations.")
        return Outcome(facts)
    hit, popular = words.tenths(100 * found.hit_rate), words.tenths(100 * found.popular_rate)
    say(f"Held out: {found.cases:,} orders since {found.judged_from}, one product of each hidden.")
    say(f"Found again among ten proposals: {hit} % (by what sells most: {popular} %)")
    return Outcome({**facts, "hit_percent": hit, "popular_percent": popular})
