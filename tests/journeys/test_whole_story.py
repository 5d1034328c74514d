"""The whole story on an empty base, by clicks.

From the first sign-in to a certificate that anybody can check; in English, too, by `make long`.

The database is read to compare, never to prepare.
"""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.journeys import calendar, reports
from tests.journeys.conftest import Window
from tests.journeys.hub import Hub, running
from tests.journeys.participants import Participant
from tests.journeys.ratna import REASON, SIGNATORY, THERESIA, TITLE, Ratna
from tests.journeys.story import NETWORK, ROOM, Session, Story
from tests.journeys.theresia import Theresia
from tests.journeys.visitor import Visitor, address_in
from tests.journeys.words import LANGUAGES, Words

SRI = "Dr. Sri Wahyuni, S.Sos., M.Kes."
YOHANES = "Yohanes Bria"
WAYAN = "I Wayan Sudarma"
WAYAN_AT = "wayan@contoh.example"


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    """Yield a running hub with an empty base and no mail server."""
    with running(tmp_path, network=NETWORK) as installed:
        yield installed


@pytest.fixture(params=LANGUAGES)
def story(request: pytest.FixtureRequest, hub: Hub, window: Window) -> Story:
    """Return the story's frame, in each language."""
    return Story(hub, window, Words(request.param), Session.running_now())


def test_from_an_empty_base_to_certified_attendance(story: Story) -> None:
    ratna, theresia = Ratna(story), Theresia(story)
    sri = Participant(story, SRI, "sri@contoh.example", "surab")
    yohanes = Participant(story, YOHANES, "0812-3456-7890", "kota kup")
    wayan = Participant(story, WAYAN, WAYAN_AT, "denpa")

    ratna_opens_the_house(ratna)
    subscription = an_organisation_subscribes(story)
    shared = sri_registers_joins_and_tells_others(sri)
    her_letter_lies_on_the_desk(ratna, sri)
    yohanes_takes_the_last_place(yohanes, shared)
    wayan_waits_until_yohanes_cancels(ratna, wayan, yohanes, shared)
    yohanes_comes_after_all(ratna, yohanes, shared)
    the_feed_tells_of_a_title_and_a_cancellation(ratna, subscription)
    ratna.closes_the_session()
    theresia_signs_in_and_sees_her_session_alone(ratna, theresia)
    theresia_takes_the_list_along(theresia)
    theresia_settles_who_was_there(theresia, sri)
    numbers = ratna_issues_what_was_earned(ratna)
    code = sri_fetches_her_certificate(sri, numbers[SRI])
    stranger = a_stranger_checks_it(story, code)
    ratna.revokes(numbers[SRI], "Nama tertukar.")
    stranger.opens(the_address_in_her_message(ratna, code)).reads("Revoked").reads_words(
        SRI, "Nama tertukar."
    )
    sri.comes_back().reads("Revoked")
    every_message_waits_on_the_desk(ratna)


def ratna_opens_the_house(ratna: Ratna) -> None:
    ratna.signs_in()
    ratna.says_who_signs()
    ratna.starts_the_webinar()
    ratna.starts_the_training()
    ratna.appoints_theresia()


def an_organisation_subscribes(story: Story) -> str:
    """Return the address that the calendar page gives, in the reader's language."""
    visitor = (
        Visitor(story.window(language=story.say.language), story.say).opens("/").follows("Calendar")
    )
    return (
        visitor.main.locator("section", has_text=visitor.say("Subscribe"))
        .locator("code")
        .inner_text()
    )


def sri_registers_joins_and_tells_others(sri: Participant) -> str:
    sri.finds_the_session()
    zones = (("WIB", 0), ("WITA", 1), ("WIT", 2))
    assert sri.hours_in_three_zones() == [
        text for zone, hours in zones for text in (zone, sri.story.clock(hours))
    ]
    sri.follows("Join").follows("Use the whole form").fills_in_the_form("Register")
    sri.is_told_where_the_form_ended().reads(
        "Your form has come in", "The room is open"
    ).reads_words(SRI)
    shared = sri.shared_address()
    assert sri.joins() == (ROOM, f"{sri.story.code_of('Sri Wahyuni')} Sri Wahyuni")
    assert sri.story.seats() == {"Sri Wahyuni": ["confirmed", "confirmed"]}
    return shared


def her_letter_lies_on_the_desk(ratna: Ratna, sri: Participant) -> None:
    ratna.waits_for_the_worker()
    sri.opens_the_link_in(ratna.reads_the_message("Registration confirmed", SRI))
    sri.reads("You are registered", "The room is open", "Send the link to my own WhatsApp")
    ratna.reads(
        "To be handed over", "No mail server is set up, so messages are handed over from here."
    )


def yohanes_takes_the_last_place(yohanes: Participant, shared: str) -> None:
    yohanes.opens(shared).follows("Use the whole form").fills_in_the_form("Register")
    yohanes.is_told_where_the_form_ended()
    yohanes.reads("Your form has come in", "Send this page to my own WhatsApp")
    assert yohanes.story.seats() == {
        "Sri Wahyuni": ["confirmed", "confirmed"],
        YOHANES: ["confirmed", "confirmed"],
    }


