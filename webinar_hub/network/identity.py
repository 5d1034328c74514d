"""What we do with the network's own name, look and national secretariat.

Each runs inside db.write; network.actions does the rest.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import event

from webinar_hub.config import Chosen, Settings
from webinar_hub.history.actions import change
from webinar_hub.kit import tokens
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.kit.files import Files
from webinar_hub.network import actions, colours, numbering, queries, rules, secretariats
from webinar_hub.network.logo import redraw
from webinar_hub.network.models import Identity, Secretariat

ROOM = "logo"
"""The folder of stored logos."""


def logo_after(before: Settings, picture: bytes, *, without: bool, files: Files) -> str:
    """Return the stored name of the logo from now on: of a new picture, drawn anew and stored.

    Else the one before, or none.

    Runs before the transaction that names it. Raises UnreadableLogo and LargeLogo.
    """
    if without:
        return ""
    if not picture:
        return before.chosen.logo
    drawn = redraw(picture)
    name = f"{tokens.key()}.{drawn.ending}"
    files.put(ROOM, name, drawn.content)
    return name


def describe(
    before: Settings,
    *,
    name: str,
    full_name: str,
    contact: str,
    whatsapp: str,
    red: str,
    blue: str,
    logo: str,
    by: Actor,
    now: datetime,
) -> Identity:
    """Say what the network is called and looks like; before: as it is until now.

    Raises BadColour and LowContrast.
    """
    warm, calm = (colours.shades(colour).day for colour in (red, blue))
    if (warm, calm) == (Chosen.red, Chosen.blue):
        warm = calm = ""
    facts = {
        "name": name,
        "full_name": full_name,
        "contact": contact,
        "whatsapp": whatsapp,
        "red": warm,
        "blue": calm,
        "logo": logo,
    }
    return _write(before, facts, by=by, now=now)


def give_contact(
    before: Settings, contact: str, whatsapp: str, *, by: Actor, now: datetime
) -> Identity:
    """Say how participants reach the secretariat, and where they prove their number.

    The number is in E.164, "" for none.
    """
    return _write(before, {"contact": contact, "whatsapp": whatsapp}, by=by, now=now)


def work_in(before: Settings, provinces: Iterable[str], *, by: Actor, now: datetime) -> Identity:
    """Say in which provinces, by code, the network works; none is all."""
    return _write(before, {"provinces": " ".join(sorted(set(provinces)))}, by=by, now=now)


def _write(before: Settings, facts: dict[str, str], *, by: Actor, now: datetime) -> Identity:
    first = {
        "name": before.network_name,
        "full_name": before.network_full_name,
        "contact": before.contact,
        "whatsapp": before.whatsapp,
    }
    values = {"id": 1, "red": "", "blue": "", "logo": "", "provinces": "", **first}
    db.session.execute(db.insert(Identity).values(**values).on_conflict_do_nothing())
    stored = db.lock(Identity, 1)
    change(by, "changed", stored, facts, now=now)
    event.listen(db.session(), "after_commit", lambda _session: queries.forget_known(), once=True)
    return stored


def settle_secretariat(
    secretariat: Secretariat,
    *,
    name: str,
    region_code: str | None,
    issuer_code: str,
    number_pattern: str,
    signatory: str,
    signatory_title: str,
    place: str,
    by: Actor,
    now: datetime,
) -> Secretariat:
    """Say everything of a secretariat at once.

    Certificates that were issued keep what they were issued with.

    Raises NameMissing, LongNames, NameTaken, BadIssuer, IssuerTaken, BadPattern and
    PatternsCollide.
    """
    secretariats.hold_patterns()
    locked = db.lock(Secretariat, secretariat.id)
    organisation = locked.organisation
    names = rules.names(name, organisation.abbreviation, organisation.other_names)
    if queries.name_taken(names, but=organisation):
        raise rules.NameTaken
    code = rules.issuer_code(issuer_code)
    if queries.issuer_taken(code, but=locked):
        raise rules.IssuerTaken
    numbering.try_pattern(number_pattern, code)
    secretariats.refuse_collision(number_pattern, code, of=locked)
    actions.rewrite(
        organisation,
        names,
        organisation.kind,
        organisation.region_code,
        verb="changed",
        by=by,
        now=now,
    )
    facts = {"region_code": region_code, "issuer_code": code, "number_pattern": number_pattern}
    change(by, "changed", locked, facts, now=now)
    return secretariats.name_signatory(
        locked, signatory=signatory, signatory_title=signatory_title, place=place, by=by, now=now
    )


def keep_hours(secretariat: Secretariat, zone: str, *, by: Actor, now: datetime) -> Secretariat:
    """Say in which zone a secretariat dates its certificates: "WIB", "WITA" or "WIT"."""
    locked = db.lock(Secretariat, secretariat.id)
    change(by, "changed", locked, {"zone": zone}, now=now)
    return locked
