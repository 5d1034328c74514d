"""What stands on the flyer of a session, and the flyers that were drawn last."""

from dataclasses import replace

from webinar_hub.config import Settings
from webinar_hub.kit import language, storage, zones
from webinar_hub.kit.language import _, ngettext
from webinar_hub.kit.links import Links
from webinar_hub.kit.making import reached
from webinar_hub.kit.shelf import Shelf
from webinar_hub.network import identity
from webinar_hub.people.portraits import queries as portraits
from webinar_hub.people.portraits.rules import stored_name
from webinar_hub.programmes.appearing import queries as appearing
from webinar_hub.programmes.flyer import drawing
from webinar_hub.programmes.flyer.marks import Design, FlyerFacts, Hour, Who
from webinar_hub.programmes.flyer.people import MOST
from webinar_hub.programmes.models import SPEAKING, Appearance, Meeting
from webinar_hub.programmes.provisions import rules
from webinar_hub.programmes.provisions.models import Provision
from webinar_hub.programmes.provisions.words import named
from webinar_hub.programmes.venues.words import where_word
from webinar_hub.programmes.words import ROLES

_BYTES = 1024 * 1024
_SEEN = (Provision.SIGN_LANGUAGE, Provision.CAPTIONS)
"""What a session has for those who do not hear it: the flyer may be all that they read of it."""
_WITH_OFFICES = 4
"""Beside more who speak an office would be too small to be read on a phone."""
_Wanted = tuple[FlyerFacts, Design, str]
_drawn: Shelf[_Wanted, bytes] = Shelf(_BYTES, len)
"""Pictures by what stands on them: a change of anything else draws none anew."""


def facts(meeting: Meeting, settings: Settings, links: Links) -> FlyerFacts:
    """Return what stands on the flyer of a session, in the reader's language."""
    appear = appearing.appearances([meeting.id])[meeting.id]
    speak = [each for each in appear if each.role in SPEAKING]
    people = [_who(each, with_office=len(speak) <= _WITH_OFFICES) for each in speak]
    shown = people if len(people) <= MOST else people[: MOST - 1]
    others = len(people) - len(shown)
    numbered = str(_("Session %(number)s", number=meeting.number))
    over = meeting.cancelled_at is not None or reached(meeting.ends_at)
    link = (
        links.to("registrations.meeting", key=meeting.key)
        if over
        else links.to("gathering.join", short=meeting.short)
    )
    return FlyerFacts(
        network=settings.network_name,
        note=str(_("Cancelled")) if meeting.cancelled_at else numbered,
        kick=meeting.series.title if meeting.own_title else "",
        title=meeting.own_title or meeting.series.title,
        people=tuple(shown),
        more=_others(others) if others else "",
        day=zones.long_date(meeting.day),
        hours=tuple(
            Hour(each.zone.short, each.starts, each.day.split(",")[0] if each.shift else "")
            for each in zones.three_times(meeting.starts_at, meeting.ends_at, meeting.home)
        ),
        link=link,
        address=link.partition("://")[2],
        invitation=_invitation(meeting, over=over),
        where=where_word(meeting) if meeting.venue else "",
        access="" if over else _access(meeting),
        language=language.current(),
        red=settings.chosen.red,
        blue=settings.chosen.blue,
        logo=0.0,
    )


def _who(appearance: Appearance, *, with_office: bool) -> Who:
    person, portrait = appearance.person, appearance.portrait
    part, photo = str(ROLES[appearance.role]), ""
    if portrait and portrait.office and with_office:
        part = f"{part} · {portrait.office}"
    if portrait and portrait.photo:
        photo = stored_name(portrait.photo)
    read = str(_("Photo of %(name)s", name=person.full_name))
    return Who(person.full_name, part, person.initials, photo, read)


def _access(meeting: Meeting) -> str:
    provided = rules.listed(meeting.provided)
    return " · ".join(named(kind, provided[kind]) for kind in _SEEN if kind in provided)


def _invitation(meeting: Meeting, *, over: bool) -> str:
    if over or reached(meeting.series.closes_at):
        return str(_("Scan to read more"))
    first = meeting.venue_only or meeting.series.closed(meeting.opens_at)
    return str(_("Scan to register") if first else _("Scan, then “Join”"))


def _others(number: int) -> str:
    return ngettext("and %(num)d other", "and %(num)d others", number) % {"num": number}


def picture(meeting: Meeting, design: Design, settings: Settings, links: Links) -> bytes:
    """Return the flyer of a session as a PNG."""
    found = facts(meeting, settings, links)
    wanted = (found, design, settings.chosen.logo)
    content = _drawn.get(wanted)
    if content is None:
        there, stored = _with_stored(found, settings)
        content = drawing.picture(there, design, stored)
        _drawn.put(wanted, content)
    return content


def document(meeting: Meeting, design: Design, settings: Settings, links: Links) -> bytes:
    """Return the flyer of a session as a PDF, the same bytes as long as nothing changed."""
    found, stored = _with_stored(facts(meeting, settings, links), settings)
    return drawing.document(found, design, stored, tool="Webinar Hub", made=meeting.changed_at)


def _with_stored(found: FlyerFacts, settings: Settings) -> tuple[FlyerFacts, drawing.Stored]:
    """Return the stored pictures as well; who has a photo that is gone has none."""
    files, name = storage.at(settings), settings.chosen.logo
    logo = files.get(identity.ROOM, name) if name else None
    names = [who.photo for who in found.people if who.photo]
    read = {each: files.get(portraits.ROOM, each) for each in names}
    photos = {each: content for each, content in read.items() if content is not None}
    people = tuple(who if who.photo in photos else replace(who, photo="") for who in found.people)
    wide = drawing.logo_width(logo) if logo else 0.0
    return replace(found, people=people, logo=wide), drawing.Stored(logo, photos)
