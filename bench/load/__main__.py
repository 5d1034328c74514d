"""Print how people fare: `make load`, or `python -m bench.load PEOPLE` for fewer, as fast."""

import logging
import os
import sys
import tempfile
from pathlib import Path

from sqlalchemy import func, select

from bench.load.coming import SOURCES, comers
from bench.load.running import GOAL, Run, centiles, over
from tests import databases
from webinar_hub.kit.db import db
from webinar_hub.messages.models import Letter

PEOPLE, A_SECOND = 1000, 1000 / 300


def measure(database: str, instance: Path, url: str, people: int, seconds: float) -> bool:
    """Print the figures of one database; say whether all was as it should be."""
    load = os.getloadavg()[0]
    coming = comers(people, people // 2, seconds)
    with over(instance, url, coming, {"today": people * 2 // 5, "next_date": people // 10}) as run:
        print(f"\n{database}; load of the machine before: {load:.1f}")
        _say_times(run)
        _say_work(run)
        wrong = run.problems()
    for each in wrong:
        print(f"  WRONG: {each}")
    late = ", ".join(run.slow) or "none"
    print(f"  Nothing lost or double, places and order right: {'NO' if wrong else 'yes'}.", end="")
    print(f" Over {GOAL} ms at p99: {late}.", flush=True)
    return not wrong and not run.slow


def _say_times(run: Run) -> None:
    print(f"  {'':18} times   p50 ms    p95    p99  worst")
    for step, taken in run.crowd.taken.items():
        at = centiles(taken)
        worst = 1000 * max(taken)
        figures = f"{at[49]:8.0f} {at[94]:6.0f} {at[98]:6.0f} {worst:6.0f}"
        print(f"  {step:18} {len(taken):5} {figures}")


def _say_work(run: Run) -> None:
    shares = ", ".join(f"{name} {used / run.lasted:.0%}" for name, used in run.busy.items())
    print(f"  Of one processor: {shares}; asked {1000 * run.crowd.late:.0f} ms late at most.")
    went = select(func.count(Letter.sent_at), func.min(Letter.written_at), func.max(Letter.sent_at))
    number, first, last = db.session.execute(went).one()
    after = (last - first).total_seconds() if last else 0
    print(f"  {number} letters sent, the last one {after:.0f} s after the first form.")


def main(people: int = PEOPLE) -> None:
    """Measure on SQLite, then on PostgreSQL; end with status 1 where anything is amiss."""
    seconds = people / A_SECOND
    logging.disable(logging.INFO)
    print(
        f"{people} register within {seconds:.0f} s, half of them in the first fifth, while"
        f" {people // 2} join by the group's address in the first three; {SOURCES} addresses."
    )
    with tempfile.TemporaryDirectory() as folder:
        good = measure("SQLite", Path(folder), f"sqlite:///{folder}/hub.db", people, seconds)
    with tempfile.TemporaryDirectory() as folder, databases.postgresql(durable=True) as url:
        good &= measure("PostgreSQL", Path(folder), url, people, seconds)
    sys.exit(not good)


if __name__ == "__main__":
    main(*(int(each) for each in sys.argv[1:]))
