"""What papers say of a session, in each language.

The words are kept apart from the interface's sentences: a paper says the same whoever prints it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from webinar_hub.kit import zones
from webinar_hub.kit.links import Links
from webinar_hub.programmes.models import Appearance, AppearanceRole, Meeting, ProgrammeKind
from webinar_hub.programmes.words import ROLES

Row = tuple[str, tuple[str, ...]]
"""A label, and the lines beside it."""


@dataclass(frozen=True)
class SessionWords:
    """The fixed words of one language."""

    webinar: str
    session: str
    activity: str
    topic: str
    day: str
    hours: str
    place: str
    online: str
    either: str
    scan: str


WORDS = {
    "id": SessionWords(
        webinar="semidaring ke-{number}",
        session="sesi ke-{number}",
        activity="Kegiatan",
        topic="Topik",
        day="Hari",
        hours="Pukul",
        place="Tempat",
        online="Daring. Ruang dibuka pukul {hours} lewat {address}",
        either="Atau daring: ruang dibuka pukul {hours} lewat {address}",
        scan="Keterangan sesi dan pendaftaran",
    ),
    "en": SessionWords(
        webinar="webinar no. {number}",
        session="session no. {number}",
        activity="Activity",
        topic="Topic",
        day="Day",
        hours="Time",
        place="Place",
        online="Online. The room opens at {hours}: {address}",
        either="Or online: the room opens at {hours}: {address}",
        scan="About the session, and registration",
    ),
}


def numbered(meeting: Meeting, words: SessionWords) -> str:
    """Return which one of its series a session is, as within a sentence."""
    webinar = meeting.series.programme.kind is ProgrammeKind.WEBINAR
    return (words.webinar if webinar else words.session).format(number=meeting.number)


def rows(meeting: Meeting, words: SessionWords, links: Links) -> tuple[Row, ...]:
    """Return what a session is, when, and where, for whoever reads this language."""
    hours = zones.three_times(meeting.starts_at, meeting.ends_at, meeting.home)
    topic = ((words.topic, (meeting.own_title,)),) if meeting.own_title else ()
    return (
        (words.activity, (f"{meeting.series.title}, {numbered(meeting, words)}",)),
        *topic,
        (words.day, (zones.long_date(meeting.day),)),
        (
            words.hours,
            tuple(
                f"{each.starts}–{each.ends} {each.zone.short}"
                + (f" ({each.day})" if each.shift else "")
                for each in hours
            ),
        ),
        (words.place, _places(meeting, words, links)),
    )


def _places(meeting: Meeting, words: SessionWords, links: Links) -> tuple[str, ...]:
    """Return where a session is: its venue, the room of the platform, or both."""
    joined = links.to("gathering.join", short=meeting.short).partition("://")[2]
    opens = zones.three_times(meeting.opens_at, meeting.opens_at, meeting.home)
    hours = " · ".join(f"{each.starts} {each.zone.short}" for each in opens)
    online = (words.either if meeting.venue else words.online).format(hours=hours, address=joined)
    return tuple(each for each in (meeting.venue, "" if meeting.venue_only else online) if each)


def people(appear: Iterable[Appearance]) -> tuple[Row, ...]:
    """Return who appears, by their parts in the order in which these are known."""
    by_role: dict[AppearanceRole, list[str]] = {role: [] for role in AppearanceRole}
    for each in appear:
        said = (each.person.full_name, each.portrait.office if each.portrait else "")
        by_role[each.role].append(", ".join(part for part in said if part))
    return tuple((str(ROLES[role]), tuple(names)) for role, names in by_role.items() if names)


def role_within(role: AppearanceRole) -> str:
    """Return what a part is called within a sentence: a small letter first, but JBI as it is."""
    word = str(ROLES[role])
    return word if word[1:2].isupper() else word[:1].lower() + word[1:]
