"""Whom a meeting reached, as staff see it."""

from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from tests.cast import NATION, Cast, soon
from tests.client import Client
from tests.html import parse, text_of
from webinar_hub.attendance.matching.actions import Decision, Verdict, decide
from webinar_hub.attendance.models import (
    Attendance,
    AttendanceStatus,
    Evidence,
    EvidenceKind,
    Match,
)
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.people.answers import answer_functioning, withdrawn
from webinar_hub.people.models import (
    AgeBand,
    ConsentKind,
    Difficulty,
    Duplicate,
    Functioning,
    Role,
    Sex,
)
from webinar_hub.programmes.models import Appearance, AppearanceRole, Meeting
from webinar_hub.records.same import actions as merging
from webinar_hub.records.upkeep import actions as records
from webinar_hub.registrations.models import Registration, Seat, SeatStatus
from webinar_hub.reports.jobs import count_disability

pytestmark = pytest.mark.usefixtures("app")


def cells(page: TestResponse) -> list[list[str]]:
    """Return the lines of the page's tables."""
    assert page.status_code == 200
    return [
        [text_of(cell) for cell in line]
        for body in parse(page.text).iter("tbody")
        for line in body.iter("tr")
    ]


def filled(cast: Cast) -> Meeting:
    """Return a meeting with twelve people of two provinces, two of them with a disability.

    Seven are women, four are men, one said nothing.
    """
    meeting = cast.meeting()
    for number in range(12):
        person = cast.person(
            f"Peserta {number}", email=f"p{number}@example.org", region="53" if number < 6 else "91"
        )
        held = cast.registration(person, meeting)
        if number < 11:
            held.sex, held.age_band = (Sex.FEMALE if number < 7 else Sex.MALE), AgeBand.TO_34
        if number < 2:
            db.session.add(
                Functioning(person_id=person.id, seeing=Difficulty.LOT, answered_at=clock.now())
            )
        if number < 6:
            seat = held.seats[0]
            db.session.add(
                Attendance(
                    seat_id=seat.id,
                    seconds=3600,
                    status=AttendanceStatus.PRESENT,
                    computed_at=clock.now(),
                )
            )
    db.session.commit()
    return meeting


def test_the_owner_sees_every_count_but_no_small_one_of_disability(
    client: Client, cast: Cast
) -> None:
    meeting = filled(cast)
    cast.sign_in(client, cast.staff())
    page = client.get(f"/desk/sesi/{meeting.key}/hitungan")
    assert cells(page) == [
        ["Perempuan", "7", "6"],
        ["Laki-laki", "4", "0"],
        ["Tidak diketahui", "1", "0"],
        ["25 sampai 34", "11", "6"],
        ["Tidak diketahui", "1", "0"],
        ["Nusa Tenggara Timur", "6", "6"],
        ["Papua", "6", "0"],
        ["Dengan disabilitas", "disembunyikan"],
        ["Tanpa disabilitas", "disembunyikan"],
        ["Tidak diketahui", "disembunyikan"],
    ]


def test_a_province_counts_its_own_people_in_a_session_of_others_without_small_numbers(
    client: Client, cast: Cast
) -> None:
    meeting = filled(cast)
    cast.sign_in(client, cast.staff(region="53"))
    page = client.get(f"/desk/sesi/{meeting.key}/hitungan")
    assert cells(page) == [
        ["Perempuan", "6", "6"],
        ["25 sampai 34", "6", "6"],
        ["Nusa Tenggara Timur", "6", "6"],
    ]


def test_a_viewer_sees_no_small_number(client: Client, cast: Cast) -> None:
    meeting = filled(cast)
    cast.sign_in(client, cast.staff(Role.VIEWER))
    page = client.get(f"/desk/sesi/{meeting.key}/hitungan")
    assert cells(page)[:3] == [
        ["Perempuan", "7", "6"],
        ["Laki-laki", "disembunyikan", "disembunyikan"],
        ["Tidak diketahui", "disembunyikan", "disembunyikan"],
    ]
    assert "yang akan membukanya. Disabilitas dihitung" in page.text


@pytest.mark.parametrize("leads", [False, True])
def test_a_secretary_sees_no_small_number_of_a_session_that_their_secretariat_does_not_run(
    client: Client, cast: Cast, *, leads: bool
) -> None:
    """Somebody runs a district, and looks at everything or leads the session."""
    meeting, secretary = filled(cast), cast.staff(region="53.71")
    if leads:
        db.session.add(
            Appearance(
                meeting_id=meeting.id, person_id=secretary.id, role=AppearanceRole.FACILITATOR
            )
        )
        db.session.commit()
    else:
        cast.grant(secretary, Role.VIEWER)
    cast.sign_in(client, secretary)
    lines = cells(client.get(f"/desk/sesi/{meeting.key}/hitungan"))
    assert ["Perempuan", "7", "6"] in lines
    assert [line for line in lines if {"1", "2", "3", "4"} & set(line)] == []


