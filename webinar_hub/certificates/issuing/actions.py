"""What we do with certificates: issue, revoke, lift, replace, hand over, erase."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime

from sqlalchemy import select, update

from webinar_hub.certificates import letters
from webinar_hub.certificates import queries as certificates
from webinar_hub.certificates.checking.rules import code_from
from webinar_hub.certificates.drawing import pdf
from webinar_hub.certificates.drawing.facts import CertificateFacts, Topic
from webinar_hub.certificates.drawing.wording import KIND_IN_NUMBERS, WORDING
from webinar_hub.certificates.earning import queries as earning
from webinar_hub.certificates.earning.queries import DryRun, Entitlement
from webinar_hub.certificates.earning.rules import Earned
from webinar_hub.certificates.issuing import lines, queries, rules
from webinar_hub.certificates.models import (
    ALL_KINDS,
    Certificate,
    CertificateKind,
    NumberLine,
)
from webinar_hub.certificates.sessions import queries as sessions
from webinar_hub.config import Chosen
from webinar_hub.history import journal
from webinar_hub.history.actions import note
from webinar_hub.history.journal import Fact
from webinar_hub.kit import tokens, zones
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.kit.language import _, reading
from webinar_hub.kit.text import BLANK
from webinar_hub.network import numbering
from webinar_hub.network import queries as network
from webinar_hub.network.models import Secretariat
from webinar_hub.network.secretariats import number_by_pattern
from webinar_hub.people.models import Person
from webinar_hub.programmes.models import Meeting, Series


def issue(
    subject: Series | Meeting, persons: Collection[int] | None = None, *, by: Actor, now: datetime
) -> list[Certificate]:
    """Give a certificate to whoever has earned one in the series or session and holds none.

    persons: only to these, by their ids. Runs inside db.write. The issuer's line of numbers is
    locked before anything is decided, so that numbers follow one another without a gap. Raises
    Refused (not over, no issuer, no signatory, a bad pattern, a text that cannot be printed) with
    nothing written.
    """
    issuer, kind = _issuer_and_kind(subject)
    line = _locked_line(issuer, kind, now)
    look = network.look()
    if isinstance(subject, Meeting):
        run = sessions.dry_run(subject)
    else:
        [run] = earning.dry_runs([subject])
    run.refuse_until_over(now)
    wanted = [
        entitlement
        for entitlement in run.due
        if persons is None or entitlement.registration.person_id in persons
    ]
    made = [
        _certificate(run, entitlement, issuer, line, position, look, by, now)
        for position, entitlement in enumerate(wanted, start=1)
    ]
    _refuse_unprintable(made)
    line.last += len(made)
    db.session.add_all(made)
    db.session.flush()
    region = db.session.scalar(select(run.series.history_scope()))
    for certificate in made:
        after = {"number": certificate.number}
        note(by, "issued", certificate, now=now, after=after, scope=region)
    for certificate, entitlement in zip(made, wanted, strict=True):
        letters.issued(certificate, entitlement.registration, now=now)
    if made:
        lines.remember(issuer, line)
    return made


def revoke(certificate: Certificate, *, reason: str, by: Actor, now: datetime) -> Certificate:
    """Take a certificate back; it stays visible as revoked, with the reason.

    Runs inside db.write. Raises NoReason and AlreadyRevoked.
    """
    locked = db.lock(Certificate, certificate.id)
    _withdraw(locked, reason, by, now)
    remember_revoked(locked)
    return locked


def revoke_again(revoked: Mapping[str, int], *, by: Actor, now: datetime) -> int:
    """Revoke the certificates that were revoked after the backup was made; return how many.

    revoked: their keys, each with 1 where the holder may get another. The journal holds no reasons,
    and the holders had their letter. Runs inside db.write.
    """
    standing = select(Certificate).where(
        Certificate.key.in_(revoked), Certificate.revoked_at.is_(None)
    )
    found = db.session.scalars(standing.order_by(Certificate.id)).all()
    for certificate in found:
        with reading(certificate.facts["language"]):
            reason = str(_("Revoked earlier. The reason was lost when a backup was restored."))
        _mark_revoked(certificate, reason, by, now)
        if revoked[certificate.key]:
            certificate.lifted_at, certificate.lifted_why = now, reason
    return len(found)


def lift(certificate: Certificate, *, reason: str, by: Actor, now: datetime) -> Certificate:
    """Say why the holder of a revoked certificate may get another; it stays revoked.

    Runs inside db.write. Raises NoReason and NothingToLift.
    """
    locked = db.lock(Certificate, certificate.id)
    if not locked.bars_another:
        raise rules.NothingToLift
    if not reason.strip():
        raise rules.NoReason
    locked.lifted_at, locked.lifted_why = now, reason
    note(by, "lifted a revocation", locked, now=now, after={"number": locked.number}, reason=reason)
    return locked


def replace(certificate: Certificate, *, reason: str, by: Actor, now: datetime) -> Certificate:
    """Revoke a certificate and issue another in its place; return the new one.

    Person and programme are printed as they are named now. Runs inside db.write. Raises what issue
    raises, NoReason, AlreadyRevoked, and NotEarned where attendance no longer earns it.
    """
    subject = certificate.series or certificate.meeting
    assert subject is not None
    _locked_line(*_issuer_and_kind(subject), now)
    return exchange(
        certificate,
        lambda: issue(subject, [certificate.person_id], by=by, now=now),
        reason=reason,
        by=by,
        now=now,
    )


def exchange(
    certificate: Certificate,
    give: Callable[[], list[Certificate]],
    *,
    reason: str,
    by: Actor,
    now: datetime,
) -> Certificate:
    """Revoke a certificate and put in its place what give makes; return that.

    The line of numbers is locked before. Raises what give raises, NoReason, AlreadyRevoked, and
    NotEarned where it makes nothing.
    """
    old = revoke_and_lift(certificate, reason=reason, replaced=True, by=by, now=now)
    made = give()
    if not made:
        raise rules.NotEarned
    old.replaced_by_id = made[0].id
    remember_revoked(old)
    return made[0]


def revoke_and_lift(
    certificate: Certificate, *, reason: str, replaced: bool = False, by: Actor, now: datetime
) -> Certificate:
    """Take a certificate back in such a way that its holder may get another.

    replaced: they get it at once. Whoever calls it has it remembered. Raises NoReason and
    AlreadyRevoked.
    """
    old = db.lock(Certificate, certificate.id)
    _withdraw(old, reason, by, now, replaced=replaced)
    old.lifted_at, old.lifted_why = now, reason
    db.session.flush()
    return old


def _issuer_and_kind(subject: Series | Meeting) -> tuple[Secretariat, CertificateKind]:
    if isinstance(subject, Meeting):
        return queries.issuer_of(subject.series), CertificateKind.PARTICIPATION
    return queries.issuer_of(subject), CertificateKind.COMPLETION


def _locked_line(issuer: Secretariat, wanted: CertificateKind, now: datetime) -> NumberLine:
    """Return the issuer's line for the year in its own zone, locked until the transaction ends."""
    number_by_pattern(issuer)
    kind = wanted if numbering.names_kind(issuer.number_pattern) else ALL_KINDS
    return lines.locked(issuer, kind, now)


