"""Run what happens by itself, as a worker would."""

from collections.abc import Iterable

from webinar_hub.web.runs import Job, Worker


def run(jobs: Iterable[Job], worker: Worker | None = None) -> None:
    """Run each of some jobs once; those that ask for no worker need none."""
    for job in jobs:
        job.work(worker)  # type: ignore[arg-type]
