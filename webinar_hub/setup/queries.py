"""What we look up about setting up."""

from sqlalchemy import select

from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import NotFound, existing
from webinar_hub.network import queries as network
from webinar_hub.network.models import Secretariat
from webinar_hub.programmes import queries as programmes
from webinar_hub.programmes.models import Meeting, Series
from webinar_hub.setup.models import Step, StepTaken


def steps_taken() -> dict[Step, StepTaken]:
    """Return the steps that were saved or skipped."""
    return {each.step: each for each in db.session.scalars(select(StepTaken))}


def secretariat(actor: Actor) -> Secretariat:
    """Return the widest secretariat, with which the installation began; raise NotFound."""
    return existing(next(iter(network.secretariats(actor)), None))


def published(actor: Actor) -> tuple[Series, list[Meeting]] | None:
    """Return the first series with its sessions, None while there is none."""
    found = steps_taken().get(Step.SERIES)
    if found is None:
        return None
    mine = programmes.seen_by(actor)
    try:
        series = mine.series(found.led_to)
    except NotFound:
        return None
    return series, list(mine.meetings(series=series))
