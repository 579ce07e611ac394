"""Jobs of the platform: signs of life, the events that a crash left undelivered, and the jobs that it
left half done."""

from __future__ import annotations

import logging

from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager

from comptoir.platform import outbox, worker

TRIES = 3  # a job under which so many workers died is not given to another one
log = logging.getLogger("comptoir.jobs")


@app.periodic(cron="* * * * * */10")
@app.task(name="platform.sweep", queueing_lock="platform.sweep")
def sweep(timestamp: int) -> None:
    """Every ten seconds (the sixth field): deliver what is still undelivered."""
    worker.beat()
    while outbox.deliver_pending():
        continue


@app.periodic(cron="* * * * * */10")
@app.task(name="platform.resume", queueing_lock="platform.resume", pass_context=True)
async def resume(context: JobContext, timestamp: int) -> None:
    """Every ten seconds: queue again the jobs whose worker has been silent for half a minute. Every job
    of ours may run twice, because each deed it does is done once."""
    jobs = context.app.job_manager
    for job in await jobs.get_stalled_jobs():
        await _again(jobs, job)


async def _again(jobs: JobManager, job: Job) -> None:
    if job.attempts + 1 < TRIES:
        try:
            await jobs.retry_job(job)
        except ConnectorException:  # the same is queued already, or another worker was faster
            log.info("%s was not queued again", job.task_name)
        else:
            return
    await jobs.finish_job(job, status=Status.FAILED, delete_job=False)
