"""Jobs over the whole company: a new day begins somewhere every hour."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

from comptoir import process
from comptoir.pages.trying import actions as trials
from comptoir.pages.trying import playing
from comptoir.platform.models import Clock


@app.periodic(cron="7 * * * *")
@app.task(name="comptoir.new_day", queueing_lock="comptoir.new_day")
def new_day(timestamp: int) -> None:
    """Every hour: bring each company up to its own day (catch-up is derived from data, so twice is once)."""
    for entity_id in Clock.objects.order_by("entity_id").values_list("entity_id", flat=True):
        catch_up.defer(entity_id=str(entity_id))


@app.task(name="comptoir.catch_up")
def catch_up(entity_id: str) -> None:
    """Do what is due in one company today."""
    process.catch_up(UUID(entity_id))


@app.task(name=trials.TASK)
def play_trial(trial_id: str) -> None:
    """Play the company of somebody who signed up to try one."""
    from comptoir import demo  # a server never plays

    playing.play(UUID(trial_id), demo.play_for, demo.STEPS)
