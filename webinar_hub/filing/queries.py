"""What belongs into the file of a session, and into that of somebody who speaks in it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import IO

from sqlalchemy import or_, select

from webinar_hub.attendance import queries as attendance
from webinar_hub.attendance.lists import printing as lists_printing
from webinar_hub.attendance.lists import tables
from webinar_hub.attendance.matching import queries as matching
from webinar_hub.certificates.assignments import queries as assignments
from webinar_hub.certificates.drawing import queries as documents
from webinar_hub.certificates.models import Certificate, CertificateKind
from webinar_hub.certificates.statements import queries as statements
from webinar_hub.config import Settings
from webinar_hub.filing import drawing, rules
from webinar_hub.filing.packing import File, Part, packed
from webinar_hub.filing.wording import WORDS, FileWords, Named
from webinar_hub.inviting import queries as inviting
from webinar_hub.inviting.models import Invitation
from webinar_hub.inviting.rules import attachment_name
from webinar_hub.kit import language, storage
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.kit.files import Files
from webinar_hub.kit.links import Links
from webinar_hub.kit.tables import write_table
from webinar_hub.materials import queries as materials
from webinar_hub.materials.models import Material, Visibility
from webinar_hub.materials.photos import queries as photos
from webinar_hub.papers import printing
from webinar_hub.papers.notulen import queries as notulen
from webinar_hub.papers.terms import queries as terms
from webinar_hub.people.models import Person
from webinar_hub.people.names import name_key
from webinar_hub.people.portraits import queries as portraits
from webinar_hub.people.portraits.rules import stored_name
from webinar_hub.programmes import rules as states
from webinar_hub.programmes.appearing import queries as appearing
from webinar_hub.programmes.flyer import queries as flyer
from webinar_hub.programmes.flyer.marks import Design
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations.at_desk import Seen
from webinar_hub.registrations.models import Registration


@dataclass(frozen=True)
class Filing:
    """What files are made with: where things are stored and lead to, and when it is."""

    settings: Settings
    links: Links
    now: datetime

    @property
    def files(self) -> Files:
        """Return the stored files."""
        return storage.at(self.settings)

    @property
    def words(self) -> FileWords:
        """Return the words of the reader's language."""
        return WORDS[language.current()]


def name_of(meeting: Meeting, whose: str = "") -> str:
    """Return what the file of a session is called, or that of somebody in it."""
    words = WORDS[language.current()]
    parts = words.file, meeting.series.title, str(meeting.number), str(meeting.day), whose
    return "-".join(filter(None, map(rules.plain, parts)))


def of_session(actor: Actor, seen: Seen, keys: Sequence[str], filing: Filing) -> IO[bytes]:
    """Return the file of a session as a ZIP, with what the actor may read of it.

    keys: the registrations in its list. Whoever runs the session gets everything; whoever leads it
    no letters that invite or send; whoever looks on, or sees their own people in it alone, of the
    rest what is for everybody.
    """
    meeting, words = seen.meeting, filing.words
    runs = _runs(actor, seen)
    settles = attendance.may_settle(actor, seen)
    kept = [
        each
        for each in materials.materials(meeting)
        if settles or each.visibility is Visibility.PUBLIC
    ]

    def where(endpoint: str) -> str:
        return filing.links.to(endpoint, key=meeting.key) if runs else ""

    parts = [
        _terms(meeting, filing, where("terms_desk.write")),
        *([_letters(meeting, filing, where("invitations_desk.index"))] if runs else []),
        _attendance(seen, keys, filing),
        *_notulen(meeting, filing, where("notulen_desk.write"), settles=settles),
        _materials(kept, filing, where("materials_desk.index")),
        _photos(meeting, filing, where("programmes_desk.people")),
        _flyer(meeting, filing, where("programmes_repair.show_meeting")),
        _statements(meeting, seen, filing, where("statements_desk.index")),
        _session_photos(meeting, filing, where("photos_desk.index"), settles=settles),
        *([_assignments(meeting, filing, where("assignments_desk.index"))] if runs else []),
    ]
    elsewhere = [f"{each.title}: {each.link}" for each in kept if each.link]
    recording = materials.recording(meeting)
    if recording and (settles or recording.visibility is Visibility.PUBLIC):
        elsewhere.append(f"{words.recording}: {recording.link}")
    notes = [] if seen.everybody else [words.partly]
    folder = name_of(meeting)
    return _packed(meeting, parts, filing, elsewhere, notes, kind=words.kind, folder=folder)


