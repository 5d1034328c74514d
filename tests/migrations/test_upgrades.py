"""Whoever ran a released version keeps every row, and every kind of page opens, after `upgrade`."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

import pytest
from flask import Flask
from markupsafe import escape
from sqlalchemy import select, text

from tests import databases
from tests.cast import Cast
from tests.client import Client
from tests.conftest import DATABASES, settings_for
from tests.migrations import released
from webinar_hub import migrations, opening
from webinar_hub.app import create_app
from webinar_hub.attendance.models import Report
from webinar_hub.certificates.models import Certificate
from webinar_hub.kit import clock
from webinar_hub.kit.db import Base, db
from webinar_hub.messages.models import Letter
from webinar_hub.network.models import Organisation
from webinar_hub.network.queries import forget_known
from webinar_hub.people.models import Grant, Person, Role
from webinar_hub.programmes.models import Meeting, Recurrence
from webinar_hub.programmes.recurrence.rules import rule_dates
from webinar_hub.registrations.models import Registration

T = TypeVar("T", bound=Base)


@dataclass(frozen=True)
class Upgraded:
    """An installation that ran a version, at the head: how many rows each table had and has."""

    app: Flask
    before: dict[str, int]
    now: dict[str, int]


@pytest.fixture(
    scope="module", params=[(v, e) for v in released.versions() for e in DATABASES], ids="-".join
)
def upgraded(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Upgraded]:
    """Yield a version's database, brought to the head, on each engine."""
    version, engine = request.param
    folder = tmp_path_factory.mktemp("upgraded")
    url = f"sqlite:///{folder / 'hub.db'}"
    if engine == "postgresql":
        url = databases.another_database(request.getfixturevalue("postgres_url"), "upgraded")
    app = create_app(settings_for(folder, url))
    app.test_client_class = Client
    forget_known()
    with app.app_context():
        databases.without_sync(db.engine)
        migrations.upgrade(released.last_step(version))
        released.load(db.engine, version)
        before = {each.table: len(each.rows) for each in released.rows(version)}
        opening.bring_up_to_date()
        yield Upgraded(app, before, {table: _count(table) for table in before})
        db.session.remove()
        db.engine.dispose()


def _first(table: type[T]) -> T:
    return db.session.scalars(select(table).order_by(table.id)).first() or pytest.fail(str(table))


def _meeting() -> Meeting:
    """Return a session whose attendance stands in a report."""
    return db.session.get_one(Meeting, _first(Report).meeting_id)


def _count(table: str) -> int:
    return int(db.session.execute(text(f'SELECT count(*) FROM "{table}"')).scalar_one())


def test_no_row_is_lost(upgraded: Upgraded) -> None:
    assert min(upgraded.before.values()) > 0
    assert upgraded.now == upgraded.before


def test_dates_get_the_rule_that_they_follow(upgraded: Upgraded) -> None:
    rows = db.session.scalars(select(Recurrence).order_by(Recurrence.id)).all()
    rules = {row.series.rolling: row.rule.partition(";UNTIL=")[0] for row in rows}
    assert rules == {True: "FREQ=WEEKLY;INTERVAL=1;BYDAY=TH", False: ""}
    meetings = db.session.scalars(select(Meeting)).all()
    assert all(each.original_on == each.day for each in meetings)
    assert {each.series_id for each in meetings} == {row.series_id for row in rows}
    weekly = next(row for row in rows if row.rule)
    dates = rule_dates(weekly.rule, weekly.first_on, weekly.planned_until)
    held = {each.original_on for each in meetings if each.series_id == weekly.series_id}
    assert set(dates) - weekly.skipped == held


def test_a_page_of_each_kind_opens(upgraded: Upgraded, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: released.NOW)
    client = upgraded.app.test_client()
    assert isinstance(client, Client)
    cast = Cast(upgraded.app.extensions["links"])
    certificate = _first(Certificate)
    own = db.session.scalars(
        select(Registration).where(Registration.person_id == certificate.person_id)
    ).first()
    assert own
    public = _public(certificate)
    public[cast.page(client, own)] = certificate.person.full_name
    at_desk = _at_desk(certificate)
    administrator = db.session.scalars(
        select(Person)
        .join(Grant, Grant.person_id == Person.id)
        .where(Grant.role == Role.ADMINISTRATOR)
    ).first()
    assert administrator
    _all_open(client, public)
    cast.sign_in(client, administrator)
    _all_open(client, at_desk)


def _public(certificate: Certificate) -> dict[str, str]:
    """Return the path of a public page of each kind, and what stands on it."""
    meeting, organisation = _meeting(), _first(Organisation)
    programme = meeting.series.programme
    coming = db.session.scalars(
        select(Meeting).where(Meeting.starts_at > released.NOW).order_by(Meeting.starts_at)
    ).first()
    assert coming
    return {
        "/": coming.title,
        "/program": programme.name,
        f"/program/{programme.key}": programme.name,
        f"/sesi/{meeting.key}": meeting.title,
        f"/lembaga/{organisation.key}": organisation.name,
        f"/cek/{certificate.code}": certificate.number,
        "/kalender/semua.ics": "BEGIN:VEVENT",
    }


def _at_desk(certificate: Certificate) -> dict[str, str]:
    """Return the path of a page of each kind at the desk, and what stands on it."""
    meeting, person, letter = _meeting(), certificate.person, _first(Letter)
    series, organisation, issuer = meeting.series, _first(Organisation), certificate.issuer
    return {
        "/desk/": series.title,
        f"/desk/program/{series.programme.key}": series.programme.name,
        f"/desk/seri/{series.key}": series.title,
        f"/desk/sesi/{meeting.key}": meeting.title,
        f"/desk/sesi/{meeting.key}/cocokkan": "",
        f"/desk/sesi/{meeting.key}/hitungan": meeting.title,
        "/desk/sertifikat": certificate.series.title if certificate.series else "",
        f"/desk/sertifikat/{certificate.key}": certificate.number,
        "/desk/orang": "",
        f"/desk/orang/{person.key}": person.full_name,
        "/desk/lembaga": "",
        f"/desk/lembaga/{organisation.key}": organisation.name,
        "/desk/pesan": "",
        f"/desk/pesan/{letter.key}": "",
        f"/desk/sekretariat/{issuer.organisation.key}": issuer.organisation.name,
        "/desk/peran": "",
        "/desk/riwayat": "",
        "/desk/kehadiran": "",
        "/desk/orang/ganda": "",
        f"/desk/cari?q={person.name}": person.full_name,
    }


def _all_open(client: Client, pages: dict[str, str]) -> None:
    answers = {path: client.get(path) for path in pages}
    wrong = {
        path: answer.status_code
        for path, answer in answers.items()
        if answer.status_code != 200 or str(escape(pages[path])) not in answer.text
    }
    assert wrong == {}
