"""Turn a letter into a mail message.

Headers, text, HTML and the calendar's invitations (RFC 5322, 2045, 3834, 6047, 8058).
"""

from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from typing import Any, Literal, Self, cast

from webinar_hub.config import Settings
from webinar_hub.kit import language
from webinar_hub.kit.ical import CalendarEntry, write_invitation
from webinar_hub.kit.links import Links
from webinar_hub.messages import rendering
from webinar_hub.messages.meetings import Meeting
from webinar_hub.messages.models import Letter
from webinar_hub.people.contacts import BadEmail, normal_email

_SUBJECT_LENGTH = 150


@dataclass(frozen=True)
class Mail:
    """A message ready for the mail server.

    says: what it says now, None as it was written. After until it has lost its use; needless: it
    has nothing to tell any more.
    """

    receiver: str
    content: bytes
    says: dict[str, Any] | None
    until: datetime | None
    needless: bool


class _WholeLine(str):
    """A header that stays one line as it is: the library would encode an address that is long."""

    name: str

    def __new__(cls, name: str, value: str) -> Self:
        """Return the header of this name."""
        made = super().__new__(cls, value)
        made.name = name
        return made

    def fold(self, *, policy: EmailPolicy) -> str:
        """Return the line; the library calls this."""
        return f"{self.name}: {self}{policy.linesep}"


def compose(letter: Letter, settings: Settings, links: Links, *, now: datetime) -> Mail:
    """Return a letter as mail to its e-mail address, which is known.

    Raise what rendering.write raises. The receiver stands there by address alone: no name that
    somebody typed comes into a header.
    """
    receiver = letter.email
    if receiver is None:
        raise ValueError("a letter without an address")
    written = rendering.write(letter, settings, links)
    message = EmailMessage(policy=policy.SMTP if receiver.isascii() else policy.SMTPUTF8)
    message["Message-ID"] = f"<{letter.message_id}@{links.host}>"
    message["Date"] = format_datetime(now)
    message["From"] = Address(display_name=settings.network_name, addr_spec=settings.mail_address)
    local, _at, domain = receiver.rpartition("@")
    message["To"] = Address(username=local, domain=domain)
    if reply_to := _address(settings.contact):
        message["Reply-To"] = Address(addr_spec=reply_to)
    # The library decodes what looks like an encoded word (RFC 2047): a title stays as typed.
    message["Subject"] = written.subject[:_SUBJECT_LENGTH].replace("=?", "= ?")
    message["Auto-Submitted"] = "auto-generated"
    message["Precedence"] = "bulk"
    message["X-Auto-Response-Suppress"] = "All"
    if written.no_more:
        message["List-Unsubscribe"] = _WholeLine("List-Unsubscribe", f"<{written.no_more}>")
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(written.text, cte="quoted-printable")
    message.add_alternative(written.html, subtype="html", cte="quoted-printable")
    if written.calendar:
        for meeting in written.meetings:
            if not meeting.waits:
                _attach(message, meeting, letter, written, settings)
    message["Content-Language"] = letter.language
    says = None if written.facts == letter.facts else written.facts
    return Mail(receiver, message.as_bytes(), says, written.until, written.needless)


def _attach(
    message: EmailMessage,
    meeting: Meeting,
    letter: Letter,
    written: rendering.Written,
    settings: Settings,
) -> None:
    content = invitation(meeting, letter, written, settings)
    message.add_attachment(
        content,
        maintype="text",
        subtype="calendar",
        cte="base64",
        filename=f"{meeting.key}.ics",
        params={"method": str(written.calendar), "charset": "utf-8"},
    )


def invitation(
    meeting: Meeting,
    letter: Letter,
    written: rendering.Written,
    settings: Settings,
) -> bytes:
    """Return the calendar part for one meeting, for its receiver's own calendar.

    It leads to the receiver's own page, never to the platform's room.
    """
    method = cast(Literal["REQUEST", "CANCEL"], written.calendar)
    cancelled = method == "CANCEL"
    with language.reading(letter.language):
        summary = (
            language.gettext("CANCELLED: %(title)s") % {"title": meeting.title}
            if cancelled
            else meeting.title
        )
        own_page = (
            language.gettext("Your own page:")
            if meeting.venue
            else language.gettext("Your own page, with the button to join:")
        )
        alone = language.gettext("This link is yours alone: please do not pass it on.")
        description = f"{meeting.series}\n{meeting.hours.line}"
    if written.personal_link and not cancelled:
        description += f"\n\n{own_page}\n{written.personal_link}\n{alone}"
    entry = CalendarEntry(
        uid=meeting.uid,
        sequence=meeting.revision,
        starts=meeting.hours.starts,
        ends=meeting.hours.ends,
        summary=summary,
        description=description,
        url=meeting.address,
        cancelled=cancelled,
        created=letter.written_at,
        changed=letter.written_at,
        location=meeting.venue or None,
    )
    return write_invitation(
        entry,
        method=method,
        organiser_name=settings.network_name,
        organiser_email=settings.mail_address,
        attendee_name=written.name,
        attendee_email=letter.email or "",
        zone=meeting.hours.home.info,
        prodid=f"-//Webinar Hub//{letter.language.upper()}",
    )


def _address(contact: str) -> str | None:
    try:
        return normal_email(contact) if "@" in contact else None
    except BadEmail:
        return None
