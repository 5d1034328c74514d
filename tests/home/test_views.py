"""The front page, the privacy page, and a participant's own page."""

import gzip
import re
from datetime import timedelta
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from flask import Flask

from tests import html
from tests.cast import Cast, soon
from tests.certificates import cohorts
from tests.client import EN, Client
from tests.statements import statements
from webinar_hub.attendance.evidence.personal import NAMES_KEPT
from webinar_hub.attendance.models import Attendance, AttendanceStatus
from webinar_hub.certificates.models import Certificate, CertificateKind
from webinar_hub.config import ROOT
from webinar_hub.history.ledger import UNDO_WITHIN
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.messages.rules import FACTS_KEPT
from webinar_hub.people.actions import ANSWER_WITHIN
from webinar_hub.programmes.models import (
    KEPT_MONTHS,
    Appearance,
    AppearanceRole,
    ProgrammeKind,
    State,
)
from webinar_hub.records.upkeep.retention import BACKUPS_KEPT, HISTORY_KEPT
from webinar_hub.registrations import needs
from webinar_hub.registrations.models import Seat, SeatStatus
from webinar_hub.registrations.proof.rules import SAID_KEPT
from webinar_hub.web.runs import PASSING_KEPT


def page(client: Client, path: str) -> Element:
    """Return the tree of a page in English."""
    answer = client.get(path, headers=EN)
    assert answer.status_code == 200
    return html.parse(answer.text)


def head(tree: Element) -> str:
    """Return the text of the page's h1."""
    return html.text_of(next(tree.iter("h1")))


def lines(tree: Element, tag: str = "tr") -> list[str]:
    """Return the texts of all table rows (or other elements)."""
    return [html.text_of(element) for element in tree.iter(tag)]


def after_the_hours(line: str) -> str:
    """Return what a line says behind its hours, the last of which may name its day."""
    return re.split(r"WIT\b(?: \(\w+\))?", line)[-1].strip()


def links_to(tree: Element, words: str) -> list[str]:
    """Return where the links of these words lead."""
    return [link.get("href", "") for link in tree.iter("a") if html.text_of(link) == words]


