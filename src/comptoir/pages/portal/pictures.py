"""What a configured line looks like: the layers of its model, an image each."""

from __future__ import annotations

from comptoir.stages.configuring import pictures
from comptoir.stages.quoting import configured
from comptoir.stages.quoting.queries import QuoteFacts

MOST = 12


def of_lines(quote: QuoteFacts) -> dict[int, list[str]]:
    """Line → its layers, bottom first; a line whose model has no picture is left out."""
    made = configured.made(quote.lines)
    drawn = {line_id: pictures.layers(found) for line_id, found in list(made.items())[:MOST]}
    return {line_id: layers for line_id, layers in drawn.items() if layers}