def _withdraw(
    certificate: Certificate, reason: str, by: Actor, now: datetime, *, replaced: bool = False
) -> None:
    if certificate.revoked_at is not None:
        raise rules.AlreadyRevoked
    if not reason.strip():
        raise rules.NoReason
    _mark_revoked(certificate, reason, by, now)
    registration = queries.registration_of(certificate)
    if registration is not None and certificate.person.erased_at is None:
        letters.revoked(certificate, registration, reason, replaced=replaced, now=now)


def remember_revoked(certificate: Certificate) -> None:
    """Write it down for good, and whether its holder may get another.

    After every refusal, which does not take it back.
    """
    journal.remember(Fact.REVOKED, {certificate.key: int(certificate.lifted_at is not None)})


def _mark_revoked(certificate: Certificate, reason: str, by: Actor, now: datetime) -> None:
    certificate.revoked_at, certificate.revoked_why = now, reason
    letters.drop_issued(certificate, now=now)
    note(by, "revoked", certificate, now=now, after={"number": certificate.number}, reason=reason)


def _refuse_unprintable(made: list[Certificate]) -> None:
    """Draw one certificate in each language, with the topics of all: all must be printable.

    What is not the holder's own name is the same on each.
    """
    for language in {certificate.facts["language"] for certificate in made}:
        alike = [
            certificate.facts for certificate in made if certificate.facts["language"] == language
        ]
        topics = {topic["title"]: topic for facts in alike for topic in facts["topics"]}
        pdf.draw(
            CertificateFacts.from_stored(
                {**alike[-1], "check_address": alike[-1]["code"], "topics": list(topics.values())}
            )
        )


