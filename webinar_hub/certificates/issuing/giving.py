"""Give and take back letters about who is in a session: what statements and assignments share.

Each letter is a row among certificates.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from webinar_hub.certificates.checking.rules import code_from
from webinar_hub.certificates.drawing import letter
from webinar_hub.certificates.drawing.facts import LetterFacts
from webinar_hub.certificates.drawing.wording import LETTERS, ONLINE
from webinar_hub.certificates.issuing import actions, lines, queries
from webinar_hub.certificates.models import Certificate, CertificateKind, NumberLine
from webinar_hub.config import Settings
from webinar_hub.history.actions import note
from webinar_hub.kit import tokens, zones
from webinar_hub.kit.actor import Actor, machine
from webinar_hub.kit.batch import parts
from webinar_hub.kit.db import db
from webinar_hub.kit.language import Sentence, reading
from webinar_hub.kit.letterhead import Letterhead, Unprintable, check
from webinar_hub.network.letterhead import letterhead
from webinar_hub.network.models import Secretariat
from webinar_hub.network.numbering import ASSIGNMENTS, STATEMENTS
from webinar_hub.people.models import Person
from webinar_hub.programmes import printed
from webinar_hub.programmes.models import Meeting

_PATTERNS = {
    CertificateKind.STATEMENT: STATEMENTS,
    CertificateKind.ASSIGNMENT: ASSIGNMENTS,
}

_AT_ONCE = 10
"""As many as one transaction revokes, some 25 ms each on SQLite: others wait meanwhile."""


@dataclass(frozen=True)
class Said:
    """What a letter says of its holder, in the language in which they read.

    role: as it stands within a sentence; place: where they are in the session; rows: what the
    session is and when, label and lines.
    """

    person: Person
    language: str
    organisation: str
    role: str
    place: str
    rows: tuple[printed.Row, ...]


def prints(person: Person, organisation: str) -> bool:
    """Say whether the hub's fonts have every letter of a name and an organisation."""
    try:
        check(person.full_name)
        check(organisation)
    except Unprintable:
        return False
    return True


def place(meeting: Meeting, language: str) -> str:
    """Return where a session is, as within a sentence: its venue, online, or both."""
    online = ONLINE[language]
    return f"{meeting.venue} / {online}" if meeting.either else meeting.venue or online


def give(
    meeting: Meeting,
    kind: CertificateKind,
    said: Collection[Said],
    line: NumberLine,
    *,
    settings: Settings,
    by: Actor,
    now: datetime,
) -> list[Certificate]:
    """Give letters of a kind, under the next numbers of a locked line; return them.

    Runs inside db.write. Raises NoIssuer, NoSignatory and Unprintable, with no number given.
    """
    issuer = queries.issuer_of(meeting.series)
    head = letterhead(issuer.organisation, issuer, settings)
    made: list[Certificate] = []
    tried: set[str] = set()
    for each in said:
        number = lines.numbered(line, issuer, _PATTERNS[kind], now, taken=queries.number_taken)
        facts = _facts(meeting, kind, each, issuer, head, number, now)
        if facts.mode not in tried:
            # What is not of one person alone is the same on each: it can be printed, or none is.
            letter.draw(facts)
            tried.add(facts.mode)
        made.append(_row(meeting, kind, each.person, issuer, facts, line, by))
    db.session.add_all(made)
    db.session.flush()
    region = db.session.scalar(select(meeting.series.history_scope()))
    for certificate in made:
        after = {"number": certificate.number}
        note(by, "issued", certificate, now=now, after=after, scope=region)
    if made:
        lines.remember(issuer, line)
    return made


def take_back(
    ids: Collection[int],
    unfounded: Callable[[Collection[int]], Iterable[Certificate]],
    *,
    reason: Sentence,
    task: str,
    now: datetime,
) -> int:
    """Revoke letters that hold no longer, whose holders may get others; return how many.

    unfounded: returns which of some, by their ids, do not hold. Runs outside db.write, a few in
    each transaction.
    """

    def take_some(some: Collection[int]) -> int:
        found = list(unfounded(some))
        for each in found:
            with reading(each.facts["language"]):
                why = str(reason)
            old = actions.revoke_and_lift(each, reason=why, by=machine(task), now=now)
            actions.remember_revoked(old)
        return len(found)

    return sum(db.write(take_some, some) for some in parts(list(ids), _AT_ONCE))


def _row(
    meeting: Meeting,
    kind: CertificateKind,
    person: Person,
    issuer: Secretariat,
    facts: LetterFacts,
    line: NumberLine,
    by: Actor,
) -> Certificate:
    return Certificate(
        key=tokens.key(),
        code=facts.code,
        number=facts.number,
        issuer=issuer,
        kind=kind,
        line_id=line.id,
        sequence=line.last,
        person=person,
        meeting=meeting,
        facts=facts.stored(),
        issued_at=facts.issued,
        issued_by=by.label,
    )


def _facts(
    meeting: Meeting,
    kind: CertificateKind,
    said: Said,
    issuer: Secretariat,
    head: Letterhead,
    number: str,
    now: datetime,
) -> LetterFacts:
    """Return what will be printed."""
    today = now.astimezone(issuer.home.info).date()
    with reading(said.language):
        return LetterFacts(
            kind=kind.value,
            language=said.language,
            issuer=head.name,
            issuer_note=issuer.organisation.name,
            heading=LETTERS[kind][said.language].heading,
            number=number,
            holder=said.person.full_name,
            organisation=said.organisation,
            role=said.role,
            title=actions.title_of(meeting),
            dates=zones.long_date(meeting.day, weekday=False),
            mode=said.place,
            jp=None,
            place_and_date=f"{issuer.place}, {zones.long_date(today, weekday=False)}",
            signatory=issuer.signatory,
            signatory_title=issuer.signatory_title,
            code=code_from(tokens.key()),
            check_address="",
            issued=now,
            letterhead=head.lines,
            rows=said.rows,
            red=head.red,
            blue=head.blue,
            logo=head.logo,
        )