def wayan_waits_until_yohanes_cancels(
    ratna: Ratna, wayan: Participant, yohanes: Participant, shared: str
) -> None:
    wayan.opens(shared).follows("Use the whole form").fills_in_the_form("Join the waiting list")
    wayan.is_told_where_the_form_ended().reads("Your form has come in")
    assert wayan.story.seats()[WAYAN] == ["waitlisted", "waitlisted"]
    yohanes.takes_the_form_back()
    ratna.waits_for_the_message("Place from the waiting list", WAYAN)
    wayan.opens_the_link_in(ratna.reads_the_message("Place from the waiting list", WAYAN))
    wayan.reads("You are registered", "The room is open")
    assert wayan.story.seats() == {
        "Sri Wahyuni": ["confirmed"] * 2,
        YOHANES: ["cancelled"] * 2,
        WAYAN: ["confirmed"] * 2,
    }


def yohanes_comes_after_all(ratna: Ratna, yohanes: Participant, shared: str) -> None:
    """The second session is called off, the first gets one more place.

    Whoever was there before gets a way back by message alone.
    """
    ratna.cancels_the_second_session()
    ratna.adds_a_place()
    yohanes.opens(shared).follows("Use the whole form").fills_in_the_form("Register")
    yohanes.is_told_where_the_form_ended()
    yohanes.opens_the_link_in(ratna.reads_the_message("Registration confirmed", YOHANES)).reads(
        "You are registered"
    )
    assert ratna.whatsapp_number() == "6281234567890"
    assert yohanes.story.seats()[YOHANES][0] == "confirmed"


def the_feed_tells_of_a_title_and_a_cancellation(ratna: Ratna, subscription: str) -> None:
    before, again = calendar.ask_when_dated(subscription), calendar.ask(subscription)
    assert (before.status, again) == (200, before)
    assert (
        calendar.ask(subscription, etag=before.etag).status
        == calendar.ask(subscription, since=before.changed).status
        == 304
    )
    ratna.names_the_next_webinar()
    after = calendar.ask(subscription, etag=before.etag)
    assert after.status == 200
    old, new = before.entries(), after.entries()
    assert old.keys() == new.keys()
    [changed] = [uid for uid in old if old[uid] != new[uid]]
    assert (new[changed][0] - old[changed][0], new[changed][1]) == (1, TITLE)
    cancelled = [
        (sequence, summary) for sequence, summary, status in new.values() if status == "CANCELLED"
    ]
    assert [sequence for sequence, _summary in cancelled] == [1]
    assert cancelled[0][1].startswith(
        {"id": "DIBATALKAN: ", "en": "CANCELLED: "}[ratna.say.language]
    )
    assert (len(new), REASON in after.unfolded, ROOM[:20] in after.unfolded) == (4, True, False)


def theresia_signs_in_and_sees_her_session_alone(ratna: Ratna, theresia: Theresia) -> None:
    theresia.asks_for_a_link()
    ratna.waits_for_the_message("Sign-in link", THERESIA)
    theresia.signs_in(address_in(ratna.reads_the_message("Sign-in link", THERESIA), "/masuk/"))
    assert len(theresia.sees_her_own_sessions()) == 1
    own, others = (
        theresia.story.hub.rows(
            "SELECT key FROM meeting WHERE id IN (SELECT meeting_id FROM appearance)"
        ),
        theresia.story.hub.rows(
            "SELECT key FROM meeting WHERE id NOT IN (SELECT meeting_id FROM appearance)"
        ),
    )
    assert (len(own), len(others)) == (1, 3)
    assert [theresia.page.request.get(f"/desk/sesi/{key}").status for (key,) in own + others] == [
        200,
        404,
        404,
        404,
    ]


def theresia_takes_the_list_along(theresia: Theresia) -> None:
    theresia.opens_the_session()
    head, *lines = theresia.takes_the_list_as_csv()
    say = theresia.say
    assert head == [
        say(title) for title in ("No.", "Name", "Organisation", "Region", "Status", "Minutes")
    ]
    stored = theresia.story.hub.rows(
        "SELECT title_before, person.name, title_after, organisation.name, region.name || ', ' || province.name FROM seat"
        " JOIN registration ON registration.id = registration_id JOIN person ON person.id = person_id"
        " JOIN organisation ON organisation.id = registration.organisation_id JOIN region ON region.code = registration.region_code"
        " JOIN region AS province ON province.code = region.parent_code"
        " JOIN meeting ON meeting.id = meeting_id WHERE meeting.number = 1 AND seat.status = 'confirmed' ORDER BY person.name_key"
    )
    assert len(stored) == 3
    assert lines == [
        [
            str(number),
            f"{before} {name}, {after}".strip(" ,"),
            organisation,
            region,
            say("Registered"),
            "",
        ]
        for number, (before, name, after, organisation, region) in enumerate(stored, start=1)
    ]
    assert theresia.takes_the_list_as_xlsx() == [head, *lines]


