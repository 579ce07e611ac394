"""What a banking application reads off the code that we draw."""

from __future__ import annotations

import re
from dataclasses import dataclass

import zxingcpp

DOT = 4  # pixels of a module
QUIET = 2  # modules around, as drawn


@dataclass(frozen=True)
class Scanned:
    """text: of the code; level: of error correction; version: its size, 1 to 40."""

    text: str
    level: str
    version: int

    @property
    def lines(self) -> list[str]:
        return self.text.split("\n")


def scan(svg: str) -> Scanned:
    """The picture drawn on white, and read by a decoder that knows nothing of us."""
    found = re.search(r'viewBox="0 0 (\d+)', svg)
    assert found, "no code is drawn"
    size, margin = int(found[1]), 2 * DOT
    wide = size * DOT + 2 * margin
    rows = [bytearray(b"\xff" * wide) for _ in range(wide)]
    for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", svg):
        left, top = int(x) * DOT + margin, int(y) * DOT + margin
        for row in rows[top : top + DOT]:
            row[left : left + DOT] = bytes(DOT)
    picture = memoryview(b"".join(rows)).cast("B", [wide, wide])
    read = zxingcpp.read_barcode(picture)
    assert read is not None and read.valid, "the code cannot be read"
    return Scanned(read.text, read.ec_level, (size - 2 * QUIET - 17) // 4)
