"""Letters as mail messages: headers that stay headers, and invitations that calendars take."""

import email
from dataclasses import replace
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from typing import Any

import pytest
from flask import Flask
from icalendar import Calendar

from tests.cast import Cast
from tests.messages.examples import letter, links_on, maria
from tests.messages.outbox import put, rows, send, with_server
from tests.messages.parts import COHORT, FLOOD, NOW
from tests.messages.sink import mail_server
from webinar_hub.messages import mail
from webinar_hub.messages.models import Letter, LetterState


def composed(app: Flask, written: Letter, **changed: Any) -> EmailMessage:
    """Return a letter's mail, parsed from its bytes."""
    settings = replace(
        app.extensions["settings"], network_name="S=JAJAR", mail_from="hub@jajar.example"
    )
    settings = replace(settings, **changed)
    made = mail.compose(written, settings, links_on(settings, app.extensions["links"]), now=NOW)
    return email.message_from_bytes(made.content, policy=policy.SMTP)


def invitations(message: EmailMessage) -> list[EmailMessage]:
    """Return the parts that are attached."""
    return list(message.iter_attachments())


def event_of(part: EmailMessage) -> Any:
    """Return the one event of an attached calendar."""
    [event] = Calendar.from_ical(part.get_content()).walk("VEVENT")
    return event


def test_headers(sqlite_app: Flask) -> None:
    message = composed(sqlite_app, letter("registrations/confirmed"))
    # The library begins a header that just fits into a line on a line of its own.
    shown = {
        name: str(value).strip()
        for name, value in message.items()
        if name not in ("Content-Type", "MIME-Version")
    }
    assert shown == {
        "Message-ID": "<mmmmbbbbccccdddd@hub.jajar.example>",
        "Date": "Fri, 20 Nov 2026 03:00:00 +0000",
        "From": "S=JAJAR <hub@jajar.example>",
        "To": "maria@example.org",
        "Reply-To": "sekretariat@jajar.example",
        "Subject": "Anda terdaftar untuk Kamis, 26 November 2026: Semidaring Multisektor OMS-LSM",
        "Content-Language": "id",
        "Auto-Submitted": "auto-generated",
        "Precedence": "bulk",
        "X-Auto-Response-Suppress": "All",
    }
    parts = [
        (part.get_content_type(), part["Content-Transfer-Encoding"])
        for part in message.walk()
        if not part.is_multipart()
    ]
    assert parts == [
        ("text/plain", "quoted-printable"),
        ("text/html", "quoted-printable"),
        ("text/calendar", "base64"),
    ]


def test_the_address_that_stops_letters_is_one_line_that_nothing_encodes(
    sqlite_app: Flask,
) -> None:
    settings = sqlite_app.extensions["settings"]
    links = links_on(settings, sqlite_app.extensions["links"], f"https://hub.{'a' * 60}.example")
    made = mail.compose(letter("registrations/reminder"), settings, links, now=NOW)
    lines = made.content.split(b"\r\n\r\n", 1)[0].split(b"\r\n")
    [address] = [line for line in lines if line.startswith(b"List-Unsubscribe:")]
    assert address.startswith(b"List-Unsubscribe: <https://hub.aaaa")
    assert address.endswith(b">")
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click" in lines


def test_what_a_letter_was_written_with_is_not_written_down_once_more(sqlite_app: Flask) -> None:
    """A name may be erased in it while it goes."""
    settings = sqlite_app.extensions["settings"]
    links = links_on(settings, sqlite_app.extensions["links"])
    assert mail.compose(letter("registrations/reminder"), settings, links, now=NOW).says is None


@pytest.mark.parametrize("contact", ["WhatsApp 0812-3456-7890", "", "hub@"])
def test_only_an_address_is_replied_to(sqlite_app: Flask, contact: str) -> None:
    assert composed(sqlite_app, letter("accounts/sign_in"), contact=contact)["Reply-To"] is None


def test_the_equals_sign_and_dashes_survive_every_encoding(sqlite_app: Flask) -> None:
    title = "S=JAJAR =3D – pelatihan “=3D” 100 % =="
    message = composed(
        sqlite_app,
        letter("registrations/confirmed", title=title),
        network_name="S=JAJAR – Jaringan =3D",
    )
    # The library doubles a space where it folds a long line.
    assert (
        message["Subject"].replace("  ", " ")
        == f"Anda terdaftar untuk Kamis, 26 November 2026: {title}"
    )
    assert message["From"].addresses[0].display_name == "S=JAJAR – Jaringan =3D"
    body = message.get_body(("plain",))
    assert body is not None
    assert "S=JAJAR – Jaringan =3D, Jaringan Antar Jaringan" in body.get_content()


def test_a_title_that_looks_encoded_is_not_decoded(sqlite_app: Flask) -> None:
    title = "=?utf-8?q?=0D=0ABcc:_korban@example.org?="
    message = composed(sqlite_app, letter("registrations/confirmed", title=title))
    assert (
        message["Subject"] == "Anda terdaftar untuk Kamis, 26 November 2026: "
        "= ?utf-8?q?=0D=0ABcc:_korban@example.org?="
    )
    assert message["Bcc"] is None


