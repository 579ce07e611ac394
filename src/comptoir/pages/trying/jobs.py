"""Every night: what nobody tries any more is removed. What plays a company stands in comptoir/jobs.py."""

from __future__ import annotations

from procrastinate.contrib.django import app

from comptoir.pages.trying import playing


@app.periodic(cron="41 3 * * *")
@app.task(name="trying.sweep", queueing_lock="trying.sweep")
def sweep(timestamp: int) -> None:
    """Erase the companies that nobody opened for 30 days."""
    playing.sweep()
