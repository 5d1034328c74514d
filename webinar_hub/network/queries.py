"""What we look up in the network."""

from collections.abc import Sequence

from sqlalchemy import select

from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import existing
from webinar_hub.kit.text import search_key
from webinar_hub.network import scope
from webinar_hub.network.models import Organisation, Region, Secretariat


def search(words: str, *, limit: int = 8) -> Sequence[Organisation]:
    """Return the organisations whose name, abbreviation or alias holds every word, shortest names first."""
    parts = search_key(words).split()
    if not parts:
        return []
    statement = select(Organisation).order_by(Organisation.search_key).limit(limit)
    for part in parts[:6]:
        statement = statement.where(Organisation.search_key.contains(part, autoescape=True))
    return db.session.scalars(statement).all()


def called(name: str) -> Organisation | None:
    """Return the one organisation that bears exactly this name, abbreviation or alias, whatever the spelling of case and signs."""
    wanted = search_key(name)
    if not wanted:
        return None
    bears = Organisation.search_key.contains(f"|{wanted}|", autoescape=True)
    bearers = db.session.scalars(select(Organisation).where(bears).limit(2)).all()
    return bearers[0] if len(bearers) == 1 else None


def regions(actor: Actor) -> Sequence[Region]:
    """Return the regions in the actor's scope, each province before its districts."""
    return db.session.scalars(select(Region).where(scope.condition(actor, Region.code)).order_by(Region.code)).all()


def secretariats(actor: Actor) -> Sequence[Secretariat]:
    """Return the secretariats in the actor's scope, the widest first."""
    mine = scope.condition(actor, Secretariat.region_code)
    return db.session.scalars(select(Secretariat).where(mine).order_by(Secretariat.region_code.is_not(None), Secretariat.id)).all()


def secretariat(actor: Actor, organisation_key: str) -> Secretariat:
    """Return a secretariat in the actor's scope by its organisation's key; raise NotFound."""
    return existing(next((each for each in secretariats(actor) if each.organisation.key == organisation_key), None))


def secretariat_of(organisation_id: int) -> Secretariat | None:
    """Return what makes an organisation a secretariat, None where it is none."""
    return db.session.scalar(select(Secretariat).where(Secretariat.organisation_id == organisation_id))
