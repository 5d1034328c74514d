"""What we do in the network."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import select

from webinar_hub.history.actions import note
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.kit.text import clean, search_key
from webinar_hub.network import regions
from webinar_hub.network.models import Membership, Organisation, OrganisationKind, Region, Secretariat


def load_regions() -> int:
    """Bring the table of regions to what the data files say; return how many rows were added."""
    known = {region.code: region for region in db.session.scalars(select(Region))}
    added = 0
    for row in (*regions.provinces(), *regions.regencies()):
        region = known.get(row.code)
        if region is None:
            db.session.add(Region(code=row.code, name=row.name, kind=row.kind, parent_code=row.parent, zone=row.zone))
            added += 1
        else:
            region.name, region.zone = row.name, row.zone
    return added


def add_organisation(
    name: str, kind: OrganisationKind, *, region_code: str | None = None, abbreviation: str = "", aliases: Iterable[str] = ()
) -> Organisation:
    """Add an organisation to the directory."""
    others = [clean(alias) for alias in aliases]
    organisation = Organisation(
        name=clean(name),
        kind=kind,
        region_code=region_code,
        abbreviation=clean(abbreviation),
        aliases=", ".join(others),
        search_key="|" + "".join(f"{search_key(text)}|" for text in (name, abbreviation, *others) if text),
    )
    db.session.add(organisation)
    db.session.flush()
    return organisation


def join_network(organisation: Organisation, network: Organisation, *, since: date) -> None:
    """Make an organisation a member of a network from a date on."""
    db.session.add(Membership(organisation_id=organisation.id, network_id=network.id, since=since))


def set_up_secretariat(
    organisation: Organisation,
    *,
    issuer_code: str,
    region_code: str | None = None,
    place: str = "Jakarta",
    signatory: str = "",
    signatory_title: str = "",
    zone: str = "WIB",
) -> Secretariat:
    """Let an organisation run the hub for a region (None: the whole network)."""
    secretariat = Secretariat(
        organisation_id=organisation.id,
        issuer_code=issuer_code,
        region_code=region_code,
        place=place,
        signatory=signatory,
        signatory_title=signatory_title,
        zone=zone,
    )
    db.session.add(secretariat)
    db.session.flush()
    return secretariat


def name_signatory(secretariat: Secretariat, *, signatory: str, signatory_title: str, place: str, by: Actor, now: datetime) -> Secretariat:
    """Say who signs a secretariat's certificates, as what and where; those issued before stay as they were printed."""
    locked = db.lock(Secretariat, secretariat.id)
    wanted = {"signatory": signatory, "signatory_title": signatory_title, "place": place}
    before = {name: getattr(locked, name) for name, value in wanted.items() if getattr(locked, name) != value}
    if before:
        locked.signatory, locked.signatory_title, locked.place = signatory, signatory_title, place
        note(by, "changed", locked, now=now, before=before, after={name: wanted[name] for name in before})
    return locked
