"""What holds from a day on: the versions of a thing as entries of a file. Pure.

A thing is known by its name. Where several of one name hold at the same time, the second is `nth: 2`, so that
each entry speaks of one. Until when a version holds is only said where no other follows on that day.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

Entry = dict[str, Any]
Name = tuple[str, ...]
FIRST = 1


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a thing, valid [starts_on, ends_on); `lineage` is the same for every version of it.

    entry  what it says, without its days
    """

    name: Name
    lineage: Hashable
    starts_on: date
    ends_on: date | None
    entry: Mapping[str, Any]


Placed = dict[tuple[Name, int], list[Version]]


def placed(versions: Iterable[Version]) -> Placed:
    """The versions by name and number, each in the order of time; what never held is left out.

    Two things of one name share a number where one ended before the other began.
    """
    lines: dict[tuple[Name, Hashable], list[Version]] = {}
    for one in sorted(versions, key=lambda v: v.starts_on):
        if one.ends_on is None or one.ends_on > one.starts_on:
            lines.setdefault((one.name, one.lineage), []).append(one)
    found: Placed = {}
    for (name, _lineage), line in lines.items():
        number = FIRST
        while _overlap(found.get((name, number), ()), line):
            number += 1
        found.setdefault((name, number), []).extend(line)
    return found


def _overlap(placed: Sequence[Version], line: Sequence[Version]) -> bool:
    """Whether the last of these still holds when the line begins."""
    if not placed:
        return False
    end = placed[-1].ends_on
    return end is None or end > line[0].starts_on


def entries(versions: Iterable[Version]) -> list[Entry]:
    """The versions as entries of a file, in order of names, each name in order of time."""
    told: list[Entry] = []
    for (_name, number), line in sorted(placed(versions).items(), key=lambda item: item[0]):
        for at, one in enumerate(line):
            follows = line[at + 1].starts_on if at + 1 < len(line) else None
            days: Entry = {"starts_on": one.starts_on.isoformat()}
            if one.ends_on is not None and one.ends_on != follows:
                days["ends_on"] = one.ends_on.isoformat()
            nth: Entry = {"nth": number} if number > FIRST else {}
            told.append({**one.entry, **nth, **days})
    return told


def open_version(versions: Iterable[Version], name: Name, number: int) -> Version | None:
    """The version that holds until another follows; None where there is none."""
    line = placed(versions).get((name, number), [])
    return line[-1] if line and line[-1].ends_on is None else None
