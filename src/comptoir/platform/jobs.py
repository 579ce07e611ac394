"""Jobs of the platform: signs of life, and the events that a crash left undelivered."""

from __future__ import annotations

from procrastinate.contrib.django import app

from comptoir.platform import outbox, worker


@app.periodic(cron="* * * * * */10")
@app.task(name="platform.sweep", queueing_lock="platform.sweep")
def sweep(timestamp: int) -> None:
    """Every ten seconds (the sixth field): deliver what is still undelivered."""
    worker.beat()
    while outbox.deliver_pending():
        continue
