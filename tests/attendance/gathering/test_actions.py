"""Joining from the group: a form like any other, a press, a code; on both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.attendance.gathering.hurried import MARIA, joined
from tests.attendance.reports_by_hand import upload
from tests.attendance.steps import bring, facts, standing
from tests.cast import Cast, soon
from webinar_hub.attendance.entering.rules import DoorClosed
from webinar_hub.attendance.lists import queries as lists
from webinar_hub.attendance.models import Evidence
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.network import conduct
from webinar_hub.people.models import Person
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations.models import Registration, Seat, SeatStatus, SentForm
from webinar_hub.registrations.proof import actions as proof

pytestmark = pytest.mark.usefixtures("app")


def running(cast: Cast, *, capacity: int | None = None) -> Meeting:
    return cast.meeting(starts_at=clock.now() - timedelta(minutes=5), capacity=capacity)


def prove(form: SentForm) -> None:
    db.write(proof.prove, form, now=clock.now())


def people() -> int:
    return db.session.scalar(select(func.count()).select_from(Person)) or 0


def presses() -> list[tuple[object, str]]:
    return [(row.joined_at, row.name) for row in db.session.scalars(select(Evidence))]


def test_it_is_a_form_that_agrees_to_the_code_of_conduct_and_to_nothing_else(cast: Cast) -> None:
    form = joined(running(cast))
    assert form.conduct_version == conduct.current().version
    assert (form.said, form.organisation_name, form.age_band) == ({"consents": {}}, "", None)
    assert [seat.status for seat in form.registration.seats] == [SeatStatus.CONFIRMED]


def test_same_name_and_address_is_the_same_person_another_name_is_another(cast: Cast) -> None:
    meeting = running(cast)
    first, again = joined(meeting), joined(meeting, replace(MARIA, name="MARIA Goreti  Bere"))
    other = joined(meeting, replace(MARIA, name="Yohana Kambu"))
    assert first.registration_id == again.registration_id != other.registration_id
    assert people() == 2


@pytest.mark.parametrize(("minutes", "words"), [(31, "setengah jam"), (-121, "ditutup")])
def test_nothing_is_written_while_the_door_is_shut(cast: Cast, minutes: int, words: str) -> None:
    meeting = cast.meeting(starts_at=clock.now() + timedelta(minutes=minutes))
    with pytest.raises(Exception, match=words):
        joined(meeting)
    assert facts(SentForm, Person) == [[], []]


def test_the_door_opens_half_an_hour_before(cast: Cast) -> None:
    meeting = cast.meeting(starts_at=soon(hours=2))
    with pytest.raises(DoorClosed):
        joined(meeting, now=meeting.starts_at - timedelta(minutes=31))
    assert joined(meeting, now=meeting.starts_at - timedelta(minutes=30)).dates[0].pressed_at


def test_a_press_hangs_on_the_form_and_counts_once_its_owner_confirmed_it(cast: Cast) -> None:
    meeting = running(cast)
    form = joined(meeting)
    assert presses() == []
    assert lists.figures(meeting.id).pressed == 1
    prove(form)
    prove(form)
    assert presses() == [(form.sent_at, "Maria Goreti Bere")]
    assert lists.figures(meeting.id).pressed == 1


def test_a_strangers_press_never_counts_for_whoever_was_there_before(cast: Cast) -> None:
    meeting = running(cast)
    cast.registration(cast.person("Maria Goreti Bere", phone="+6281234567890"), meeting)
    strangers, own = joined(meeting), joined(meeting)
    prove(own)
    db.session.refresh(strangers)
    assert [time for time, _name in presses()] == [own.sent_at]


def test_where_the_room_is_full_one_waits_and_no_press_is_noted(cast: Cast) -> None:
    meeting = running(cast, capacity=1)
    joined(meeting)
    waits = joined(meeting, replace(MARIA, name="Yohana Kambu"))
    assert [(date.given, date.pressed_at) for date in waits.dates] == [
        (SeatStatus.WAITLISTED, None)
    ]


def test_a_cohort_is_joined_as_a_whole(cast: Cast) -> None:
    series = cast.series(rolling=False)
    meeting = cast.meeting(series, starts_at=clock.now() - timedelta(minutes=5))
    cast.meeting(series)
    assert len(joined(meeting).dates) == 2
    assert db.session.scalar(select(func.count()).select_from(Seat)) == 2


def test_the_codes_of_several_forms_count_until_one_of_them_is_confirmed(cast: Cast) -> None:
    """She joins anew each Thursday and proves her number later: no name waits for review."""
    series = cast.series()
    forms = []
    for week in (1, 2):
        meeting = cast.meeting(series, starts_at=clock.now() - timedelta(minutes=5))
        form = joined(meeting)
        form.code = f"7K2{week}"
        db.session.commit()
        forms.append(form)
        bring(meeting, upload(meeting.starts_at, (f"7K2{week} Suara", "", 0, 60)))
        assert standing(meeting) == {
            f"7K2{week} Suara": ("Maria Goreti Bere", "Registration code in the display name")
        }


def test_a_code_of_an_unconfirmed_form_goes_to_review_once_another_was_confirmed(
    cast: Cast,
) -> None:
    meeting = running(cast)
    strangers, own = joined(meeting), joined(meeting)
    strangers.code, own.code = "7K2M", "8Q3X"
    strangers.registration.code = "7K2M"
    db.session.commit()
    prove(own)
    registration = db.session.scalars(select(Registration)).one()
    assert registration.code == "8Q3X"
    rows = [(name, "", 0, 60) for name in ("7K2M Maria Goreti Bere", "8Q3X Suara")]
    bring(meeting, upload(meeting.starts_at, *rows))
    assert standing(meeting) == {
        "7K2M Maria Goreti Bere": (None, "open"),
        "8Q3X Suara": ("Maria Goreti Bere", "Registration code in the display name"),
    }


def test_what_is_added_later_completes_what_the_form_made_and_no_more(cast: Cast) -> None:
    cast.region("53")
    meeting = running(cast)
    known = cast.registration(cast.suparmin(), meeting)
    before = facts(Person)
    made = joined(meeting)
    at_known = joined(meeting, replace(MARIA, name="Suparmin"))
    for form in (made, at_known):
        given = {"organisation": "Yayasan Kita", "region_code": "53"}
        db.write(proof.add_home, form, **given)
        db.write(proof.take_home, form.key, now=clock.now())
        assert (form.organisation_name, form.region_code) == ("Yayasan Kita", "53")
    assert facts(Person)[0][:1] == before[0]
    assert (known.organisation_name, known.region_code) == ("", "31")
    assert made.registration.organisation_name == "Yayasan Kita"
    assert made.registration.person.region_code == made.registration.region_code == "53"
    prove(at_known)
    assert known.organisation_name == "Yayasan Kita"
