"""The review of doubtful names at the desk."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, select

from tests.attendance.at_desk import answer, bring, messages, rows
from tests.cast import Cast
from tests.client import Client
from tests.html import loud, parse, text_of
from webinar_hub.attendance.lists.queries import attendees
from webinar_hub.attendance.models import Evidence, Match
from webinar_hub.kit.db import db
from webinar_hub.people.models import Role
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations.models import Registration, SeatStatus


def test_the_whole_way_from_report_to_minutes(desk: Client, meeting: Meeting) -> None:
    answered = bring(
        desk, meeting, ("Maria", "maria@example.org", 0, 120), ("pak parmin", "", 0, 30)
    )
    assert answered.location == f"/desk/sesi/{meeting.key}/cocokkan"
    page = desk.page(answered)
    assert messages(page) == [
        "Imported rows: 2 new, 0 known before, 0 of the waiting room. Names matched automatically: 1."
    ]
    assert "Who is this? Name 1 of 1" in page
    assert loud(parse(desk.get(f"/desk/sesi/{meeting.key}").text)) == ["Decide 1 name"]
    searched = f"/desk/sesi/{meeting.key}/cocokkan?cari=suparmin"
    suparmin = next(one.key for one in attendees(meeting.id) if one.name == "Suparmin")
    page = desk.page(answer(desk, searched, "somebody", who=suparmin))
    assert "Every name is decided" in page
    assert [row[-2:] for row in rows(desk.get(f"/desk/sesi/{meeting.key}").text)] == [
        ["Present", "120"],
        ["Stayed too short", "30"],
    ]
    assert rows(desk.get(f"/desk/sesi/{meeting.key}/bukti").text) == [
        [
            "Maria ma…@example.org · 1 row",
            "Dr. Maria Goreti Bere, S.Sos., M.Si.",
            "Same e-mail address",
            "120",
            "Change: Maria",
        ],
        [
            "pak parmin 1 row",
            "Suparmin",
            rows(desk.get(f"/desk/sesi/{meeting.key}/bukti").text)[1][2],
            "30",
            "Change: pak parmin",
        ],
    ]
    (row,) = rows(desk.get(f"/desk/sesi/{meeting.key}/bukti?pendaftaran={suparmin}").text)
    assert [row[0], row[3], row[4].startswith("Chosen by hand Theresia Ina Tukan")] == [
        "pak parmin",
        "3",
        True,
    ]


def test_nobody_reads_that_the_report_lacks_them_while_it_has_names_to_decide(
    desk: Client, cast: Cast, meeting: Meeting
) -> None:
    bring(desk, meeting, ("Maria", "maria@example.org", 0, 120), ("pak parmin", "", 0, 30))
    key = next(one.key for one in attendees(meeting.id) if one.name == "Suparmin")
    suparmin = db.session.scalars(select(Registration).where(Registration.key == key)).one()
    said = desk.get(cast.page(desk, suparmin)).text
    assert ("not counted yet" in said, "Not found in the att" in said) == (True, False)
    answer(desk, f"/desk/sesi/{meeting.key}/cocokkan", "nobody")
    said = desk.get(cast.page(desk, suparmin)).text
    assert ("not counted yet" in said, "Not found in the att" in said) == (False, True)


def test_a_page_of_the_evidence_reads_the_rows_that_it_shows_alone(
    desk: Client, meeting: Meeting
) -> None:
    names = [f"Tamu {number:02}" for number in range(53)]
    stays = [(name, "", minute, minute + 10) for name in names for minute in (0, 20)]
    bring(desk, meeting, *stays, ("TAMU 01", "", 40, 50))
    read: list[Evidence] = []

    def shown(page: int) -> list[tuple[str, str]]:
        read.clear()
        path = f"/desk/sesi/{meeting.key}/bukti?halaman={page}"
        return [(row[0], row[3]) for row in rows(desk.get(path).text)]

    def note(row: Evidence, _context: object) -> None:
        read.append(row)

    lines = [(f"{name} 2 rows", "20") for name in names]
    lines[1] = ("Tamu 01 3 rows", "30")
    event.listen(Evidence, "load", note)
    try:
        assert (shown(1), len(read)) == (lines[:50], 101)
        assert (shown(2), len(read)) == (lines[50:], 6)
    finally:
        event.remove(Evidence, "load", note)


def test_a_decision_is_taken_back_from_the_page_that_says_all_is_done(
    desk: Client, meeting: Meeting
) -> None:
    bring(desk, meeting, ("iPhone", "", 0, 30))
    path = f"/desk/sesi/{meeting.key}/cocokkan"
    assert "Every name is decided" in desk.page(answer(desk, path, "nobody"))
    form = desk.form(path, "decision", action="cocokkan")
    page = desk.page(desk.post(form.action, data={**form.fields, "decision": "undo"}))
    assert messages(page) == ["Taken back: iPhone."]
    assert "Who is this? Name 1 of 1" in page


def test_later_goes_on_to_the_next_and_round_again(desk: Client, meeting: Meeting) -> None:
    bring(desk, meeting, ("iPhone", "", 0, 30), ("Galaxy", "", 0, 30))
    path = f"/desk/sesi/{meeting.key}/cocokkan"
    seen = []
    for _ in range(3):
        found = next(
            text_of(p) for p in parse(desk.get(path).text).iter("p") if p.get("class") == "holder"
        )
        seen.append(found)
        path = answer(desk, path, "later").location
    assert seen == ["iPhone", "Galaxy", "iPhone"]
    assert db.session.scalars(select(Match)).all() == []


def test_a_second_press_gets_the_first_answer_and_adds_nobody_twice(
    desk: Client, meeting: Meeting
) -> None:
    bring(desk, meeting, ("Yohanis Tallo - FPRB", "", 0, 120))
    path = f"/desk/sesi/{meeting.key}/cocokkan"
    form = desk.form(path, "typed_name", action="cocokkan")
    assert form.fields["typed_name"] == ["Yohanis Tallo"]
    answers = [desk.post(form.action, data={**form.fields, "decision": "new"}) for _ in range(2)]
    assert [one.status_code for one in answers] == [303, 303]
    assert [one.name for one in attendees(meeting.id)] == [
        "Maria Goreti Bere",
        "Suparmin",
        "Yohanis Tallo",
    ]


def test_what_somebody_else_decided_is_not_overwritten(desk: Client, meeting: Meeting) -> None:
    bring(desk, meeting, ("iPhone", "", 0, 30))
    path = f"/desk/sesi/{meeting.key}/cocokkan"
    form = desk.form(path, "decision", action="cocokkan")
    answer(desk, path, "nobody")
    late = desk.post(form.action, data={**form.fields, "form_id": "another", "decision": "nobody"})
    assert late.status_code == 409
    assert "Somebody else decided on these rows meanwhile." in late.text


@pytest.mark.parametrize(
    "changed",
    [
        {"decision": "x"},
        {"decision": "somebody", "who": "x"},
        {"decision": "nobody", "rows": []},
        {"decision": "nobody", "rows": ["\0"]},
    ],
)
def test_a_forged_decision_is_refused_in_words(
    desk: Client, meeting: Meeting, changed: dict[str, Any]
) -> None:
    bring(desk, meeting, ("iPhone", "", 0, 30))
    form = desk.form(f"/desk/sesi/{meeting.key}/cocokkan", "decision", action="cocokkan")
    refused = desk.post(form.action, data={**form.fields, **changed})
    assert refused.status_code == 422
    assert "Choose a person of the list" in refused.text


def test_a_decided_name_is_decided_anew_from_the_evidence(desk: Client, meeting: Meeting) -> None:
    bring(desk, meeting, ("Maria", "maria@example.org", 0, 120))
    page = parse(desk.get(f"/desk/sesi/{meeting.key}/bukti").text)
    change = next(
        link.get("href", "") for link in page.iter("a") if text_of(link) == "Change: Maria"
    )
    assert "Who is this? Decide anew" in desk.get(change).text
    answer(desk, change, "nobody")
    assert [row[1] for row in rows(desk.get(f"/desk/sesi/{meeting.key}/bukti").text)] == [
        "Not a participant"
    ]


def test_a_report_that_was_set_aside_is_left_out_of_the_counts(
    desk: Client, meeting: Meeting
) -> None:
    bring(desk, meeting, ("Maria", "maria@example.org", 0, 120), ("pak parmin", "", 0, 30))
    desk.submit(f"/desk/sesi/{meeting.key}", action="tarik")
    path = f"/desk/sesi/{meeting.key}/cocokkan"
    assert "There is nothing to match yet" in desk.get(path).text
    bring(desk, meeting, ("Suparmin 0812-3456-7890", "", 0, 120), ("pak parmin", "", 0, 31))
    page = desk.get(path).text

    assert "Who is this? Name 1 of 1" in page
    assert "1 of 2 names of the report were matched automatically" in page


def test_accepting_nobody_says_what_to_press(desk: Client, meeting: Meeting) -> None:
    bring(desk, meeting, ("pak parmin", "", 0, 30))
    path = f"/desk/sesi/{meeting.key}/cocokkan"
    form = desk.form(f"{path}?cari=suparmin", "who", action="cocokkan")
    fields = {name: value for name, value in form.fields.items() if name != "who"}
    again = desk.post(form.action, data={**fields, "decision": "somebody"})
    assert again.status_code == 422
    assert [
        text_of(one) for one in parse(again.text).iter("div") if one.get("role") == "alert"
    ] == [
        "Nobody is chosen yet. If it is this person, press 1, then Enter. Otherwise: B for a new person, X for “Not a person”, N for “Later”."
    ]
    assert db.session.scalars(select(Match)).all() == []


@pytest.mark.parametrize("had", [SeatStatus.WAITLISTED, SeatStatus.OFFERED])
def test_whoever_waits_for_a_place_is_asked_about_and_gets_it_with_the_minutes(
    desk: Client, cast: Cast, meeting: Meeting, had: SeatStatus
) -> None:
    yosepha = cast.person("Yosepha Alomang Beanal", email="yosepha@example.org")
    cast.registration(yosepha, meeting, status=had)
    page = desk.page(bring(desk, meeting, ("Yosepha", "yosepha@example.org", 0, 120)))
    assert "Same e-mail address Waits for a place: accepting gives it" in text_of(parse(page))
    answer(desk, f"/desk/sesi/{meeting.key}/cocokkan", "somebody")
    assert ["Present", "120"] in [
        row[-2:] for row in rows(desk.get(f"/desk/sesi/{meeting.key}").text)
    ]


def asked(client: Client, meeting: Meeting, words: str = "") -> list[str]:
    """Return the names that the review proposes for the next platform name."""
    page = parse(client.get(f"/desk/sesi/{meeting.key}/cocokkan?cari={words}").text)
    return [text_of(each) for each in page.iter("span") if each.get("class") == "cname"]


def test_whoever_runs_the_series_is_asked_about_those_of_its_other_dates(
    client: Client, cast: Cast, meeting: Meeting
) -> None:
    other = cast.meeting(meeting.series)
    cast.registration(cast.person("Yosepha Alomang Beanal", email="yosepha@example.org"), other)
    cast.registration(cast.person("Yohanis Tallo"), other)
    client.set_cookie("bahasa", "en", domain="127.0.0.1")
    cast.sign_in(client, cast.staff())
    page = client.page(bring(client, meeting, ("Beanal Yosepha - YPMS", "", 0, 120)))
    assert "without a place in this session: accepting gives it" in page
    assert asked(client, meeting) == ["Yosepha Alomang Beanal"]
    assert asked(client, meeting, "tallo") == ["Yosepha Alomang Beanal", "Yohanis Tallo"]
    answer(client, f"/desk/sesi/{meeting.key}/cocokkan", "somebody")
    listed = [row[-2:] for row in rows(client.get(f"/desk/sesi/{meeting.key}").text)]
    assert ["Present", "120"] in listed


def test_a_facilitator_is_asked_about_who_gave_a_place_back_and_nobody_else(
    client: Client, cast: Cast, meeting: Meeting
) -> None:
    theresia = cast.facilitator(meeting)
    # Who looks at the whole network beside it does not run this session either.
    cast.grant(theresia, Role.VIEWER)
    cast.sign_in(client, theresia)
    other = cast.meeting(meeting.series)
    cast.registration(cast.person("Yosepha Beanal"), other)
    gave_back = cast.registration(cast.person("Yosepha Alomang"), other)
    cast.registration(gave_back.person, meeting, status=SeatStatus.CANCELLED)
    bring(client, meeting, ("Yosepha", "", 0, 120))
    assert asked(client, meeting) == asked(client, meeting, "beanal") == ["Yosepha Alomang"]


@pytest.mark.parametrize("known", ["address", "decision"])
def test_who_is_known_by_their_address_or_from_an_earlier_session_is_chosen_beforehand(
    client: Client, cast: Cast, meeting: Meeting, known: str
) -> None:
    earlier = cast.meeting(meeting.series, starts_at=meeting.starts_at - timedelta(days=7))
    email = "yosepha@example.org" if known == "address" else None
    yosepha = cast.registration(cast.person("Yosepha Beanal", email=email), earlier)
    client.set_cookie("bahasa", "en", domain="127.0.0.1")
    cast.sign_in(client, cast.staff())
    if known == "decision":
        bring(client, earlier, ("HP ibu", "", 0, 60))
        path = f"/desk/sesi/{earlier.key}/cocokkan"
        answer(client, f"{path}?cari=yosepha", "somebody", who=yosepha.key)
    bring(client, meeting, ("HP ibu", email or "", 0, 120))
    form = client.form(f"/desk/sesi/{meeting.key}/cocokkan", "who", action="cocokkan")
    assert form.fields["who"] == [yosepha.key]
