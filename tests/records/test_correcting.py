"""A secretariat corrects the name and the addresses of one of its people."""

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tests.cast import DIRECTOR, Cast, soon
from tests.certificates import cohorts
from tests.client import EN, Client
from tests.house.portraits import link_of
from tests.messages.outbox import put
from tests.noted_verbs import verbs
from tests.records.open_data import letters
from webinar_hub.certificates.issuing.actions import issue
from webinar_hub.history.models import Entry
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.messages import rendering, unwanted
from webinar_hub.messages.models import Letter
from webinar_hub.people.models import Person, Role
from webinar_hub.programmes.appearing.letters import PARTS
from webinar_hub.programmes.models import Appearance, AppearanceRole, Meeting
from webinar_hub.registrations.models import Registration
from webinar_hub.registrations.reminding.letters import REMINDER
from webinar_hub.registrations.standing.actions import walk_in


def path_of(person: Person) -> str:
    return f"/desk/orang/{person.key}/perbaiki"


def corrected() -> Entry:
    return db.session.scalars(select(Entry).where(Entry.verb == "corrected at the desk")).one()


def test_a_name_is_corrected_and_what_was_issued_stays(
    app: Flask, client: Client, cast: Cast
) -> None:
    series, held = cohorts.over(cast, cohorts.programme(cast))
    maria = cohorts.attended(cast, cast.maria(), held, present=4)
    [certificate] = db.write(issue, series, by=DIRECTOR, now=clock.now())
    written = len(letters("registrations/link_again"))
    cast.sign_in(client, cast.staff(region="53"))
    answer = client.submit(path_of(maria.person), name="Dra. Maria Goretti Bere")
    assert answer.location == f"/desk/orang/{maria.person.key}"
    db.session.expire_all()
    assert (maria.person.title_before, maria.person.name) == ("Dra.", "Maria Goretti Bere")
    assert certificate.facts["holder"] == "Dr. Maria Goreti Bere, S.Sos., M.Si."
    entry = corrected()
    assert (entry.before, entry.after) == (
        {"name": "Dr. Maria Goreti Bere, S.Sos., M.Si."},
        {"name": "Dra. Maria Goretti Bere"},
    )
    assert (maria.link_version, len(letters("registrations/link_again"))) == (1, written)
    assert "tetap seperti dicetak" in client.get(answer.location).text


def test_a_new_address_ends_the_links_of_the_one_before(
    app: Flask, client: Client, cast: Cast
) -> None:
    maria = cast.registration(cast.maria(), cast.meeting())
    page = f"/saya/{cast.link(maria)}"
    cast.sign_in(client, cast.staff(region="53"))
    client.submit(path_of(maria.person), email="Maria.Baru@Example.org", phone="0812 3456 7891")
    db.session.expire_all()
    assert (maria.person.email, maria.person.phone) == ("maria.baru@example.org", "+6281234567891")
    assert (client.get(page).status_code, maria.link_version) == (404, 2)
    assert corrected().before == {"email": "maria@example.org", "phone": None}
    assert [each.address for each in letters("records/address_changed")] == ["maria@example.org"]
    told, again = db.session.scalars(
        select(Letter).options(joinedload(Letter.person)).order_by(Letter.kind)
    ).all()
    settings = app.extensions["settings"]
    assert "sekretariat mencatatnya" in rendering.write(told, settings, cast.links).text
    assert (again.email, again.address) == ("maria.baru@example.org", None)
    assert cast.link(maria) in rendering.write(again, settings, cast.links).text


@pytest.mark.usefixtures("sqlite_app")
def test_a_first_address_beside_another_ends_nothing(client: Client, cast: Cast) -> None:
    maria = cast.registration(cast.maria(), cast.meeting())
    cast.sign_in(client, cast.ratna())
    client.submit(path_of(maria.person), phone="0812 3456 7891")
    db.session.expire_all()
    assert (maria.person.phone, maria.link_version) == ("+6281234567891", 1)
    assert len(letters("registrations/link_again")) == 1
    assert letters("records/address_changed") == []


@pytest.mark.usefixtures("sqlite_app")
@pytest.mark.parametrize(
    ("typed", "refused"),
    [({"email": "maria.baru@example.org"}, False), ({"phone": "0812 3456 7891"}, True)],
)
def test_what_a_stranger_refused_at_a_wrong_address_is_not_the_persons(
    client: Client, cast: Cast, typed: dict[str, str], refused: bool
) -> None:
    maria = cast.registration(cast.maria(), cast.meeting())
    letter = put(maria.person, kind=REMINDER)
    db.write(unwanted.refuse, letter, now=clock.now())
    cast.sign_in(client, cast.ratna())
    client.submit(path_of(maria.person), **typed)
    assert unwanted.is_unwanted(maria.person_id, REMINDER) is refused


