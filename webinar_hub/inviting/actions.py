"""Give letters that invite. Each runs inside db.write."""

import re
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from webinar_hub.certificates.issuing import lines
from webinar_hub.certificates.issuing.queries import issuer_of
from webinar_hub.config import Settings
from webinar_hub.history.actions import note
from webinar_hub.inviting import drawing, queries
from webinar_hub.inviting.drawing import LetterFacts
from webinar_hub.inviting.models import LINE, Invitation
from webinar_hub.inviting.rules import PATTERN, NothingToInviteTo
from webinar_hub.inviting.wording import WORDING, Wording
from webinar_hub.kit import tokens, zones
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.kit.language import reading
from webinar_hub.kit.links import Links
from webinar_hub.kit.text import blanked
from webinar_hub.network.letterhead import letterhead
from webinar_hub.papers.terms import queries as terms
from webinar_hub.programmes import printed
from webinar_hub.programmes import rules as programmes
from webinar_hub.programmes.models import AppearanceRole, Meeting


def give(
    meeting: Meeting,
    *,
    addressee: str,
    organisation: str,
    place: str,
    role: AppearanceRole | None,
    answer_by: date | None,
    paragraph: str,
    language: str,
    enclosed: bool = False,
    copies: str = "",
    settings: Settings,
    links: Links,
    by: Actor,
    now: datetime,
) -> Invitation:
    """Give the next number of the issuer's line to a letter; return it.

    role: as what somebody is invited, None to take part. enclosed: the TOR comes with it, where
    there is one; copies: who else gets it. Raises NothingToInviteTo, NoIssuer, NoSignatory and
    Unprintable, with no number given.
    """
    over = meeting.cancelled_at is not None or meeting.ends_at <= now
    if over or programmes.state_of(meeting) not in programmes.AT_ADDRESS:
        raise NothingToInviteTo
    issuer = issuer_of(meeting.series)
    line = lines.locked(issuer, LINE, now)
    local = now.astimezone(issuer.home.info)
    number = lines.numbered(line, issuer, PATTERN, now, taken=queries.number_taken)
    head = letterhead(issuer.organisation, issuer, settings)
    with reading(language):
        facts = LetterFacts(
            language=language,
            issuer=head.name,
            letterhead=head.lines,
            number=number,
            place_and_date=f"{issuer.place}, {zones.long_date(local.date(), weekday=False)}",
            place=place,
            after=_after(WORDING[language], answer_by, paragraph, settings),
            signatory=issuer.signatory,
            signatory_title=issuer.signatory_title,
            link=links.to("registrations.meeting", key=meeting.key),
            given=now,
            red=head.red,
            blue=head.blue,
            logo=head.logo,
            enclosed=WORDING[language].terms if enclosed and terms.terms_of(meeting) else "",
            copies=copies,
            **_of_session(meeting, role, WORDING[language], language, links),
        )
        drawing.draw(facts, (addressee, organisation), None)
    made = Invitation(
        key=tokens.key(),
        meeting=meeting,
        line_id=line.id,
        sequence=line.last,
        number=number,
        addressee=addressee,
        organisation=organisation,
        facts=facts.stored(),
        given_at=now,
    )
    db.session.add(made)
    db.session.flush()
    # Whom it is for stands in the letter alone: the history outlives what is erased.
    note(by, "gave an invitation", meeting, now=now, after={"number": number})
    lines.remember(issuer, line)
    return made


def _of_session(
    meeting: Meeting, role: AppearanceRole | None, words: Wording, language: str, links: Links
) -> dict[str, Any]:
    session = printed.WORDS[language]
    as_what = printed.role_within(role) if role else ""
    return {
        "subject": (words.subject_as if role else words.subject).format(
            session=printed.numbered(meeting, session), role=as_what
        ),
        "opening": (words.opening_as if role else words.opening).format(role=as_what),
        "rows": printed.rows(meeting, session, links),
    }


def _after(
    words: Wording, answer_by: date | None, paragraph: str, settings: Settings
) -> tuple[str, ...]:
    written = tuple(each.strip() for each in re.split(r"\n\s*\n", paragraph) if each.strip())
    if answer_by is None:
        return written
    contact = f" ({settings.contact})" if settings.contact else ""
    return (*written, words.answer.format(day=zones.long_date(answer_by), contact=contact))


def blank(pattern: re.Pattern[str]) -> None:
    """Take what a pattern finds off every letter; number, session and date stay."""
    for each in db.session.scalars(select(Invitation)):
        each.addressee = blanked(each.addressee, pattern)
        each.organisation = blanked(each.organisation, pattern)
        copies = blanked(each.facts.get("copies", ""), pattern)
        after = blanked(list(each.facts["after"]), pattern)
        each.facts = {**each.facts, "after": after, "copies": copies}
