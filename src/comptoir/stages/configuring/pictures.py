"""The picture of what was put together: the layers of its model, an image each."""

from __future__ import annotations

from comptoir.stages.configuring import board, queries


def layers(made: queries.ConfigurationFacts) -> list[str]:
    """Addresses of images, bottom first; none where the model has no picture."""
    loaded = queries.loaded(queries.version(made.version_id))
    return board.picture(loaded, {str(row["id"]) for row in made.chosen})
