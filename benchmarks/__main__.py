"""`make bench`: the speeds we promise, each as a ratio measured in one run; never fails on time.

    python -m benchmarks                     everything, on the whole public year
    python -m benchmarks import --lines 60000   only the import, on the first lines of it
Works in a database of its own, made for the run and removed after it.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

DATABASE = "comptoir_bench"


@contextmanager
def scratch() -> Iterator[None]:
    """An empty, migrated database for the time of the block."""
    import django

    django.setup()
    from django.db import connection

    before = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = DATABASE
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(before, verbosity=0)


def data_file() -> Path:
    """The public year; docs/how-to/import-online-retail.md says where to get it."""
    place = Path(os.environ.get("COMPTOIR_DATA") or Path(__file__).parents[2] / "shared" / "data")
    return place / "online-retail.csv.xz"


WHAT = (
    "start", "pricing", "configuring", "order", "quote", "recurring", "import", "recommend", "pages",
)  # fmt: skip


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    said = f"{' '.join(WHAT)} (the last two need import)"
    parser.add_argument("what", nargs="*", default=list(WHAT), help=said)
    parser.add_argument("--lines", type=int, help="only the first lines of the year")
    return parser.parse_args()


def main() -> None:
    from benchmarks import (
        bench_clicks,
        bench_configuring,
        bench_import,
        bench_order,
        bench_pricing,
        bench_quote,
        bench_recommend,
        bench_recurring,
        bench_start,
        pages,
    )

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comptoir.settings")
    args = _asked()
    print(f"{'measure':<46} {'found':>16} {'target':>14}  ratio to target (1 or less is met)")
    if "start" in args.what:
        bench_start.main()
    if "pricing" in args.what:
        bench_pricing.main()
    if "configuring" in args.what:
        bench_configuring.main()
    if not set(args.what) - {"start", "pricing"}:
        return
    with scratch():
        steps: list[tuple[str, Callable[[], None]]] = [
            ("configuring", bench_clicks.main),
            ("order", bench_order.main),
            ("quote", bench_quote.main),
            ("recurring", bench_recurring.main),
            ("import", lambda: bench_import.main(data_file(), args.lines)),
            ("recommend", bench_recommend.main),
            ("pages", pages.main),
        ]
        for name, step in steps:
            if name in args.what:
                step()


if __name__ == "__main__":
    main()
