"""The front page, and the page about data."""

import gzip
import re
from datetime import timedelta

from flask import Flask

from tests import html
from tests.cast import Cast, soon
from tests.client import Client
from tests.home.english_pages import after_the_hours, head, lines, links_to, page
from tests.statements import statements
from webinar_hub.attendance.models import NAMES_KEPT
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
from webinar_hub.registrations.proof.rules import SAID_KEPT
from webinar_hub.topics import rules as topics
from webinar_hub.web.runs import PASSING_KEPT


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
        assert "With Dr. Maria Goreti Bere, S.Sos., M.Si. Online More about this session" in text
        dates = [each for each in lines(tree, "li") if "WITA" in each]
        assert [after_the_hours(each) for each in dates] == [
            "BatalCancelled",
            "Lusa",
        ]
        assert "Kemarin" in [html.text_of(each) for each in tree.iter("h3")]
        assert links_to(tree, "All past sessions, with search") == ["/arsip"]
        assert links_to(tree, "Register") == [f"/ikut/{meeting.key}"]

    def test_costs_ten_statements_where_it_is_made(
        self, app: Flask, client: Client, cast: Cast
    ) -> None:
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
        cast.meeting(series, title="Kemarin", starts_at=soon(days=-3))
        # Five of its own; the others ask how long it may be kept.
        assert filled(1) == filled(3) == 10

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
        drafted = cast.series(training, rolling=False, name="Yang berikut masih draf")
        cast.meeting(drafted, starts_at=soon(days=-7))
        cast.meeting(drafted).state = State.DRAFT
        db.session.commit()
        cast.registration(cast.maria(), first, second)
        rows = lines(page(client, "/"))
        assert len(rows) == 2
        assert rows[1].startswith("Pelatihan, Buka2 sessions, 5 JP")
        assert "Almost full" in rows[1]
        cast.registration(cast.suparmin(), second)
        tree = page(client, "/")
        assert links_to(tree, "Join the waiting list: Pelatihan, Buka") == [f"/ikut/{first.key}"]
        assert head(tree) == "Webinars and trainings of Jaringan Antar Jaringan"

    def test_empty_hub_teaches_the_next_step(self, sqlite_app: Flask, client: Client) -> None:
        tree = page(client, "/")
        assert head(tree) == "Webinars and trainings of Jaringan Antar Jaringan"
        assert links_to(tree, "To the desk") == ["/desk/program"]
        assert "sekretariat@jajar.example" in html.text_of(tree)

    def test_from_half_an_hour_before_it_leads_to_where_one_joins_at_once(
        self, sqlite_app: Flask, client: Client, cast: Cast
    ) -> None:
        now = clock.now()
        meeting = cast.meeting(title="Air naik", starts_at=now - timedelta(minutes=5))
        for path in ("/", f"/sesi/{meeting.key}"):
            tree = page(client, path)
            assert (head(tree), html.loud(tree)) == ("Air naik", ["Join"])
            assert "Running now" in html.text_of(tree)
            assert links_to(tree, "Join") == [f"/k/{meeting.short}"]
        meeting.starts_at = now + timedelta(minutes=29)
        db.session.commit()
        assert "The room is open" in html.text_of(page(client, "/"))
        meeting.starts_at = now + timedelta(minutes=31)
        db.session.commit()
        assert html.loud(page(client, "/")) == ["Register"]

    def test_while_it_runs_whoever_is_too_late_to_register_asks_for_their_link(
        self, sqlite_app: Flask, client: Client, cast: Cast
    ) -> None:
        meeting = cast.meeting(starts_at=clock.now() - timedelta(minutes=5))
        meeting.series.closes_at = clock.now()
        db.session.commit()
        assert links_to(page(client, "/"), "Ask for my link") == ["/saya"]

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

    def test_says_where_everybody_may_see_a_participant(
        self, sqlite_app: Flask, client: Client
    ) -> None:
        [line] = [
            html.text_of(each)
            for each in page(client, "/privasi").iter("li")
            if "may be everybody" in html.text_of(each)
        ]
        assert ("Photos" in line, "notulen" in line) == (True, True)

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
        months = [KEPT_MONTHS, FACTS_KEPT.days // 30, topics.KEPT.days // 30]
        assert re.findall(r"(\d+) months", said) == [str(each) for each in months]
        assert re.findall(r"(\d+) years", said) == [str(HISTORY_KEPT.days // 365)]
