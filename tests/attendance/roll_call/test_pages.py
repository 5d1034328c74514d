"""The roll call at the door: taps without and with the page's script, paper, people added."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import html5lib
import pytest
from sqlalchemy import select

from tests.attendance.at_desk import messages, rows
from tests.attendance.reports_by_hand import upload
from tests.attendance.roll_call.at_the_door import HALL
from tests.attendance.steps import bring, minutes
from tests.cast import Cast, soon
from tests.client import Client
from tests.html import loud, parse, text_of
from webinar_hub.attendance.models import AttendanceStatus, Evidence
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.people.models import Role
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations.models import Registration, SeatStatus


@pytest.fixture
def hall(meeting: Meeting) -> Meeting:
    """The meeting at a venue and online, to which Maria and Suparmin were to come."""
    meeting.venue = HALL
    for each in db.session.scalars(select(Registration)):
        each.seats[0].at_venue = True
    db.session.commit()
    return meeting


def path(meeting: Meeting) -> str:
    return f"/desk/sesi/{meeting.key}/hadir"


def named(name: str) -> Registration:
    everybody = db.session.scalars(select(Registration))
    return next(each for each in everybody if each.person.name == name)


def lines(page: str) -> list[str]:
    listed = parse(page).iter("li")
    return [text_of(each) for each in listed if each.get("data-line") is not None]


def count(page: str) -> str:
    [found] = [each for each in parse(page).iter("p") if each.get("id") == "jumlah"]
    return text_of(found)


def test_a_tap_notes_somebody_and_leads_back_to_their_line(desk: Client, hall: Meeting) -> None:
    maria = named("Maria Goreti Bere")
    assert count(desk.get(path(hall)).text) == "0 present 2 of 2 not noted yet"
    tapped = desk.submit(f"{path(hall)}?belum=1", action="/hadir?", there=maria.key)
    assert tapped.location.endswith(f"/hadir?belum=1#o-{maria.key}")
    assert minutes(hall) == {"Maria Goreti Bere": (7200, AttendanceStatus.PRESENT)}
    page = desk.get(path(hall)).text
    name = "Dr. Maria Goreti Bere, S.Sos., M.Si."
    assert lines(page)[0] == f"{name} Present {maria.code} Take back: {name}"
    desk.submit(path(hall), action="/hadir", back=maria.key)
    assert minutes(hall) == {}


def test_the_script_gets_the_one_line_and_the_figures(desk: Client, hall: Meeting) -> None:
    form = desk.form(path(hall), action="/hadir")
    key = named("Suparmin").key
    desk.looks = False
    answer = desk.post(form.action, data={**form.fields, "there": key}, headers={"X-Line": "1"})
    assert (answer.status_code, answer.text.count("data-line")) == (200, 1)
    words = text_of(html5lib.parseFragment(answer.text, namespaceHTMLElements=False))
    assert words.startswith("1 present 1 of 2 not noted yet Suparmin Present")
    assert "1 person who was to come is not noted and then counts as absent." in words


def test_what_stands_on_paper_is_ticked_and_noted_at_once(desk: Client, hall: Meeting) -> None:
    keys = [named(name).key for name in ("Suparmin", "Maria Goreti Bere")]
    # A tap on the name ticks the box, and leads nowhere.
    assert "/orang?" not in desk.get(f"{path(hall)}?kertas=1").text
    page = desk.page(desk.submit(f"{path(hall)}?kertas=1", action="/hadir?", who=keys))
    assert messages(page) == ["2 people noted"]
    assert len(minutes(hall)) == 2


def test_who_is_ticked_stays_so_while_others_are_looked_for(desk: Client, hall: Meeting) -> None:
    maria, suparmin = named("Maria Goreti Bere"), named("Suparmin")
    looked = desk.submit(
        f"{path(hall)}?kertas=1", action="/hadir?", who=[maria.key], look="1", cari="sup"
    )
    page = desk.page(looked)
    assert minutes(hall) == {}
    ticks = {
        each.get("value"): each.get("checked") is not None
        for each in parse(page).iter("input")
        if each.get("name") == "who"
    }
    assert ticks == {maria.key: True, suparmin.key: False}
    nobody = desk.get(f"{path(hall)}?kertas=1&cari=zzz&centang={maria.key}").text
    assert lines(nobody)[0].startswith("Dr. Maria Goreti Bere")
    desk.submit(looked.location, action="/hadir?", who=[maria.key, suparmin.key])
    assert len(minutes(hall)) == 2


def test_several_are_excused_at_once(desk: Client, hall: Meeting) -> None:
    keys = [named(name).key for name in ("Suparmin", "Maria Goreti Bere")]
    desk.submit(f"{path(hall)}?kertas=1", action="/hadir?", who=keys, excused="1")
    assert set(minutes(hall).values()) == {(0, AttendanceStatus.EXCUSED)}
    listed = rows(desk.get(f"/desk/sesi/{hall.key}").text)
    assert [row[2] for row in listed] == ["Excused At the venue"] * 2


def test_each_line_says_what_everything_known_of_somebody_comes_to(
    desk: Client, cast: Cast, hall: Meeting
) -> None:
    cast.registration(cast.person("Agnes"), hall, status=SeatStatus.WAITLISTED)
    cast.registration(cast.person("Budi", email="budi@example.org"), hall)
    both = cast.registration(cast.person("Citra", email="citra@example.org"), hall)
    stays = (("Budi", "budi@example.org", 0, 110), ("Citra", "citra@example.org", 0, 10))
    bring(hall, upload(hall.starts_at, *stays))
    desk.submit(f"{path(hall)}?semua=1", action="/hadir?", there=both.key)
    own = f"{path(hall)}/orang?pendaftaran={named('Suparmin').key}"
    came = (hall.starts_at + timedelta(minutes=100)).astimezone(hall.home.info)
    desk.submit(own, said="part", came=f"{came:%H.%M}", left="")
    desk.submit(path(hall), action="selesai")
    found = {line.split()[0]: line for line in lines(desk.get(f"{path(hall)}?semua=1").text)}
    assert "Agnes Waits for a place" in found["Agnes"]
    assert "Budi Present" in found["Budi"]
    assert "in the platform's report: 110 minutes" in found["Budi"]
    assert "in the platform's report Take back" in found["Citra"]
    assert f"Present from {came:%H:%M}: too short to count" in found["Suparmin"]
    assert "Bere, S.Sos., M.Si. Absent" in found["Dr."]


def test_who_is_registered_is_ticked_instead_of_added(
    desk: Client, cast: Cast, hall: Meeting
) -> None:
    agnes = cast.registration(cast.person("Agnes Tefa"), hall, status=SeatStatus.WAITLISTED)
    form = desk.form(path(hall), "typed_name")
    shown = desk.post(form.action, data={**form.fields, "typed_name": "Agnes Tefa"})
    assert (shown.status_code, minutes(hall)) == (422, {})
    assert "Not added yet. Is it one of these?" in shown.text
    assert loud(parse(shown.text)) == ["Present: Agnes Tefa"]
    buttons = [text_of(each) for each in parse(shown.text).iter("button")]
    assert "Somebody else: add, and note as present" in buttons
    known = next(
        each.get("value") for each in parse(shown.text).iter("input") if each.get("name") == "known"
    )
    desk.post(form.action, data={**form.fields, "typed_name": "Agnes Tefa", "known": known})
    assert len(lines(desk.get(f"{path(hall)}?cari=agn").text)) == 2
    desk.submit(f"{path(hall)}?cari={agnes.code}", action="/hadir?", there=agnes.key)
    assert count(desk.get(path(hall)).text).startswith("2 present")


def test_whoever_only_leads_a_session_learns_of_nobody_in_the_other_dates(
    client: Client, cast: Cast, hall: Meeting
) -> None:
    cast.registration(cast.person("Agnes Tefa"), cast.meeting(hall.series))
    theresia = cast.facilitator(hall)
    # Who looks at the whole network beside it does not run this session either.
    cast.grant(theresia, Role.VIEWER)
    answers = {}
    for person in (cast.staff(), theresia):
        cast.sign_in(client, person)
        answer = client.submit(path(hall), action="tambah", typed_name="Agnes Tefa")
        answers[person.name] = answer.status_code
    assert answers == {"Yosep Rumbiak": 422, "Theresia Ina Tukan": 303}, "who may be meant is asked"


def test_a_scanned_code_leads_through_the_desks_door_to_the_one_line(
    client: Client, cast: Cast, hall: Meeting
) -> None:
    maria = named("Maria Goreti Bere")
    scanned = f"{path(hall)}?cari={maria.code}"
    asked = client.get(scanned).location
    assert asked.startswith("/masuk?next=")
    assert parse_qs(urlsplit(asked).query)["next"] == [scanned]
    cast.sign_in(client, cast.facilitator(hall))
    shown = client.get(scanned).text
    assert [line.split(",")[0] for line in lines(shown)] == ["Dr. Maria Goreti Bere"]
    assert [each.split(":")[0] for each in loud(parse(shown))] == ["Hadir"]


def test_an_open_roll_call_is_reached_from_today_and_from_attendance(
    desk: Client, hall: Meeting
) -> None:
    places = ("/desk/", "/desk/kehadiran")
    began = hall.starts_at
    # From when the door opens, before the session begins.
    for starts in (clock.now() + timedelta(minutes=20), began):
        hall.starts_at, hall.ends_at = starts, starts + timedelta(hours=2)
        db.session.commit()
        assert [path(hall) in desk.get(each).text for each in places] == [True, True]
    desk.submit(path(hall), action="selesai")
    assert [path(hall) in desk.get(each).text for each in places] == [False, False]


def test_whoever_only_looks_is_led_to_no_roll_call(
    client: Client, cast: Cast, hall: Meeting
) -> None:
    cast.sign_in(client, cast.staff(Role.VIEWER))
    page = client.get("/desk/kehadiran").text
    assert (f"/desk/sesi/{hall.key}" in page, path(hall) in page) == (True, False)


def test_one_person_is_put_right_with_times(desk: Client, hall: Meeting) -> None:
    own = f"{path(hall)}/orang?pendaftaran={named('Suparmin').key}"
    came = (hall.starts_at + timedelta(minutes=30)).astimezone(hall.home.info)
    desk.submit(own, said="part", came=f"{came:%H.%M}", left="")
    assert minutes(hall) == {"Suparmin": (5400, AttendanceStatus.PRESENT)}
    fields = desk.form(own, "came", "said").fields
    assert (fields["said"], fields["came"]) == (["part"], [f"{came:%H:%M}"])
    too_early = (hall.starts_at - timedelta(minutes=1)).astimezone(hall.home.info)
    wrong = desk.submit(own, said="part", came=f"{too_early:%H.%M}", left="")
    assert wrong.status_code == 422
    assert "within the hours of the session" in wrong.text
    desk.submit(own, said="excused", came="", left="")
    assert minutes(hall) == {"Suparmin": (0, AttendanceStatus.EXCUSED)}
    [row] = [
        each for each in rows(desk.get(f"/desk/sesi/{hall.key}").text) if "Suparmin" in each[0]
    ]
    assert row[2].startswith("Excused")


def test_times_typed_beside_another_answer_are_not_lost(desk: Client, hall: Meeting) -> None:
    own = f"{path(hall)}/orang?pendaftaran={named('Suparmin').key}"
    came = f"{(hall.starts_at + timedelta(minutes=30)).astimezone(hall.home.info):%H.%M}"
    for said in ("nothing", "whole"):
        told = desk.submit(own, said=said, came=came, left="")
        assert (told.status_code, came in told.text) == (422, True)
        assert "Choose “Came late or left early”" in told.text
    assert minutes(hall) == {}
    desk.submit(own, said="part", came=came, left="")
    desk.submit(own, said="whole")
    assert minutes(hall) == {"Suparmin": (7200, AttendanceStatus.PRESENT)}


def test_whoever_is_not_found_is_added_with_one_press(desk: Client, hall: Meeting) -> None:
    asked = f"{path(hall)}?cari=Yohana"
    page = desk.get(asked).text
    assert lines(page) == []
    form = desk.form(asked, "typed_name")
    assert form.fields["typed_name"] == ["Yohana"]
    # An answer that adds nobody is below a long list: the browser goes there.
    assert form.action.endswith("#tambah")
    sent = {**form.fields, "typed_name": "Yohana Rihi", "organisation": "Posyandu Melati"}
    assert desk.post(form.action, data=sent).status_code == 303
    assert desk.post(form.action, data=sent).status_code == 303
    found = db.session.scalars(select(Registration).order_by(Registration.id)).all()
    assert [each.organisation_name for each in found][2:] == ["Posyandu Melati"]
    assert list(minutes(hall)) == ["Yohana Rihi"]
    assert desk.submit(path(hall), action="tambah", typed_name="").status_code == 422


def test_it_is_complete_with_one_press_and_open_again_with_another(
    desk: Client, hall: Meeting, cast: Cast
) -> None:
    assert loud(parse(desk.get(path(hall)).text)) == ["The roll call is complete"]
    assert loud(parse(desk.get(f"/desk/sesi/{hall.key}").text)) == ["Roll call at the venue"]
    page = desk.page(desk.submit(path(hall), action="selesai"))
    assert count(desk.get(path(hall)).text) == "0 present 2 of 2 absent"
    assert messages(page) == ["The roll call is complete. Who is not on it counts as absent."]
    assert [row[2] for row in rows(page)] == ["Absent At the venue"] * 2
    # The report of who was online is still to come.
    assert loud(parse(page)) == ["Import the report"]
    # Suparmin was to stay online and Yohana only waited: neither was to come.
    named("Suparmin").seats[0].at_venue = False
    waits = cast.registration(cast.person("Yohana"), hall, status=SeatStatus.WAITLISTED)
    waits.seats[0].at_venue = True
    db.session.commit()
    desk.submit(path(hall), action="/hadir", there=named("Suparmin").key)
    figures = text_of(parse(desk.get(f"/desk/sesi/{hall.key}").text))
    assert "Came in person1were to come: 1" in figures
    desk.submit(path(hall), action="buka")
    assert loud(parse(desk.get(path(hall)).text)) == ["The roll call is complete"]


def test_after_the_report_of_a_session_online_nothing_waits_for_it(
    desk: Client, meeting: Meeting
) -> None:
    waits = "Statements and messages after the session wait for this."
    assert waits in desk.get(path(meeting)).text
    bring(meeting, upload(meeting.starts_at, ("Suparmin 0812-3456-7890", "", 0, 120)))
    page = desk.get(path(meeting)).text
    assert (waits in page, "1 person who was to come is not noted" in page) == (False, True)


def test_it_is_the_loud_button_from_when_the_door_opens(desk: Client, hall: Meeting) -> None:
    for ahead, button in ((60, "XLSX"), (20, "Roll call at the venue")):
        hall.starts_at = clock.now() + timedelta(minutes=ahead)
        hall.ends_at = hall.starts_at + timedelta(hours=2)
        db.session.commit()
        assert loud(parse(desk.get(f"/desk/sesi/{hall.key}").text)) == [button]


def test_before_the_day_and_after_it_was_cancelled_nobody_is_tapped(
    desk: Client, hall: Meeting
) -> None:
    form = desk.form(path(hall), action="/hadir")
    for facts in (
        {"starts_at": soon(days=2), "ends_at": soon(days=2, hours=2)},
        {"starts_at": soon(hours=-5), "ends_at": soon(hours=-3), "cancelled_at": clock.now()},
    ):
        for name, value in facts.items():
            setattr(hall, name, value)
        db.session.commit()
        assert 'name="there"' not in desk.get(path(hall)).text
        sent = {**form.fields, "there": named("Suparmin").key}
        assert messages(desk.page(desk.post(form.action, data=sent))) == [
            "The roll call opens on the day of the session."
        ]
        taps = desk.post(form.action, data=sent, headers={"X-Line": "1"})
        assert taps.status_code == 409
    assert db.session.scalars(select(Evidence)).all() == []


def test_a_province_that_only_sees_its_people_there_keeps_no_roll_call(
    client: Client, cast: Cast, hall: Meeting
) -> None:
    cast.sign_in(client, cast.staff(Role.SECRETARIAT, region="53"))
    assert client.get(f"/desk/sesi/{hall.key}").status_code == 200
    own = f"{path(hall)}/orang?pendaftaran={named('Maria Goreti Bere').key}"
    assert [client.get(each).status_code for each in (path(hall), own)] == [403, 403]


def test_whom_another_phone_took_back_is_not_there_any_more(desk: Client, hall: Meeting) -> None:
    page = desk.page(desk.get(f"{path(hall)}/orang?pendaftaran=weg"))
    assert messages(page) == ["This person is not on the roll call any more."]