@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r", "\x85", "\u2028", "\x0b", "\x00"])
def test_nothing_that_somebody_typed_makes_a_header_or_a_receiver(
    app: Flask, cast: Cast, line_end: str
) -> None:
    evil = f"Menang{line_end}Bcc: korban@example.org{line_end}{line_end}isi, <korban@example.org>"
    person = cast.maria()
    person.name, person.title_before = evil[:160].replace("\x00", ""), "a, b <korban@example.org>"
    put(person, title=evil, meetings=[FLOOD | {"title": evil, "series": evil}], reason=evil)
    with mail_server() as sink:
        send(
            app,
            with_server(
                app,
                sink.port,
                network_name=f"S=JAJAR, {line_end}Bcc: korban@example.org"
                if line_end.isprintable()
                else "S=JAJAR",
            ),
        )
    assert sink.receivers == ["maria@example.org"]
    [message] = sink.letters
    assert (message["To"], message["Bcc"], message["Cc"]) == ("maria@example.org", None, None)
    assert len(message.get_all("Subject", [])) == 1
    [part] = invitations(message)
    assert str(event_of(part)["ATTENDEE"]) == "mailto:maria@example.org"


def test_an_address_beyond_ascii_goes_where_the_server_can(app: Flask, cast: Cast) -> None:
    put(cast.person("Jorgé", email="jorgé@example.org"))
    with mail_server(international=False) as sink:
        send(app, with_server(app, sink.port))
    [parked] = rows()
    assert (parked.state, parked.reason[:13], sink.taken) == (
        LetterState.PARKED,
        "receiver: 553",
        [],
    )
    put(cast.person("José", email="josé@example.org"))
    with mail_server() as sink:
        send(app, with_server(app, sink.port))
    assert (sink.receivers, str(sink.letters[0]["To"])) == (
        ["josé@example.org"],
        "josé@example.org",
    )


def test_an_invitation_for_each_meeting(sqlite_app: Flask) -> None:
    message = composed(sqlite_app, letter("registrations/promoted"))
    found = []
    for part in invitations(message):
        assert (part.get_content_type(), part["Content-Type"].params["method"]) == (
            "text/calendar",
            "REQUEST",
        )
        assert part.get_filename() is not None
        calendar = Calendar.from_ical(part.get_content())
        assert (calendar["METHOD"], calendar["PRODID"]) == ("REQUEST", "-//Webinar Hub//ID")
        assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["Asia/Jayapura"]
        event = event_of(part)
        assert str(event["ORGANIZER"]) == "mailto:hub@jajar.example"
        assert (str(event["ATTENDEE"]), event["ATTENDEE"].params["CN"]) == (
            "mailto:maria@example.org",
            "Dr. Maria Goreti Bere, S.Sos., M.Si.",
        )
        assert event["DTSTAMP"].dt == NOW
        assert str(event["DESCRIPTION"]).count("https://hub.jajar.example/saya/") == 1
        found.append(
            (
                str(event["UID"]),
                event["SEQUENCE"],
                event["DTSTART"].dt.astimezone(UTC),
                str(event["SUMMARY"]),
            )
        )
    assert found == [
        (
            "uid-ffffbbbbccccdddd",
            0,
            datetime(2026, 11, 23, 15, tzinfo=UTC),
            "Membagi tugas sekretariat",
        ),
        ("uid-ffffbbbbccccddee", 0, datetime(2026, 11, 24, 15, tzinfo=UTC), COHORT),
    ]


def test_a_moved_meeting_grows_its_sequence_and_a_cancelled_one_is_cancelled(
    sqlite_app: Flask,
) -> None:
    [moved] = invitations(composed(sqlite_app, letter("registrations/meeting_moved")))
    event = event_of(moved)
    assert (event["SEQUENCE"], str(event["STATUS"])) == (1, "CONFIRMED")
    cancelled = FLOOD | {"revision": 2}
    [part] = invitations(
        composed(sqlite_app, letter("registrations/meeting_cancelled", meetings=[cancelled]))
    )
    calendar, event = Calendar.from_ical(part.get_content()), event_of(part)
    assert (calendar["METHOD"], part["Content-Type"].params["method"]) == ("CANCEL", "CANCEL")
    assert (str(event["UID"]), event["SEQUENCE"], str(event["STATUS"])) == (
        "uid-eeeebbbbccccdddd",
        2,
        "CANCELLED",
    )
    assert str(event["SUMMARY"]) == "DIBATALKAN: Menjaga layanan tetap berjalan ketika air naik"
    assert "BEGIN:VTIMEZONE" in part.get_content()


def test_letters_without_a_date_have_no_invitation(sqlite_app: Flask) -> None:
    assert (
        invitations(composed(sqlite_app, letter("registrations/waitlisted", person=maria()))) == []
    )
    assert invitations(composed(sqlite_app, letter("accounts/sign_in"))) == []