def theresia_settles_who_was_there(theresia: Theresia, sri: Participant) -> None:
    story, say = theresia.story, theresia.say
    named = f"{story.code_of('Sri Wahyuni')} Sri Wahyuni"
    theresia.brings_the_report(
        reports.typed(say.language, story.session, sri=named, wayan=WAYAN_AT)
    )
    assert story.minutes() == reports.BEFORE_THE_REVIEW
    theresia.reads_words(reports.DOUBTFUL).decides(WAYAN)
    assert story.minutes() == reports.MINUTES
    assert [
        (participant, *why.partition(f" {THERESIA}")[:2], minutes)
        for _name, participant, why, minutes in theresia.sees_why()
    ] == [
        (SRI, say("Registration code in the display name"), "", "120"),
        (YOHANES, say("Only one participant has this name"), "", "45"),
        (WAYAN, say("Same e-mail address"), "", "55"),
        (WAYAN, say("Chosen by hand"), f" {THERESIA}", "50"),
    ]
    shown = {
        SRI if name in SRI else name: str(minutes) for name, minutes in reports.MINUTES.items()
    }
    assert theresia.sees_the_minutes() == shown


def ratna_issues_what_was_earned(ratna: Ratna) -> dict[str, str]:
    """Look at the dry run, issue, and return the number of each holder."""
    say = ratna.say
    lacking = say(
        "Attended %(attended)s of %(total)s sessions; needed: %(needed)s.",
        attended=0,
        total=1,
        needed=1,
    )
    one = say("%(attended)s of %(total)s", attended=1, total=1)
    assert ratna.goes_to_the_certificates().rows("Who gets one, who does not and why") == [
        [WAYAN, one, "2", say("Gets one")],
        [SRI, one, "2", say("Gets one")],
        [
            YOHANES,
            say("%(attended)s of %(total)s", attended=0, total=1),
            "",
            f"{say('Not yet')} {lacking}",
        ],
    ]
    ratna.issues_two_certificates()
    numbers = {row[1]: row[0] for row in ratna.rows("Issued certificates")}
    tail = f"/SERT/JARINGAN-CONTOH/{ratna.story.month_and_year()}"
    assert numbers == {WAYAN: f"001{tail}", SRI: f"002{tail}"}
    return numbers


def sri_fetches_her_certificate(sri: Participant, number: str) -> str:
    """Download it from one's own page, read it, and return the code below its QR."""
    document = (
        sri.comes_back()
        .reads("Your certificate is ready")
        .takes("link", f"{sri.say('Download')} {number}")
    )
    text = " ".join(PdfReader(io.BytesIO(document)).pages[0].extract_text().split())
    assert [part in text for part in (SRI, number, "2 JP", SIGNATORY)] == [True] * 4
    [code] = map(str, re.findall(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}\b", text))
    return code


def a_stranger_checks_it(story: Story, code: str) -> Visitor:
    """Type the code into the check page, in small letters, on a phone."""
    stranger = (
        Visitor(story.window(width=360, language=story.say.language), story.say)
        .opens("/")
        .follows("Check a certificate")
    )
    stranger.writes(
        {"Short code below the QR code, or the certificate's number": code.lower()}
    ).presses("Check")
    return stranger.reads("Valid").reads_words(SRI)


def the_address_in_her_message(ratna: Ratna, code: str) -> str:
    address = address_in(ratna.reads_the_message("Certificate issued", SRI), "/cek/")
    assert address.endswith(code.replace("-", ""))
    return address


def every_message_waits_on_the_desk(ratna: Ratna) -> None:
    """Without a mail server each message is kept for handing over, save overtaken ones."""
    ratna.waits_for_the_worker()
    ratna.opens("/desk/pesan").follows("Waiting to be sent")
    assert ratna.main.get_by_role("table").count() == 0
    assert ratna.story.hub.rows(
        "SELECT kind, person.name, state FROM letter JOIN person ON person.id = person_id ORDER BY letter.id"
    ) == [
        ("programmes/parts", "Theresia Ina Tukan", "kept"),
        ("registrations/confirmed", "Sri Wahyuni", "kept"),
        ("registrations/confirmed", YOHANES, "dropped"),
        ("registrations/waitlisted", WAYAN, "dropped"),
        ("registrations/left", YOHANES, "kept"),
        ("registrations/promoted", WAYAN, "kept"),
        ("registrations/meeting_cancelled", WAYAN, "kept"),
        ("registrations/meeting_cancelled", "Sri Wahyuni", "kept"),
        ("registrations/confirmed", YOHANES, "kept"),
        ("accounts/sign_in", "Theresia Ina Tukan", "kept"),
        ("certificates/issued", WAYAN, "kept"),
        ("certificates/issued", "Sri Wahyuni", "dropped"),
        ("certificates/revoked", "Sri Wahyuni", "kept"),
    ]
