"""The state of a contract: its first lines, and what each version changed. Pure.

Two times: a version is *valid* from the days its changes name, and *known* from the day it was agreed. So the
contract as of any day, as it was known on any other, is a function of these rows. Source:
docs/policy/amendments.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from comptoir.stages.quoting.amendments import Step, Stretch, Stretches, apply


@dataclass(frozen=True, slots=True)
class Version:
    """What one version changed.

    known_on  the day it was agreed
    adds      lines that begin with it
    """

    number: int
    known_on: date
    steps: tuple[Step, ...] = ()
    adds: tuple[tuple[int, Stretches], ...] = ()


def timeline(
    first: Mapping[int, Stretches],
    versions: Iterable[Version],
    digits: int,
    known_on: date | None = None,
) -> dict[int, Stretches]:
    """Each line's stretches by all versions known on a day (all, if none is said)."""
    found = dict(first)
    for version in sorted(versions, key=lambda v: v.number):
        if known_on is not None and version.known_on > known_on:
            continue
        by_line: dict[int, list[Step]] = {}
        for step in version.steps:
            by_line.setdefault(step.line_id, []).append(step)
        for line_id, steps in by_line.items():
            found[line_id] = apply(found[line_id], steps, digits)
        found |= dict(version.adds)
    return found


def going_on(
    lines: Mapping[int, Stretches], first: Mapping[int, Stretches], ends_on: date | None
) -> dict[int, Stretch]:
    """What a renewal goes on with: the last stretch of each line that nobody ended early.

    first    the lines as they were sold; a line that was always to end before the contract goes on too
    ends_on  of the contract
    """
    found = {}
    for line_id, stretches in lines.items():
        served = [s for s in stretches if s.end is None or s.start < s.end]
        if not served:
            continue
        sold = first[line_id][-1].end if line_id in first else None
        last, limit = served[-1], min((d for d in (sold, ends_on) if d), default=None)
        if last.end is None or limit is None or last.end >= limit:
            found[line_id] = last
    return found


def stopped(lines: Mapping[int, Stretches], day: date) -> dict[int, Stretches]:
    """The lines where all end by a day: what lasts longer ends, what begins later never runs."""
    return {
        pk: tuple(replace(s, end=max(s.start, min(s.end or day, day))) for s in stretches)
        for pk, stretches in lines.items()
    }


def end_of(lines: Mapping[int, Stretches]) -> date | None:
    """The last day after all lines; None where one runs on, or there is none.

    A line that ended before it began, as the later segments of a ramp do, holds no contract open.
    """
    served = [s for s in lines.values() if s and not _never(s)]
    ends = [stretches[-1].end for stretches in served or [s for s in lines.values() if s]]
    known = [end for end in ends if end is not None]
    return max(known) if known and len(known) == len(ends) else None


def _never(stretches: Stretches) -> bool:
    return all(s.end is not None and s.end <= s.start for s in stretches)