def answered(cast: Cast, *, days: int) -> tuple[Meeting, list[Registration]]:
    """Return a meeting in which seven have a disability, five have none and five said nothing.

    With its registrations in this order.
    """
    meeting = cast.meeting(starts_at=soon(days=days))
    held = [
        cast.registration(cast.person(f"Peserta {number}", email=f"p{number}@example.org"), meeting)
        for number in range(17)
    ]
    for number, registration in enumerate(held[:12]):
        hearing = Difficulty.LOT if number < 7 else Difficulty.SOME
        db.session.add(
            Functioning(person_id=registration.person_id, hearing=hearing, answered_at=clock.now())
        )
    db.session.commit()
    return meeting, held


def disability(client: Client, meeting: Meeting) -> list[list[str]]:
    return [
        line for line in cells(client.get(f"/desk/sesi/{meeting.key}/hitungan")) if len(line) == 2
    ]


HIDDEN = [
    ["Dengan disabilitas", "disembunyikan"],
    ["Tanpa disabilitas", "disembunyikan"],
    ["Tidak diketahui", "disembunyikan"],
]
SHOWN = [["Dengan disabilitas", "7"], ["Tanpa disabilitas", "5"], ["Tidak diketahui", "5"]]


@pytest.mark.parametrize(("days", "shown"), [(-2, SHOWN), (2, HIDDEN)])
def test_disability_is_counted_once_the_session_is_over(
    client: Client, cast: Cast, days: int, shown: list[list[str]]
) -> None:
    """Else each registration would tell by the difference what the newcomer answered."""
    meeting, _held = answered(cast, days=days)
    cast.sign_in(client, cast.staff())
    assert disability(client, meeting) == HIDDEN
    count_disability()
    assert disability(client, meeting) == shown


def test_a_province_reads_no_count_of_disability_in_a_session_of_others(
    client: Client, cast: Cast
) -> None:
    meeting, held = answered(cast, days=-2)
    for registration in held:
        registration.region_code = cast.region("53").code
    db.session.commit()
    count_disability()
    cast.sign_in(client, cast.staff(region="53"))
    assert disability(client, meeting) == []


def _set_aside(held: list[Registration]) -> None:
    meeting_id, now = held[0].seats[0].meeting_id, clock.now()
    row = Evidence(
        meeting_id=meeting_id,
        kind=EvidenceKind.DURATION,
        fingerprint="satu",
        name="HP Satu",
        seconds=7200,
        noted_at=now,
        undecided=False,
    )
    db.session.add(row)
    db.session.flush()
    db.session.add(
        Match(evidence_id=row.id, registration_id=held[0].id, by_label="rule", at=now, why="Uji")
    )
    db.session.commit()
    db.write(
        decide,
        meeting_id,
        Decision(["satu"], Verdict.NOBODY, standing=held[0].key),
        by=NATION,
        now=now,
    )


def _answer(of: Registration, given: Difficulty) -> None:
    db.write(
        answer_functioning,
        of.person,
        {"hearing": given},
        again=True,
        language="id",
        source="uji",
        now=clock.now(),
    )


def _cancel(seat: Seat) -> None:
    seat.status = SeatStatus.CANCELLED
    db.session.commit()


def _merge(one: Registration, other: Registration) -> None:
    pair = Duplicate(
        one_id=one.person_id,
        other_id=other.person_id,
        score=80,
        reasons="name",
        found_at=clock.now(),
    )
    db.session.add(pair)
    db.session.commit()
    db.write(merging.merge, pair.id, frozenset(), by=NATION, now=clock.now())


ACTS: dict[str, Callable[[list[Registration]], object]] = {
    "not a participant": _set_aside,
    "a late answer": lambda held: _answer(held[-1], Difficulty.LOT),
    "another answer": lambda held: _answer(held[0], Difficulty.NONE),
    "an answer taken back": lambda held: db.write(
        withdrawn, held[0].person, ConsentKind.DISABILITY, now=clock.now()
    ),
    "an erasure": lambda held: db.write(records.erase, held[0].person, by=NATION, now=clock.now()),
    "a place given back": lambda held: _cancel(held[0].seats[0]),
    "two people made one": lambda held: _merge(held[1], held[0]),
}


@pytest.mark.parametrize("act", ACTS)
def test_what_happens_after_a_session_moves_no_count_of_disability(
    client: Client, cast: Cast, act: str
) -> None:
    """Who decides about a person must not read in a count what that person answered."""
    meeting, held = answered(cast, days=-2)
    count_disability()
    cast.sign_in(client, cast.staff())
    assert disability(client, meeting) == SHOWN
    ACTS[act](held)
    count_disability()
    assert disability(client, meeting) == SHOWN


def test_whoever_leads_it_gets_no_counts_and_a_province_none_but_of_its_own_people(
    client: Client, cast: Cast
) -> None:
    meeting = filled(cast)
    cast.sign_in(client, cast.facilitator(meeting))
    assert client.get(f"/desk/sesi/{meeting.key}/hitungan").status_code == 403
    cast.sign_in(client, cast.staff(region="31"))
    page = client.get(f"/desk/sesi/{meeting.key}/hitungan")
    assert (page.status_code, "Maria" in page.text) == (200, False)