def sent(actor: Actor, seen: Seen) -> list[Certificate]:
    """Return the letters of assignment in the file of a session, as the actor gets it."""
    return assignments.letters(seen.meeting) if _runs(actor, seen) else []


def _runs(actor: Actor, seen: Seen) -> bool:
    return attendance.may_take_contacts(actor, seen) and seen.everybody


def about(meeting: Meeting, person: Person) -> list[Certificate]:
    """Return the letters about somebody's part in a session: assignment and statement."""
    found = statements.presences(meeting, [person.id])
    stated = [each.letter for each in found if each.letter]
    return [*assignments.letters(meeting, person), *stated]


def of_speaker(meeting: Meeting, person: Person, filing: Filing) -> IO[bytes]:
    """Return the file of somebody who has a part in a session as a ZIP.

    The letters that invited them by their name, the one that sends them, what they speak in, that
    they were there, and the materials of everybody who spoke.
    """
    words, own = filing.words, name_key(person.full_name)
    letters = [each for each in inviting.of_meeting(meeting) if name_key(each.addressee) == own]
    kept = [
        each
        for each in materials.materials(meeting)
        if each.visibility is not Visibility.ATTENDED or each.person_id == person.id
    ]
    given = {each.kind: [_document(each, filing)] for each in about(meeting, person)}
    parts = [
        Part(words.letters.words, [_letter(each, filing) for each in letters]),
        Part(words.assignments.words, given.get(CertificateKind.ASSIGNMENT, [])),
        _terms(meeting, filing, ""),
        Part(words.statement.words, given.get(CertificateKind.STATEMENT, [])),
        _materials(kept, filing, ""),
    ]
    elsewhere = [f"{each.title}: {each.link}" for each in kept if each.link]
    return _packed(
        meeting,
        parts,
        filing,
        elsewhere,
        kind=words.own_kind.format(name=person.full_name),
        folder=name_of(meeting, person.name),
    )


def _packed(
    meeting: Meeting,
    parts: Sequence[Part],
    filing: Filing,
    elsewhere: Sequence[str],
    notes: Sequence[str] = (),
    *,
    kind: str,
    folder: str,
) -> IO[bytes]:
    top = printing.top_of(
        meeting,
        language=language.current(),
        kind=kind,
        written_at=filing.now,
        settings=filing.settings,
        links=filing.links,
    )
    logo = printing.logo_of(top, filing.settings)
    return packed(
        parts,
        (
            filing.words.first,
            lambda contents: drawing.draw(top, logo, contents, elsewhere, notes),
        ),
        folder=folder,
        place=filing.settings.instance,
        made=filing.now.astimezone(meeting.home.info),
    )


def _in_folder(number: str, named: Named, files: Iterable[File], where: str) -> Part:
    """Return a part whose files lie in a folder of their own."""
    folder = f"{number}-{named.file}"
    return Part(named.words, [(f"{folder}/{name}", make) for name, make in files], where)


def _terms(meeting: Meeting, filing: Filing, where: str) -> Part:
    named, found = filing.words.terms, terms.terms_of(meeting)
    if found is None:
        return Part(named.words, [], where)
    make = partial(terms.document, meeting, found, filing.settings, filing.links)
    return Part(named.words, [(f"01-{named.file}.pdf", make)], where)


def _letters(meeting: Meeting, filing: Filing, where: str) -> Part:
    files = [_letter(each, filing) for each in inviting.of_meeting(meeting)]
    return _in_folder("02", filing.words.letters, files, where)


def _letter(letter: Invitation, filing: Filing) -> File:
    return attachment_name(letter.number), partial(inviting.document, letter, filing.files)


def _assignments(meeting: Meeting, filing: Filing, where: str) -> Part:
    files = [_document(each, filing) for each in assignments.letters(meeting)]
    return _in_folder("10", filing.words.assignments, files, where)


def _document(letter: Certificate, filing: Filing) -> File:
    make = partial(documents.document, letter, filing.links, filing.files)
    return documents.attachment_name(letter), make


