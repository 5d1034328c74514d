"""The demo network is whole, and the same on both databases for the same seed and moment."""

import re
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests import databases
from tests.client import Client
from tests.conftest import DATABASES, LONG, settings_for
from tests.databases import count
from tests.demo.filled import NOW, copy_demo
from tests.journeys.hub import Hub
from tests.ports import free_port
from webinar_hub import cli, config, migrations
from webinar_hub.accounts.machine import demo_sign_ins
from webinar_hub.app import create_app
from webinar_hub.attendance.matching.queries import groups
from webinar_hub.attendance.models import Attendance, Evidence, Match, Report
from webinar_hub.certificates import queries as certificates
from webinar_hub.certificates.earning import queries as earning
from webinar_hub.certificates.models import Certificate, CertificateState
from webinar_hub.certificates.queries import OwnSeries
from webinar_hub.certificates.sessions import queries as certified_sessions
from webinar_hub.demo import build as module
from webinar_hub.demo.build import build, is_empty
from webinar_hub.demo.persons import ASKING, FACILITATOR, FOCAL, STAFF
from webinar_hub.directory.models import FocalRequest
from webinar_hub.kit import clock
from webinar_hub.kit.actor import Actor, machine
from webinar_hub.kit.db import db
from webinar_hub.messages.models import Letter, LetterState
from webinar_hub.network import sectors
from webinar_hub.network.actions import load_regions
from webinar_hub.network.models import Membership, Organisation, OrganisationKind, Region
from webinar_hub.papers.models import FollowUp, Notulen
from webinar_hub.people.models import Person
from webinar_hub.programmes.models import Meeting, Programme, Series, State
from webinar_hub.registrations.at_desk import own_people
from webinar_hub.registrations.every_date import queries as every_date
from webinar_hub.registrations.models import (
    AccessNeed,
    EveryDate,
    Registration,
    Seat,
    SeatStatus,
    SentForm,
)
from webinar_hub.topics.models import Topic, TopicState

FOLDER = Path(module.__file__).parent
OVER = Meeting.ends_at <= NOW


