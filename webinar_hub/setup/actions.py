"""Set up step by step: each saves at once, so that one can leave and go on later.

Each runs inside db.write.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from webinar_hub.config import Settings
from webinar_hub.directory.imports import actions as directory
from webinar_hub.directory.models import DirectoryImport
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.network import identity
from webinar_hub.network.models import Organisation, Secretariat
from webinar_hub.programmes.models import ProgrammeKind, Series, State
from webinar_hub.programmes.planning import actions as planning
from webinar_hub.programmes.recurrence import actions as recurrence
from webinar_hub.programmes.recurrence import queries as recurrences
from webinar_hub.programmes.recurrence.rules import Plan
from webinar_hub.programmes.repairing import actions as repairing
from webinar_hub.setup.models import Step, StepTaken


def note_step(step: Step, *, skipped: bool = False, led_to: str = "", now: datetime) -> Step:
    """Remember that a step was saved or skipped; the first time stays."""
    values = {"step": step, "at": now, "skipped": skipped, "led_to": led_to}
    db.session.execute(db.insert(StepTaken).values(**values).on_conflict_do_nothing())
    return step


def describe(before: Settings, *, by: Actor, now: datetime, **facts: str) -> Step:
    """Take the step of name, logo and colours. Raises what identity.describe raises."""
    identity.describe(before, **facts, by=by, now=now)
    return note_step(Step.LOOK, now=now)


def settle(
    before: Settings,
    secretariat: Secretariat,
    *,
    contact: str,
    whatsapp: str,
    by: Actor,
    now: datetime,
    **facts: Any,
) -> Step:
    """Take the step of the secretariat. Raises what identity.settle_secretariat raises."""
    identity.settle_secretariat(secretariat, **facts, by=by, now=now)
    identity.give_contact(before, contact, whatsapp, by=by, now=now)
    return note_step(Step.SECRETARIAT, now=now)


def work_in(
    before: Settings,
    secretariat: Secretariat,
    *,
    provinces: Iterable[str],
    zone: str,
    by: Actor,
    now: datetime,
) -> Step:
    """Take the step of provinces and zone."""
    identity.work_in(before, provinces, by=by, now=now)
    identity.keep_hours(secretariat, zone, by=by, now=now)
    return note_step(Step.REGIONS, now=now)


def take_in(kept: DirectoryImport, *, doubtful: bool, by: Actor, now: datetime) -> DirectoryImport:
    """Take the step of the directory with a table. Raises AlreadyTakenIn."""
    found = directory.take_in(kept, doubtful=doubtful, by=by, now=now)
    note_step(Step.ORGANISATIONS, now=now)
    return found


def start_weekly(
    *,
    owner: Organisation,
    name: str,
    summary: str,
    plan: Plan,
    title: str,
    by: Actor,
    now: datetime,
) -> Series:
    """Take the last step: a webinar programme with a weekly series, published at once.

    title is the topic of the first session. Raises NotOwner, NameTaken, NoDates and BadLink.
    """
    programme = planning.start_programme(
        kind=ProgrammeKind.WEBINAR, name=name, summary=summary, owner=owner, by=by, now=now
    )
    series = recurrence.start(programme, plan=plan, name="", rolling=True, by=by, now=now)
    planning.rewrite({recurrences.meetings(series.id)[0]: {"title": title}}, by=by, now=now)
    repairing.show(programme, State.PUBLISHED, by=by, now=now)
    note_step(Step.SERIES, led_to=series.key, now=now)
    return series