def _attendance(seen: Seen, keys: Sequence[str], filing: Filing) -> Part:
    named, meeting = filing.words.attendance, seen.meeting

    def table() -> Iterable[bytes]:
        people = attendance.lines_of(seen, keys)
        return tables.written("xlsx", people, contacts=False, venue=meeting.either)

    def printed() -> bytes:
        people = attendance.lines_of(seen, keys)
        return lists_printing.document(
            meeting,
            people,
            filing.settings,
            filing.links,
            filing.now,
            everybody=seen.everybody,
            undecided=len(matching.groups(meeting.id, undecided=True)),
        )

    name = f"03-{named.file}"
    return Part(named.words, [(f"{name}.xlsx", table), (f"{name}.pdf", printed)])


def _notulen(meeting: Meeting, filing: Filing, where: str, *, settles: bool) -> list[Part]:
    """Return the notulen, for whoever writes it or where everybody reads it."""
    named, found = filing.words.notulen, notulen.notulen_of(meeting)
    if found is None:
        return [Part(named.words, [], where)]
    if not settles and not notulen.for_everybody(found.visibility):
        return []
    read = notulen.record(meeting, None if settles else notulen.for_everybody)
    make = partial(notulen.document, meeting, read, filing.settings, filing.links)
    return [Part(named.words, [(f"04-{named.file}.pdf", make)])]


def _materials(kept: Iterable[Material], filing: Filing, where: str) -> Part:
    files = [
        (
            f"{rules.numbered(number, rules.plain(each.title))}.{each.format}",
            partial(_stored, each, filing.files),
        )
        for number, each in enumerate((each for each in kept if each.format), start=1)
    ]
    return _in_folder("05", filing.words.materials, files, where)


def _stored(material: Material, files: Files) -> bytes:
    return materials.document(material, files).content


def _photos(meeting: Meeting, filing: Filing, where: str) -> Part:
    """Return the faces of who appears: a photo stands here only as long as they agree to it."""
    shown = {
        each.person_id: each
        for each in appearing.appearances([meeting.id])[meeting.id]
        if each.portrait and each.portrait.photo
    }
    files = [
        (
            f"{rules.numbered(number, rules.plain(each.person.name))}.jpg",
            partial(portraits.content, stored_name(each.portrait.photo), filing.files),
        )
        for number, each in enumerate(shown.values(), start=1)
        if each.portrait and each.portrait.photo
    ]
    return _in_folder("06", filing.words.photos, files, where)


def _session_photos(meeting: Meeting, filing: Filing, where: str, *, settles: bool) -> Part:
    """Return the photos of a session to which everybody on them agrees."""
    files = [
        (
            f"{rules.numbered(number, rules.plain(each.words))}.jpg",
            partial(photos.content, each, filing.files, small=False),
        )
        for number, each in enumerate(photos.agreed(meeting), start=1)
        if settles or each.visibility is Visibility.PUBLIC
    ]
    return _in_folder("09", filing.words.session_photos, files, where)


def _flyer(meeting: Meeting, filing: Filing, where: str) -> Part:
    """Return the flyer, whose code leads to a page that must open for whoever scans it."""
    named = filing.words.flyer
    if states.state_of(meeting) not in states.AT_ADDRESS:
        return Part(named.words, [], where)
    make = partial(flyer.document, meeting, Design.LIGHT, filing.settings, filing.links)
    return Part(named.words, [(f"07-{named.file}.pdf", make)])


def _statements(meeting: Meeting, seen: Seen, filing: Filing, where: str) -> Part:
    """Return the list of what was given for the session or all of its cohort.

    To whomever the reader sees in it.
    """
    words = filing.words
    of_it = or_(Certificate.meeting_id == meeting.id, Certificate.series_id == meeting.series_id)
    listed = select(Certificate).where(of_it, Certificate.kind != CertificateKind.ASSIGNMENT)
    if not seen.everybody:
        people = select(Registration.person_id).join(Registration.person)
        own = people.where(Registration.series_id == meeting.series_id, seen.people)
        listed = listed.where(Certificate.person_id.in_(own))
    given = db.session.scalars(listed.order_by(Certificate.id)).all()
    rows = [
        (
            each.number,
            each.facts["heading"],
            each.facts["holder"],
            str(each.issued_at.astimezone(meeting.home.info).date()),
            words.states[each.state],
        )
        for each in given
    ]
    named = words.statements
    if not rows:
        return Part(named.words, [], where)
    make = partial(write_table, "xlsx", named.words, words.columns, rows)
    return Part(named.words, [(f"08-{named.file}.xlsx", make)])