class TestFront:
    def test_shows_the_next_webinar_in_three_zones_with_one_action(
        self, app: Flask, client: Client, cast: Cast
    ) -> None:
        series = cast.series()
        cancelled = cast.meeting(series, title="Batal", starts_at=soon(hours=2))
        cancelled.cancelled_at = clock.now()
        meeting = cast.meeting(series, title="Air naik", starts_at=soon(days=1).replace(hour=7))
        cast.meeting(series, title="Lusa", starts_at=soon(days=9))
        cast.meeting(series, title="Kemarin", starts_at=soon(days=-3))
        db.session.add(
            Appearance(
                meeting_id=meeting.id, person_id=cast.maria().id, role=AppearanceRole.SPEAKER
            )
        )
        cast.facilitator(meeting)
        tree = page(client, "/")
        assert (head(tree), html.loud(tree)) == ("Air naik", ["Register"])
        assert [html.text_of(each) for each in tree.iter("dt")] == ["WIB", "WITA", "WIT"]
        assert [html.text_of(each) for each in tree.iter("dd") if each.get("class") == "h"] == [
            "14:00",
            "15:00",
            "16:00",
        ]
        text = html.text_of(tree)
        assert "With Dr. Maria Goreti Bere, S.Sos., M.Si. More about this session" in text
        dates = [each for each in lines(tree, "li") if "WITA" in each]
        assert [after_the_hours(each) for each in dates] == [
            "BatalCancelled",
            "Lusa",
            "KemarinOver",
        ]
        assert links_to(tree, "Register") == [f"/sesi/{meeting.key}/daftar"]

    def test_costs_six_statements_at_most(self, app: Flask, client: Client, cast: Cast) -> None:
        def filled(rows: int) -> int:
            for number in range(rows):
                cast.meeting(
                    series, capacity=10, title=f"Sesi {number}", starts_at=soon(days=number + 1)
                )
                cast.meeting(
                    cast.series(
                        training,
                        rolling=False,
                        name=f"Angkatan {cast.person('Ani').key}",
                        capacity=10,
                    )
                )
            with statements() as seen:
                client.get("/")
            return len(seen)

        series, training = cast.series(), cast.programme("Pelatihan", kind=ProgrammeKind.TRAINING)
        assert filled(1) == filled(3) <= 6

    def test_lists_the_trainings_that_are_open(
        self, app: Flask, client: Client, cast: Cast
    ) -> None:
        training = cast.programme("Pelatihan", kind=ProgrammeKind.TRAINING)
        open_, closed, over = (
            cast.series(training, rolling=False, name=name, capacity=2)
            for name in ("Buka", "Tutup", "Lewat")
        )
        closed.closes_at = clock.now() - timedelta(hours=1)
        first = cast.meeting(open_, starts_at=soon(days=-7))
        second = cast.meeting(open_, starts_at=soon(days=7))
        cast.meeting(closed)
        cast.meeting(over, starts_at=soon(days=-7))
        cast.meeting(
            cast.series(
                cast.programme("Rancangan", kind=ProgrammeKind.TRAINING, state=State.DRAFT),
                rolling=False,
                name="Draf",
            )
        )
        cast.registration(cast.maria(), first, second)
        rows = lines(page(client, "/"))
        assert len(rows) == 2
        assert rows[1].startswith("Pelatihan, Buka2 sessions, 5 JP")
        assert "Almost full" in rows[1]
        cast.registration(cast.suparmin(), second)
        tree = page(client, "/")
        assert links_to(tree, "Join the waiting list: Pelatihan, Buka") == [
            f"/seri/{open_.key}/daftar"
        ]
        assert head(tree) == "Webinars and trainings of Jaringan Antar Jaringan"

    def test_empty_hub_teaches_the_next_step(self, sqlite_app: Flask, client: Client) -> None:
        tree = page(client, "/")
        assert head(tree) == "Webinars and trainings of Jaringan Antar Jaringan"
        assert links_to(tree, "To the desk") == ["/desk/program"]
        assert "sekretariat@jajar.example" in html.text_of(tree)

    def test_while_it_runs_it_leads_to_where_the_link_is_asked_for(
        self, sqlite_app: Flask, client: Client, cast: Cast
    ) -> None:
        meeting = cast.meeting(
            title="Air naik", starts_at=clock.now() - timedelta(minutes=5), capacity=0
        )
        for path in ("/", f"/sesi/{meeting.key}"):
            tree = page(client, path)
            assert (head(tree), html.loud(tree)) == ("Air naik", ["Ask for my link"])
            assert "Running now" in html.text_of(tree)
            assert links_to(tree, "Ask for my link") == ["/saya"]
            assert links_to(tree, "Join the waiting list") == [f"/sesi/{meeting.key}/daftar"]
        meeting.series.waiting_list = False
        db.session.commit()
        assert links_to(page(client, "/"), "Join the waiting list") == []

    def test_full_meeting_offers_the_waiting_list_or_nothing(
        self, sqlite_app: Flask, client: Client, cast: Cast
    ) -> None:
        series = cast.series()
        cast.meeting(series, capacity=0)
        assert html.loud(page(client, "/")) == ["Join the waiting list"]
        series.waiting_list = False
        tree = page(client, "/")
        assert html.loud(tree) == []
        assert "Full" in html.text_of(tree)

    def test_is_small_and_answers_304(self, sqlite_app: Flask, client: Client, cast: Cast) -> None:
        series = cast.series()
        for number in range(12):
            cast.meeting(
                series,
                title="Menjaga layanan tetap berjalan ketika air naik: pelajaran dari tiga kota",
                starts_at=soon(days=7 * number - 30),
            )
        answer = client.get("/")
        assert len(gzip.compress(answer.data, 9)) <= 11_000
        assert len(gzip.compress((ROOT / "static" / "hub.css").read_bytes(), 9)) <= 6_144
        assert client.get("/", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


class TestPrivacy:
    def test_says_whom_to_ask(self, sqlite_app: Flask, client: Client) -> None:
        tree = page(client, "/privasi")
        assert head(tree) == "What becomes of your data"
        assert "Ask the secretariat: sekretariat@jajar.example." in html.text_of(tree)

    def test_says_how_long_by_what_the_jobs_go_by(self, sqlite_app: Flask, client: Client) -> None:
        said = html.text_of(page(client, "/privasi"))
        days = [
            str(period.days)
            for period in (
                SAID_KEPT,
                NAMES_KEPT,
                needs.KEPT,
                PASSING_KEPT,
                BACKUPS_KEPT,
                UNDO_WITHIN,
                ANSWER_WITHIN,
            )
        ]
        assert re.findall(r"(\d+) days", said) == days
        assert re.findall(r"(\d+) months", said) == [str(KEPT_MONTHS), str(FACTS_KEPT.days // 30)]
        assert re.findall(r"(\d+) years", said) == [str(HISTORY_KEPT.days // 365)]


class TestMine:
    def test_unknown_link_leads_to_where_it_is_sent_again(
        self, app: Flask, client: Client, cast: Cast
    ) -> None:
        registration = cast.registration(cast.maria(), cast.meeting())
        good = cast.link(registration)
        registration.link_version += 1
        db.session.commit()
        for link in ("nonsense", good, good[:-1]):
            answer = client.get(f"/saya/{link}", headers=EN)
            assert (answer.status_code, answer.headers["Cache-Control"]) == (404, "no-store")
            assert links_to(html.parse(answer.text), "Have your personal link sent again") == [
                "/saya"
            ]
        assert client.get(cast.page(client, registration)).status_code == 200

    def test_before_the_room_opens(self, app: Flask, client: Client, cast: Cast) -> None:
        starts = soon(days=1).replace(hour=7)
        meeting = cast.meeting(title="Air naik", starts_at=starts)
        registration = cast.registration(cast.maria(), meeting)
        answer = client.get(cast.page(client, registration), headers=EN)
        tree = html.parse(answer.text)
        assert answer.headers["Cache-Control"] == "no-store"
        assert (head(tree), html.loud(tree)) == (f"See you on {starts:%A}", ["Save the date"])
        text = html.text_of(tree)
        assert "This page belongs to Dr. Maria Goreti Bere, S.Sos., M.Si. · Not me" in text
        assert f"{registration.code} Maria Goreti Bere" in text
        assert "13:30 WIB / 14:30 WITA / 15:30 WIT" in text
        assert [
            html.text_of(each) for each in tree.iter("span") if each.get("class") == "mine"
        ] == ["your time"]
        mine = next(
            each
            for each in tree.iter("div")
            if "your time" in html.text_of(each) and html.text_of(each).startswith("WITA")
        )
        assert "15:00" in html.text_of(mine)
        assert "zoom.example" not in answer.text

    def test_join_stands_from_half_an_hour_before_until_the_end(
        self, app: Flask, client: Client, cast: Cast
    ) -> None:
        series = cast.series()
        now = clock.now()
        path = cast.page(
            client,
            cast.registration(
                cast.maria(), cast.meeting(series, starts_at=now + timedelta(minutes=29))
            ),
        )
        tree = page(client, path)
        assert (head(tree), html.loud(tree)) == ("The room is open", ["Join"])
        answer = client.submit(path, action="/gabung/")
        assert "https://zoom.example/j/123" in answer.text
        other = cast.series(cast.programme("Lain"))
        for minutes, words in ((31, ["Save the date"]), (-119, ["Join"]), (-121, ["Register"])):
            meeting = cast.meeting(other, starts_at=now + timedelta(minutes=minutes))
            person = cast.person(f"Ani {meeting.number}", email="ani@example.org")
            assert (
                html.loud(page(client, cast.page(client, cast.registration(person, meeting))))
                == words
            )

    def test_waiting_list_says_no_number(self, app: Flask, client: Client, cast: Cast) -> None:
        meeting = cast.meeting(capacity=0)
        cast.registration(cast.maria(), meeting, status=SeatStatus.WAITLISTED)
        second = cast.registration(cast.suparmin(), meeting, status=SeatStatus.WAITLISTED)
        tree = page(client, cast.page(client, second))
        assert (head(tree), html.loud(tree)) == ("You are waiting for a place", [])
        assert lines(tree)[1].endswith("On the waiting list –")
        assert "Your name in Zoom" not in html.text_of(tree)

    def test_past_meetings_show_minutes_and_progress(
        self, app: Flask, client: Client, cast: Cast
    ) -> None:
        series = cast.series(rolling=False, required_meetings=2)
        meetings = [
            cast.meeting(series, title=f"Sesi {day}", starts_at=soon(days=day))
            for day in (-20, -13, -6, 1)
        ]
        registration = cast.registration(cast.maria(), *meetings)
        for seat, seconds, status in zip(
            registration.seats,
            (7199, 1800),
            (AttendanceStatus.PRESENT, AttendanceStatus.PARTIAL),
            strict=False,
        ):
            db.session.add(
                Attendance(seat_id=seat.id, seconds=seconds, status=status, computed_at=clock.now())
            )
        tree = page(client, cast.page(client, registration))
        assert [after_the_hours(line) for line in lines(tree)[1:]] == [
            "Present 119",
            "Stayed too short 30",
            "Attendance is not counted yet –",
            "Registered –",
        ]
        assert (
            "Recorded so far: attended 1 of 4 sessions; the certificate needs 2."
            in html.text_of(tree)
        )
        assert [each.get("width") for each in tree.iter("{http://www.w3.org/2000/svg}rect")] == [
            "100%",
            "50%",
        ]

    def test_who_comes_back_after_their_date_reads_whether_they_are_in_for_the_next(
        self, app: Flask, client: Client, cast: Cast
    ) -> None:
        series = cast.series()
        past = cast.meeting(series, starts_at=soon(days=-2))
        path = cast.page(client, cast.registration(cast.maria(), past))
        assert (head(page(client, path)), html.loud(page(client, path))) == ("My page", [])
        coming, later = (cast.meeting(series, starts_at=soon(days=day)) for day in (5, 12))
        tree = page(client, path)
        day = f"{coming.day:%A}, {coming.day.day} {coming.day:%B}"
        assert (head(tree), html.loud(tree)) == (
            f"You are not registered yet for {day}",
            ["Register"],
        )
        assert links_to(tree, "Register") == [f"/sesi/{coming.key}/daftar"]
        both = cast.page(client, cast.registration(cast.suparmin(), past, coming))
        tree = page(client, both)
        assert head(tree) == f"See you on {coming.day:%A}"
        assert f"/sesi/{later.key}/daftar" in [each.get("href") for each in tree.iter("a")]

    def test_shares_the_public_address_and_sends_the_personal_one_to_no_number(
        self, sqlite_app: Flask, client: Client, cast: Cast
    ) -> None:
        meeting = cast.meeting()
        for person in (cast.maria(), cast.suparmin()):
            path = cast.page(client, cast.registration(person, meeting))
            tree, link = page(client, path), path.removeprefix("/saya/")
            sent = [
                unquote(each.get("href", ""))
                for each in tree.iter("a")
                if each.get("href", "").startswith("https://wa.me/")
            ]
            assert [
                address.removeprefix("https://wa.me/").split("?")[0]
                for address in sent
                if link in address
            ] == [""]
            assert [address.split("\n")[-1] for address in sent if link not in address] == [
                f"http://127.0.0.1:5000/sesi/{meeting.key}"
            ]

    def test_gives_one_place_back_and_keeps_the_other(
        self, app: Flask, client: Client, cast: Cast
    ) -> None:
        series = cast.series()
        first, second = (
            cast.meeting(series, starts_at=soon(days=1)),
            cast.meeting(series, starts_at=soon(days=8)),
        )
        registration = cast.registration(cast.maria(), first, second)
        path = cast.page(client, registration)
        form = client.form(path, "meeting", action="/batal")
        answer = client.post(form.action, data={**form.fields, "meeting": first.key}, headers=EN)
        assert "place is given back" in client.get(answer.location, headers=EN).text
        assert [after_the_hours(line) for line in lines(page(client, path))[1:]] == [
            "Given back by you –",
            "Registered –",
        ]

    def test_says_that_a_place_goes_to_the_next_only_where_somebody_waits(
        self, app: Flask, client: Client, cast: Cast
    ) -> None:
        series = cast.series()
        first, second = (
            cast.meeting(series, capacity=1),
            cast.meeting(series, starts_at=soon(days=8)),
        )
        path = cast.page(client, cast.registration(cast.maria(), first, second))
        words = "Your place goes to the next in line at once."
        assert words not in html.text_of(page(client, path))
        waiting = cast.page(
            client, cast.registration(cast.suparmin(), first, status=SeatStatus.WAITLISTED)
        )
        assert words in html.text_of(page(client, path))
        assert words not in html.text_of(page(client, waiting))

    def test_cancels_a_whole_cohort(self, app: Flask, client: Client, cast: Cast) -> None:
        series = cast.series(rolling=False)
        registration = cast.registration(
            cast.maria(), *(cast.meeting(series, starts_at=soon(days=day)) for day in (1, 8))
        )
        path = cast.page(client, registration)
        client.submit(path, action="/batal")
        db.session.expire_all()
        assert {seat.status for seat in db.session.query(Seat)} == {SeatStatus.CANCELLED}
        tree = page(client, path)
        assert (head(tree), html.loud(tree)) == (
            "You are no longer registered",
            ["See the dates and register again"],
        )

    def test_certificate_is_the_next_step_once_it_is_issued(
        self, app: Flask, client: Client, cast: Cast
    ) -> None:
        meeting = cast.meeting(cast.series(rolling=False), starts_at=soon(days=-3))
        registration = cast.registration(cast.maria(), meeting)
        for number, revoked in ((1, clock.now()), (2, None)):
            db.session.add(
                Certificate(
                    code=f"CODE{number}",
                    number=f"00{number}/SERT/S-JAJAR/XI/2026",
                    issuer_id=cast.secretariat().id,
                    kind=CertificateKind.COMPLETION,
                    line_id=cohorts.number_line(cast).id,
                    sequence=number,
                    person_id=registration.person_id,
                    series_id=registration.series_id,
                    facts={},
                    issued_at=clock.now(),
                    issued_by="Ratna",
                    revoked_at=revoked,
                )
            )
        tree = page(client, cast.page(client, registration))
        assert (head(tree), html.loud(tree)) == (
            "Your certificate is ready",
            ["Download 002/SERT/S-JAJAR/XI/2026"],
        )
        assert [line.rsplit(" ", 1)[-1] for line in lines(tree)[1:3]] == [
            "002/SERT/S-JAJAR/XI/2026",
            "Revoked",
        ]


class TestDevice:
    def test_an_unknown_device_is_asked_once(self, app: Flask, client: Client, cast: Cast) -> None:
        registration = cast.registration(cast.maria(), cast.meeting())
        path = f"/saya/{cast.link(registration)}"
        tree = page(client, path)
        assert (head(tree), html.loud(tree)) == (
            "Are you Dr. Maria Goreti Bere, S.Sos., M.Si.?",
            ["Yes, that is me"],
        )
        assert registration.code not in html.text_of(tree)
        answer = client.submit(path, action="/kenal")
        assert (answer.location, answer.headers["Cache-Control"]) == (path, "no-store")
        cookie = answer.headers["Set-Cookie"]
        assert f"Path={path}" in cookie
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert "Max-Age=31536000" in cookie
        assert head(page(client, path)).startswith("See you on")

    def test_each_link_asks_for_itself_and_a_new_edition_asks_again(
        self, app: Flask, client: Client, cast: Cast
    ) -> None:
        meeting = cast.meeting()
        maria, suparmin = (
            cast.registration(cast.maria(), meeting),
            cast.registration(cast.suparmin(), meeting),
        )
        client.submit(f"/saya/{cast.link(maria)}", action="/kenal")
        assert head(page(client, f"/saya/{cast.link(suparmin)}")) == "Are you Suparmin?"
        maria.link_version = 2
        db.session.commit()
        assert head(page(client, f"/saya/{cast.link(maria)}")).startswith("Are you Dr. Maria")

    def test_the_form_that_registers_costs_no_further_tap(
        self, app: Flask, client: Client, cast: Cast
    ) -> None:
        meeting = cast.meeting()
        fields = {"name": "Siti Aminah", "contact": "siti@example.org", "region": "-"}
        form = client.form(f"/sesi/{meeting.key}/daftar", "name")
        for _press in range(2):
            answer = client.post(f"/sesi/{meeting.key}/daftar", data={**form.fields, **fields})
            assert head(page(client, answer.location)).startswith("You are registered for")
        stranger = client.application.test_client()
        assert isinstance(stranger, Client)
        assert head(page(stranger, answer.location)) == "Are you Siti Aminah?"

    def test_the_language_switch_stays_on_the_question(
        self, sqlite_app: Flask, client: Client, cast: Cast
    ) -> None:
        path = f"/saya/{cast.link(cast.registration(cast.maria(), cast.meeting()))}"
        assert "Anda Dr. Maria" in client.get(path).text
        answer = client.post(
            "/bahasa",
            data={"bahasa": "en"},
            headers={"Origin": "http://127.0.0.1:5000", "Referer": f"http://127.0.0.1:5000{path}"},
        )
        assert answer.location == path
        assert "Are you Dr. Maria" in client.get(answer.location).text

    def test_not_me_leads_to_the_public_address(
        self, app: Flask, client: Client, cast: Cast
    ) -> None:
        meeting = cast.meeting()
        registration = cast.registration(cast.maria(), meeting)
        tree = page(client, f"/saya/{cast.link(registration)}/bukan")
        assert links_to(tree, "Register") == [f"/sesi/{meeting.key}/daftar"]
        assert [html.text_of(each) for each in tree.iter("code")] == [
            f"http://127.0.0.1:5000/sesi/{meeting.key}"
        ]
        assert "Maria" not in html.text_of(tree)
        cohort = cast.meeting(
            cast.series(cast.programme("Pelatihan", kind=ProgrammeKind.TRAINING), rolling=False),
            starts_at=soon(days=-3),
        )
        over = cast.registration(cast.suparmin(), cohort)
        tree = page(client, f"/saya/{cast.link(over)}/bukan")
        assert links_to(tree, "See the dates") == [f"/program/{cohort.series.programme.key}"]
