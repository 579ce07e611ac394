"""What a process loads at its start is set aside from the garbage collector.

A full collection walks every object that lives. A loaded Comptoir has more than a million of them, nearly all
of which live as long as the process: each walk costs more than 100 ms, and it falls into somebody's request
(the 95th percentile of an edit of one line in 500: 171 ms with it, 50 ms without). And an import makes
millions of objects that live for a moment: asked at every 700 of them, the collector took a third of the
program's time.
"""

from __future__ import annotations

import gc

# How many new objects before the young are looked at, and how often the older ones are: a request for a long
# page makes some ten thousand, and reference counting frees nearly all of them at its end.
THRESHOLDS = (20_000, 20, 20)


def settle() -> None:
    """Called once by the server, the worker and a long command, when everything is loaded: what lives now is
    never walked again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
