"""One row of the table that `python -m benchmarks` prints."""

from __future__ import annotations


def row(
    measure: str, found: float, target: float, unit: str, *, more_is_better: bool = False,
    note: str = "",
) -> None:  # fmt: skip
    """Print what was found, what was promised, and how far apart they are; a note after it."""
    ratio = target / found if more_is_better else found / target
    line = f"{measure:<46} {found:>12,.1f} {unit:<3} {target:>10,.0f} {unit:<3} {ratio:>6.2f}"
    print(f"{line}  {note}".rstrip())