def _certificate(
    run: DryRun,
    entitlement: Entitlement,
    issuer: Secretariat,
    line: NumberLine,
    position: int,
    look: Chosen,
    by: Actor,
    now: datetime,
) -> Certificate:
    assert isinstance(entitlement.outcome, Earned)
    sequence = line.last + position
    local = now.astimezone(issuer.home.info)
    number = numbering.number_from_pattern(
        issuer.number_pattern,
        number=sequence,
        issuer=issuer.issuer_code,
        kind=KIND_IN_NUMBERS[run.kind],
        month=local.month,
        year=line.year,
    )
    code = code_from(tokens.key())
    return Certificate(
        key=tokens.key(),
        code=code,
        number=number,
        issuer=issuer,
        kind=run.kind,
        line_id=line.id,
        sequence=sequence,
        person=entitlement.registration.person,
        series=None if run.session else run.series,
        meeting=run.session,
        facts=_facts(
            run, entitlement, entitlement.outcome, issuer, number, code, look, now
        ).stored(),
        issued_at=now,
        issued_by=by.label,
    )


def _facts(
    run: DryRun,
    entitlement: Entitlement,
    earned: Earned,
    issuer: Secretariat,
    number: str,
    code: str,
    look: Chosen,
    now: datetime,
) -> CertificateFacts:
    """Return what will be printed, in the language in which the person registered."""
    language = entitlement.registration.language
    words = WORDING[language]
    organisation = issuer.organisation
    today = now.astimezone(issuer.home.info).date()
    with reading(language):
        return CertificateFacts(
            language=language,
            issuer=organisation.abbreviation or organisation.name,
            issuer_note=organisation.name if organisation.abbreviation else issuer.place,
            heading=words.heading,
            number=number,
            holder=entitlement.registration.person.full_name,
            role=words.roles[run.kind],
            title=title_of(run.session) if run.session else run.series.title,
            dates=_dates(run),
            mode=words.mode(earned.meetings, entitlement.in_person),
            jp=earned.jp,
            place_and_date=f"{issuer.place}, {zones.long_date(today, weekday=False)}",
            signatory=issuer.signatory,
            signatory_title=issuer.signatory_title,
            code=code,
            check_address="",
            issued=now,
            red=look.red,
            blue=look.blue,
            logo=look.logo,
            topics=()
            if run.session
            else _topics([meeting for meeting in run.meetings if meeting.id in earned.meetings]),
        )


def title_of(session: Meeting) -> str:
    """Return what a session is called on documents: by its title and the series."""
    title = session.own_title or str(_("Session %(number)s", number=session.number))
    return f"{title}, {session.series.title}"


def _dates(run: DryRun) -> str:
    first, last = run.meetings[0], run.meetings[-1]
    return zones.days(first.day, last.day)


def _topics(attended: list[Meeting]) -> tuple[Topic, ...]:
    """Return the topics of the meetings attended, none while no meeting has a title.

    Hours are stated as one sum on the first page.
    """
    if not any(meeting.own_title for meeting in attended):
        return ()
    return tuple(
        Topic(meeting.own_title or str(_("Session %(number)s", number=meeting.number)), None)
        for meeting in attended
    )


def note_downloads(certificates: Iterable[Certificate], *, by: Actor, now: datetime) -> None:
    """Write down that somebody at the desk takes these documents along."""
    for certificate in certificates:
        note(by, "downloaded", certificate, now=now)


def erase(person: Person, words: Collection[str]) -> list[Certificate]:
    """Take the holder's name off every certificate of a person, and the organisation beside it.

    Return the certificates. Number, title, dates and digest stay. words: parts of the name, in
    small letters; a reason that holds one goes, too.
    """
    held = list(certificates.of_person(person))
    for certificate in held:
        named = {"holder", "organisation"} & {*certificate.facts}
        certificate.facts = {**certificate.facts, **dict.fromkeys(named, "")}
        if any(word in certificate.revoked_why.casefold() for word in words):
            certificate.revoked_why = BLANK
        if any(word in certificate.lifted_why.casefold() for word in words):
            certificate.lifted_why = BLANK
    db.session.flush()
    return held


def erase_issuer(labels: Collection[str]) -> None:
    """Take the names of somebody who issued certificates off them; who signed stays as printed."""
    db.session.execute(
        update(Certificate).where(Certificate.issued_by.in_(labels)).values(issued_by=BLANK)
    )
