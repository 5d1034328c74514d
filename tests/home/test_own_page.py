"""A participant's own page, day by day."""

from datetime import timedelta
from urllib.parse import unquote

from flask import Flask

from tests import html
from tests.cast import Cast, soon
from tests.certificates import cohorts
from tests.client import EN, Client
from tests.home.english_pages import after_the_hours, head, lines, links_to, page
from webinar_hub.attendance.models import Attendance, AttendanceStatus
from webinar_hub.certificates.models import Certificate, CertificateKind
from webinar_hub.kit import clock, qr
from webinar_hub.kit.db import db
from webinar_hub.registrations.models import Seat, SeatStatus


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
        day = f"{starts:%A}, {starts.day} {starts:%B}"
        assert (head(tree), html.loud(tree)) == (f"See you on {day}", ["Save the date"])
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
        assert "Keep it, share it" in text
        assert "Keep it, share it, cancel" not in text, "there is one date, and it stands above"

    def test_at_the_door_a_picture_opens_the_line_and_whoever_is_noted_needs_no_date(
        self, app: Flask, client: Client, cast: Cast
    ) -> None:
        meeting = cast.meeting(starts_at=soon(minutes=5))
        meeting.venue, meeting.venue_only = "Aula", True
        registration = cast.registration(cast.maria(), meeting)
        own = cast.page(client, registration)
        tree = html.parse(client.get(own, headers=EN).text)
        assert html.loud(tree) == ["Save the date"]
        [picture] = [each for each in tree.iter("img") if "data:" in each.get("src", "")]
        shown = qr.picture(
            f"{cast.links.public_url}/desk/sesi/{meeting.key}/hadir?cari={registration.code}"
        )
        assert picture.get("src") == shown
        facts = {"status": AttendanceStatus.PRESENT, "in_person": True, "computed_at": clock.now()}
        seat = registration.seats[0]
        db.session.add(Attendance(seat_id=seat.id, seconds=7200, **facts))
        db.session.commit()
        noted = html.parse(client.get(own, headers=EN).text)
        assert (head(noted), html.loud(noted)) == ("You are recorded as present", [])
        assert links_to(noted, "Save the date") != []
        assert [after_the_hours(line) for line in lines(noted)[1:]] == ["Registered –"]

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

    def test_dates_that_are_far_away_are_folded(
        self, app: Flask, client: Client, cast: Cast
    ) -> None:
        series = cast.series()
        meetings = [
            cast.meeting(series, starts_at=soon(days=7 * week + 1)) for week in range(-3, 5)
        ]
        tree = page(client, cast.page(client, cast.registration(cast.maria(), *meetings)))
        folded = [html.text_of(each) for each in tree.iter("summary")]
        assert folded[:2] == ["1 earlier session", "1 later session"]
        assert len(lines(tree)) == 3 + len(meetings), "each of the three lists has its head"

    def test_waiting_list_says_no_number(self, app: Flask, client: Client, cast: Cast) -> None:
        meeting = cast.meeting(capacity=0)
        cast.registration(cast.maria(), meeting, status=SeatStatus.WAITLISTED)
        second = cast.registration(cast.suparmin(), meeting, status=SeatStatus.WAITLISTED)
        tree = page(client, cast.page(client, second))
        assert (head(tree), html.loud(tree)) == ("You are waiting for a place", [])
        assert lines(tree)[1].endswith("On the waiting list –")
        assert "Your name in" not in html.text_of(tree)

    def test_who_waits_while_the_session_runs_is_led_to_the_live_stream_with_the_code(
        self, app: Flask, client: Client, cast: Cast
    ) -> None:
        meeting = cast.meeting(starts_at=clock.now(), capacity=0)
        meeting.series.stream_link = stream = "https://video.example/langsung"
        waiting = cast.registration(cast.maria(), meeting, status=SeatStatus.WAITLISTED)
        tree = page(client, cast.page(client, waiting))
        assert html.loud(tree) == ["Watch the live stream"]
        assert links_to(tree, "Watch the live stream") == [stream]
        assert f"{waiting.code} Maria" in html.text_of(tree)

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
            "Present Statement of attendance: Sesi -20 119",
            "Stayed too short 30",
            "Attendance is not counted yet –",
            "Registered –",
        ]
        assert "Keep it, share it, cancel" in html.text_of(tree)
        assert (
            "Recorded so far: attended 1 of 4 sessions; the certificate needs 2."
            in html.text_of(tree)
        )
        assert [each.get("width") for each in tree.iter("{http://www.w3.org/2000/svg}rect")] == [
            "100%",
            "50%",
        ]

    def test_whoever_came_to_one_session_reads_what_the_whole_cohort_asks(
        self, app: Flask, client: Client, cast: Cast
    ) -> None:
        series = cast.series(rolling=False)
        first, *_later = [cast.meeting(series, starts_at=soon(days=day)) for day in (-7, 0, 7)]
        registration = cast.registration(cast.maria(), first)
        said = html.text_of(page(client, cast.page(client, registration)))
        assert "attended 0 of 3 sessions; the certificate needs 3." in said

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
        assert head(tree) == f"See you on {day}"
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
        said = client.get(answer.location, headers=EN).text
        assert f"{first.day:%A}, {first.day.day} {first.day:%B} is given back." in said
        assert [after_the_hours(line) for line in lines(page(client, path))[1:]] == [
            "Place given back –",
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
        series.offer_hours = 6
        db.session.commit()
        offered = "Your place is offered to the next in line at once."
        assert offered in html.text_of(page(client, path))

    def test_one_button_frees_the_place_and_serves_the_next(
        self, app: Flask, client: Client, cast: Cast
    ) -> None:
        series = cast.series(capacity=1)
        meeting = cast.meeting(series)
        path = cast.page(client, cast.registration(cast.maria(), meeting))
        waiting = cast.registration(cast.suparmin(), meeting, status=SeatStatus.WAITLISTED)
        [pressed] = [
            form for form in html.forms(page(client, path)) if form.action.endswith("/batal")
        ]
        client.post(pressed.action, data={**pressed.fields, "meeting": meeting.key})
        assert {seat.status for seat in waiting.seats} == {SeatStatus.CONFIRMED}
        assert head(page(client, path)) == "You are no longer registered"

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
