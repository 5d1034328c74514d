"""Whom a meeting reached, as staff see it."""

import pytest
from werkzeug.test import TestResponse

from tests.cast import Cast, soon
from tests.client import Client
from tests.html import parse, text_of
from webinar_hub.attendance.models import Attendance, AttendanceStatus
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.people.models import AgeBand, Difficulty, Functioning, Role, Sex
from webinar_hub.programmes.models import Meeting

pytestmark = pytest.mark.usefixtures("app")


def cells(page: TestResponse) -> list[list[str]]:
    """Return the lines of the page's tables."""
    assert page.status_code == 200
    return [[text_of(cell) for cell in line] for body in parse(page.text).iter("tbody") for line in body.iter("tr")]


def filled(cast: Cast) -> Meeting:
    """Return a meeting with twelve people of two provinces: seven women and four men, one who said nothing; two with a disability."""
    meeting = cast.meeting()
    for number in range(12):
        person = cast.person(f"Peserta {number}", email=f"p{number}@example.org", region="53" if number < 6 else "91")
        held = cast.registration(person, meeting)
        if number < 11:
            held.sex, held.age_band = (Sex.FEMALE if number < 7 else Sex.MALE), AgeBand.TO_34
        if number < 2:
            db.session.add(Functioning(person_id=person.id, seeing=Difficulty.LOT, answered_at=clock.now()))
        if number < 6:
            seat = held.seats[0]
            db.session.add(Attendance(seat_id=seat.id, seconds=3600, status=AttendanceStatus.PRESENT, computed_at=clock.now()))
    db.session.commit()
    return meeting


def test_the_owner_sees_every_count_but_no_small_one_of_disability(client: Client, cast: Cast) -> None:
    meeting = filled(cast)
    cast.sign_in(client, cast.staff())
    page = client.get(f"/desk/sesi/{meeting.key}/hitungan")
    assert cells(page) == [
        ["Perempuan", "7", "6"],
        ["Laki-laki", "4", "0"],
        ["Tidak diketahui", "1", "0"],
        ["25 sampai 34", "11", "6"],
        ["Tidak diketahui", "1", "0"],
        ["Dengan disabilitas", "disembunyikan", "disembunyikan"],
        ["Tanpa disabilitas", "disembunyikan", "disembunyikan"],
        ["Tidak diketahui", "disembunyikan", "disembunyikan"],
        ["Nusa Tenggara Timur", "6", "6"],
        ["Papua", "6", "0"],
    ]


def test_a_province_counts_its_own_people_in_a_session_of_others_without_small_numbers(client: Client, cast: Cast) -> None:
    meeting = filled(cast)
    cast.sign_in(client, cast.staff(region="53"))
    page = client.get(f"/desk/sesi/{meeting.key}/hitungan")
    assert cells(page) == [
        ["Perempuan", "6", "6"],
        ["25 sampai 34", "6", "6"],
        ["Dengan disabilitas", "disembunyikan", "disembunyikan"],
        ["Tanpa disabilitas", "disembunyikan", "disembunyikan"],
        ["Tidak diketahui", "disembunyikan", "disembunyikan"],
        ["Nusa Tenggara Timur", "6", "6"],
    ]


def test_a_viewer_sees_no_small_number(client: Client, cast: Cast) -> None:
    meeting = filled(cast)
    cast.sign_in(client, cast.staff(Role.VIEWER))
    assert cells(client.get(f"/desk/sesi/{meeting.key}/hitungan"))[:3] == [
        ["Perempuan", "7", "6"],
        ["Laki-laki", "disembunyikan", "0"],
        ["Tidak diketahui", "disembunyikan", "0"],
    ]


@pytest.mark.parametrize(("days", "shown"), [(-2, ("6", "5")), (2, ("disembunyikan", "disembunyikan"))])
def test_disability_is_counted_once_the_session_is_over(client: Client, cast: Cast, days: int, shown: tuple[str, str]) -> None:
    """Before, each registration would tell by the difference it makes what the newcomer answered."""
    meeting = cast.meeting(starts_at=soon(days=days))
    for number in range(11):
        person = cast.person(f"Peserta {number}", email=f"p{number}@example.org")
        cast.registration(person, meeting)
        hearing = Difficulty.LOT if number < 6 else Difficulty.SOME
        db.session.add(Functioning(person_id=person.id, hearing=hearing, answered_at=clock.now()))
    db.session.commit()
    cast.sign_in(client, cast.staff())
    lines = {line[0]: line[1] for line in cells(client.get(f"/desk/sesi/{meeting.key}/hitungan"))}
    assert (lines["Dengan disabilitas"], lines["Tanpa disabilitas"]) == shown


def test_whoever_leads_it_gets_no_counts_and_strangers_find_nothing(client: Client, cast: Cast) -> None:
    meeting = filled(cast)
    cast.sign_in(client, cast.facilitator(meeting))
    assert client.get(f"/desk/sesi/{meeting.key}/hitungan").status_code == 403
    cast.sign_in(client, cast.staff(region="31"))
    assert client.get(f"/desk/sesi/{meeting.key}/hitungan").status_code == 404