@pytest.fixture(scope="module", params=DATABASES if LONG else DATABASES[:1])
def demo(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """Yield an application that holds the demo network."""
    if request.param == "sqlite":
        instance = copy_demo(tmp_path_factory)
        url = f"sqlite:///{instance / 'hub.db'}"
    else:
        instance = tmp_path_factory.mktemp("demo")
        url = databases.another_database(request.getfixturevalue("postgres_url"), "demo")
    app = create_app(settings_for(instance, url))
    with app.app_context():
        if request.param == "postgresql":
            _build_as_run_does()
        yield app
        db.session.remove()
        db.engine.dispose()


def _build_as_run_does() -> None:
    migrations.upgrade()
    db.write(load_regions)
    db.write(sectors.load)
    assert is_empty()
    build(1, now=NOW)


def _series(name: str) -> Series:
    return db.session.scalars(
        select(Series).join(Series.programme).where(Programme.name.startswith(name))
    ).one()


def _by_meeting(statement: Any) -> dict[int, int]:
    return dict(db.session.execute(statement.group_by(Seat.meeting_id)).all())


def test_programmes_and_their_dates(demo: Flask) -> None:
    assert not is_empty()
    assert {programme.state for programme in db.session.scalars(select(Programme))} == {
        State.PUBLISHED
    }
    found = {series.programme.name: series for series in db.session.scalars(select(Series))}
    coming_and_over = {
        name: (
            count(Meeting, Meeting.series_id == s.id, OVER),
            count(Meeting, Meeting.series_id == s.id, ~OVER),
        )
        for name, s in found.items()
    }
    assert coming_and_over == {
        "Semidaring Multisektor OMS-LSM": (12, 8),
        "Pelatihan Kelanjutan Pelayanan OMS-LSM": (4, 0),
        "Pendampingan Pekerja Sosial Garis Depan": (0, 3),
        "Pelatihan Layanan Kesekretariatan Jaringan": (0, 3),
    }
    assert {s.zone for s in found.values()} == {"WIB", "WITA", "WIT"}


def test_the_network_and_its_people(demo: Flask) -> None:
    assert count(Organisation, Organisation.kind == OrganisationKind.NETWORK) == 20
    assert (
        count(
            Organisation,
            Organisation.kind.not_in([OrganisationKind.NETWORK, OrganisationKind.SECRETARIAT]),
        )
        == 60
    )
    assert count(Membership) > 60
    provinces = select(func.count(Region.parent_code.distinct())).join(
        Organisation, Organisation.region_code == Region.code
    )
    assert db.session.scalar(provinces) == 38
    assert count(Person) == 401 + len(STAFF) + len((FACILITATOR, FOCAL, ASKING))  # one at a door
    assert count(Person, Person.id.in_(select(Registration.person_id))) == 401


def test_everybody_comes_through_the_form_with_a_district_and_its_secretariat_sees_them(
    demo: Flask,
) -> None:
    districts = dict(
        db.session.execute(
            select(Registration.region_code, func.count()).group_by(Registration.region_code)
        ).all()
    )
    assert districts.pop(None) == 1, "who was registered at the door of a session"
    assert [code for code in districts if "." not in (code or "")] == []
    kupang = Actor(id=None, label="Kupang", scopes=frozenset({"53.71"}))
    own = (
        select(func.count())
        .select_from(Registration)
        .join(Registration.person)
        .where(own_people(kupang))
    )
    assert db.session.scalar(own) == districts["53.71"]
    assert "Application(" not in "".join(path.read_text("utf-8") for path in FOLDER.glob("*.py"))


def test_each_week_over_has_a_report_and_attendance(demo: Flask) -> None:
    over = [meeting.id for meeting in db.session.scalars(select(Meeting).where(OVER))]
    reports = dict(
        db.session.execute(
            select(Report.meeting_id, func.count()).group_by(Report.meeting_id)
        ).all()
    )
    assert reports == dict.fromkeys(over, 1)
    present = _by_meeting(
        select(Seat.meeting_id, func.count())
        .join(Attendance, Attendance.seat_id == Seat.id)
        .where(Attendance.seconds > 0)
    )
    assert set(present) == set(over)
    assert min(present.values()) >= 30
    assert count(Report, Report.problems > 0) == 0


def test_the_desk_has_doubtful_rows_of_the_last_two_weeks_only(demo: Flask) -> None:
    weekly = _series("Semidaring")
    over = db.session.scalars(
        select(Meeting).where(OVER, Meeting.series_id == weekly.id).order_by(Meeting.starts_at)
    ).all()
    assert [bool(groups(meeting.id, undecided=True)) for meeting in over] == [False] * 10 + [
        True
    ] * 2
    cohort = db.session.scalars(
        select(Meeting).where(Meeting.series_id == _series("Pelatihan Kelanjutan").id)
    ).all()
    assert [groups(meeting.id, undecided=True) for meeting in cohort] == [[]] * 4


def test_a_report_belongs_to_who_was_there(demo: Flask) -> None:
    """No stay stands with somebody of whom no code is the one in the display name."""
    statement = (
        select(Evidence.name, Registration)
        .join(Match, Match.evidence_id == Evidence.id)
        .join(Match.registration)
    )
    of_forms = defaultdict(set)
    for registration_id, code in db.session.execute(
        select(SentForm.registration_id, SentForm.code).where(SentForm.dropped_at.is_(None))
    ):
        of_forms[registration_id].add(code)
    for name, one in db.session.execute(statement.where(Evidence.report_id.is_not(None))):
        first = name.split()[0]
        if len(first) == 4 and first.isupper() and any(c.isdigit() for c in first):
            assert first in {one.code, *of_forms[one.id]}


def test_the_places_of_those_who_left_a_full_cohort_are_offered(demo: Flask) -> None:
    statuses = (
        select(Seat.status, func.count())
        .join(Seat.meeting)
        .where(Meeting.series_id == _series("Pendampingan").id)
        .group_by(Seat.status)
    )
    assert dict(db.session.execute(statuses).all()) == {
        SeatStatus.CONFIRMED: 3 * 38,
        SeatStatus.OFFERED: 3 * 2,
        SeatStatus.WAITLISTED: 3 * 5,
        SeatStatus.CANCELLED: 3 * 2,
    }
    assert count(Seat, Seat.offered_until <= NOW) == 0
    assert count(Letter, Letter.kind == "registrations/offered") == 2


def test_the_people_of_the_last_thursday_were_reminded(demo: Flask) -> None:
    reminded = Letter.kind == "registrations/reminder"
    assert count(Letter, reminded, Letter.state == LetterState.SENT) > 30
    assert count(Letter, reminded) == count(Letter, reminded, Letter.state == LetterState.SENT)


def test_certificates_of_the_finished_cohort(demo: Flask) -> None:
    series = _series("Pelatihan Kelanjutan")
    given = sorted(certificates.of_series(series.id), key=lambda certificate: certificate.sequence)
    first = given[0].sequence
    assert [each.sequence for each in given] == list(range(first, first + len(given)))
    assert given[0].number == f"{first:03}/SERT/S-JAJAR/XI/2026"
    assert [certificate.state for certificate in given] == [CertificateState.REPLACED] + [
        CertificateState.VALID
    ] * (len(given) - 1)
    assert (given[0].replaced_by_id, given[0].person_id) == (given[1].id, given[1].person_id)
    [ready] = earning.ready(machine("test"), now=NOW, limit=5)
    assert (ready.series.id, ready.number) == (series.id, 8)
    assert len(given) >= 30


def test_one_thursday_is_certified_and_the_last_two_wait_for_names(demo: Flask) -> None:
    everybody = OwnSeries(machine("test"))
    [waiting, undecided, certified, *_earlier] = certified_sessions.ended(everybody, NOW).rows
    assert (certified.due, certified.issued) == (
        0,
        len(certificates.of_session(certified.meeting.id)),
    )
    assert certified.issued >= 30
    assert min(waiting.due, undecided.due) >= 30
    assert (
        certified_sessions.ready(machine("test"), now=NOW, since=undecided.meeting.starts_at) == []
    )


def test_nothing_happens_later_than_now_and_all_in_order(demo: Flask) -> None:
    for column in (
        Letter.written_at,
        Registration.registered_at,
        Report.imported_at,
        Certificate.issued_at,
        Match.at,
    ):
        moments = list(db.session.scalars(select(column).order_by(column.class_.id)))
        assert moments == sorted(moments)
        assert moments[-1] <= NOW


def test_past_letters_do_not_wait(demo: Flask) -> None:
    waiting = list(
        db.session.scalars(select(Letter.written_at).where(Letter.state == LetterState.NEW))
    )
    assert 0 < len(waiting) < 40
    assert (NOW - min(waiting)).total_seconds() < 30 * 3600
    assert set(db.session.scalars(select(Letter.state).distinct())) == {
        LetterState.NEW,
        LetterState.SENT,
        LetterState.DROPPED,
    }


def test_staff_can_sign_in(demo: Flask) -> None:
    assert {one.role: one.email.partition("@")[0] for one in db.write(demo_sign_ins, now=NOW)} == {
        "administrator": "admin",
        "secretariat": "sekretariat",
        "secretariat of Nusa Tenggara Timur": "ntt",
        "secretariat of Kota Kupang": "kupang",
        "viewer": "peninjau",
        "inclusion": "inklusi",
        "focal of Kota Makassar": "narahubung",
        "facilitator": "fasilitator",
    }


def test_somebody_asks_and_needs_wait_for_an_answer(demo: Flask) -> None:
    asked = FocalRequest.settled_at.is_(None), FocalRequest.confirmed_at.is_not(None)
    assert count(FocalRequest, *asked) == 1
    assert count(AccessNeed, AccessNeed.answered_at.is_(None)) >= 3


_stays_of_each: list[list[tuple[Any, ...]]] = []


def test_the_same_seed_tells_the_same(demo: Flask) -> None:
    """Each database in turn tells who stayed how long in which meeting."""
    stayed = select(
        Meeting.starts_at, Person.name, Person.phone, Person.email, Attendance.seconds
    ).join(Seat, Seat.meeting_id == Meeting.id)
    stayed = (
        stayed.join(Attendance, Attendance.seat_id == Seat.id)
        .join(Seat.registration)
        .join(Registration.person)
    )
    _stays_of_each.append(sorted((tuple(row) for row in db.session.execute(stayed)), key=repr))
    assert _stays_of_each[-1] == _stays_of_each[0]


def test_a_second_demo_refuses(
    demo: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config.write_first(tmp_path, database_url=demo.config["SQLALCHEMY_DATABASE_URI"])
    monkeypatch.setenv("WEBINAR_HUB_INSTANCE", str(tmp_path))
    before = count(Person)
    assert cli.main(["demo"]) == 1
    assert capsys.readouterr() == (
        "",
        "The demo needs an empty database, and this one has programmes.\n",
    )
    assert cli.main(["demo", "--if-empty"]) == 0
    assert capsys.readouterr() == ("", "")
    assert count(Person) == before


def test_it_runs_and_says_who_can_sign_in(tmp_path_factory: pytest.TempPathFactory) -> None:
    hub = Hub(copy_demo(tmp_path_factory), free_port(), {"web_processes": "1"})
    try:
        hub.serve("run", "--demo")
        log = hub.instance / "run.log"
        deadline = time.monotonic() + 60
        # Whole lines: other processes write into the same log.
        while len(offered := re.findall("Sign in as .*\n", log.read_text())) < 8:
            assert time.monotonic() < deadline, offered
            time.sleep(0.05)
        assert "fasilitator" in offered[-1]
        assert hub.one("SELECT count(*) FROM programme") == "4"
    finally:
        hub.stop()


def test_one_person_comes_every_week_and_one_pauses(demo: Flask) -> None:
    weekly = _series("Semidaring")
    assert every_date.how_many(weekly.id) == every_date.HowMany(stand=1, pause=1)
    [coming] = db.session.scalars(select(EveryDate).where(EveryDate.paused_at.is_(None)))
    seats = Seat.registration_id == coming.registration_id, Seat.status == SeatStatus.CONFIRMED
    assert count(Seat, *seats, Seat.meeting_id.in_(select(Meeting.id).where(~OVER))) == 8


def test_the_front_page_leads_to_faces_papers_recordings_and_topics(
    demo: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    client = Client(demo, demo.response_class)
    weekly = _series("Semidaring")
    over, coming = (
        db.session.scalars(
            select(Meeting).where(Meeting.series_id == weekly.id, each).order_by(Meeting.starts_at)
        ).all()
        for each in (OVER, ~OVER)
    )
    front = client.get("/").text
    faces = set(re.findall(r"/foto/\w+\.s\.jpg", front))
    assert len(faces) >= 2
    assert {client.get(each).mimetype for each in faces} == {"image/jpeg"}
    for session, papers in ((coming[0], ["tor"]), (over[-1], ["tor", "notulen"])):
        page = f"/sesi/{session.key}"
        assert f'"{page}"' in front
        shown = client.get(page).text
        for paper in papers:
            assert f'"{page}/{paper}"' in shown
            assert client.get(f"{page}/{paper}").status_code == 200
    assert "video.example" in client.get(f"/sesi/{over[-1].key}").text
    programme = f"/program/{weekly.programme.key}"
    assert f"{programme}/usulan" in client.get(programme).text


def test_topics_are_in_each_state_and_notulen_with_their_sessions(demo: Flask) -> None:
    states = dict(db.session.execute(select(Topic.state, func.count()).group_by(Topic.state)).all())
    assert states == dict.fromkeys(TopicState, 1) | {TopicState.WAITING: 2}
    assert (count(FollowUp, FollowUp.done_at.is_(None)), count(FollowUp)) == (4, 5)
    found = select(Meeting.title, Notulen.said).join(Notulen, Notulen.meeting_id == Meeting.id)
    read = db.session.execute(found.order_by(Meeting.starts_at)).all()
    for texts, word in zip(read, ("kampung", "apur umum"), strict=True):
        assert all(word in text for text in texts)