@pytest.mark.usefixtures("sqlite_app")
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": " "}, "Write the name"),
        ({"email": "maria@"}, "maria@"),
        ({"phone": "12"}, "12"),
        ({"email": "ratna@jajar.example"}, "already signs in"),
        ({"name": "Dewi", "email": "dewi@example.org"}, "already known at this address"),
    ],
)
def test_what_is_refused_stays_in_the_form(
    client: Client, cast: Cast, typed: dict[str, str], said: str
) -> None:
    maria = cast.maria()
    cast.person("Dewi", email="dewi@example.org")
    cast.sign_in(client, cast.staff(Role.ADMINISTRATOR, email="ratna@jajar.example"))
    form = client.form(path_of(maria), "name")
    answer = client.post(path_of(maria), data={**form.fields, **typed}, headers=EN)
    assert (answer.status_code, said in answer.text) == (422, True)
    assert all(value.strip() in answer.text for value in typed.values())
    assert "corrected at the desk" not in verbs()


@pytest.mark.usefixtures("sqlite_app")
def test_who_signs_in_changes_the_address_themselves(client: Client, cast: Cast) -> None:
    maria = cast.with_account(cast.maria())
    cast.sign_in(client, cast.staff(region="53"))
    form = client.form(path_of(maria), "name")
    typed = {**form.fields, "email": "baru@example.org"}
    answer = client.post(path_of(maria), data=typed, headers=EN)
    assert (answer.status_code, "signs in at the desk" in answer.text) == (422, True)
    assert client.submit(path_of(maria), name="Maria Bere").status_code == 303


def at_the_door(meeting: Meeting) -> Registration:
    return db.write(
        walk_in, meeting.series, meeting, typed_name="Yohana", by=DIRECTOR, now=clock.now()
    )


def test_who_came_in_at_the_door_is_completed_by_whoever_runs_it(
    app: Flask, client: Client, cast: Cast
) -> None:
    papua = cast.secretariat("91").organisation
    meeting = cast.meeting(cast.series(cast.programme("Program Papua", owner=papua)))
    yohana = at_the_door(meeting)
    cast.region("91")
    path = path_of(yohana.person)
    cast.sign_in(client, cast.staff(region="53"))
    assert client.get(path).status_code == 404
    cast.sign_in(client, cast.staff(region="91"))
    assert f"/desk/peserta/{yohana.key}" in client.get(f"/desk/sesi/{meeting.key}").text
    assert path in client.get(f"/desk/peserta/{yohana.key}").text
    assert client.submit(path).status_code == 422
    answer = client.submit(path, region="91", district="Papua", phone="0812 3456 7891")
    assert answer.status_code == 303
    db.session.expire_all()
    assert (yohana.region_code, yohana.person.phone) == (
        yohana.person.region_code,
        "+6281234567891",
    )
    assert len(letters("registrations/link_again")) == 1
    assert client.get(path).status_code == 200
    moved = client.submit(path, region="53", district="Nusa Tenggara Timur")
    assert moved.location == "/desk/orang", "of another region now, nobody of theirs"


@pytest.mark.usefixtures("sqlite_app")
def test_who_is_of_elsewhere_or_leads_a_session_corrects_nobody(client: Client, cast: Cast) -> None:
    maria, meeting = cast.maria(), cast.meeting()
    cast.registration(maria, meeting).region_code = cast.region("91").code
    db.session.commit()
    cast.sign_in(client, cast.staff(region="91"))
    assert client.get(f"/desk/orang/{maria.key}").status_code == 200
    assert client.get(path_of(maria)).status_code == 404
    cast.sign_in(client, cast.facilitator(meeting))
    assert client.get(path_of(maria)).status_code == 403


@pytest.mark.usefixtures("sqlite_app")
def test_whoever_speaks_gets_the_link_of_their_part_at_the_new_address(
    client: Client, cast: Cast
) -> None:
    meetings = [cast.meeting(starts_at=soon(days=2))]
    meetings.append(cast.meeting(meetings[0].series, starts_at=soon(days=9)))
    meetings.append(cast.meeting(meetings[0].series, starts_at=soon(days=-2)))
    maria, now = cast.maria(), clock.now()
    for each in meetings:
        db.session.add(
            Appearance(meeting_id=each.id, person_id=maria.id, role=AppearanceRole.SPEAKER)
        )
    db.session.commit()
    cast.sign_in(client, cast.ratna())
    client.submit(path_of(maria), phone="0812 3456 7891")
    assert letters(PARTS) == [], "the links that were sent still open"
    client.submit(path_of(maria), email="maria.baru@example.org")
    [letter] = letters(PARTS)
    assert (letter.person_id, letter.due <= clock.now(), letter.due >= now) == (
        maria.id,
        True,
        True,
    )
    assert {each["key"] for each in letter.facts["meetings"]} == {each.key for each in meetings[:2]}
    settings = client.application.extensions["settings"]
    whole = select(Letter).options(joinedload(Letter.person)).where(Letter.kind == PARTS)
    written = rendering.write(db.session.scalars(whole).one(), settings, cast.links).text
    for each in meetings[:2]:
        assert f"/peran/{link_of(each, maria, edition=2)}" in written
        assert client.get(f"/peran/{link_of(each, maria, edition=2)}").status_code == 200
        assert client.get(f"/peran/{link_of(each, maria)}").status_code == 404
