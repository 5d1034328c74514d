"""A province in a meeting of others sees, counts and hands over its own people alone."""

import csv
import io

import pytest
from flask import Flask

from tests.attendance.reports_by_hand import flat
from tests.cast import Cast, soon
from tests.client import EN, Client
from tests.html import parse, text_of
from webinar_hub.kit.db import db
from webinar_hub.people.models import Role
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations.models import Registration, SeatStatus

# Everything that tells somebody of another province, or that somebody unknown was there.
MARKERS = (
    "Suparmin",
    "6281234567890",
    "Rahasia",
    "rahasia",
    "iPhone Asing",
    "participants_123",
    "Karang Taruna",
)


@pytest.fixture
def meeting(app: Flask, cast: Cast) -> Meeting:
    """A meeting that is over, with Maria of NTT, two of elsewhere, and somebody unknown."""
    cast.secretariat("53")
    meeting = cast.meeting(starts_at=soon(hours=-5), minutes=120)
    cast.registration(cast.maria(), meeting)
    cast.registration(cast.suparmin(), meeting)
    cast.registration(cast.person("Rahasia Tanpa Wilayah", email="rahasia@example.org"), meeting)
    return meeting


@pytest.fixture
def reported(meeting: Meeting, client: Client, cast: Cast) -> Meeting:
    """The same meeting with its report imported by who runs it."""
    cast.sign_in(client, cast.ratna())
    stays = (
        ("Maria Goreti Bere", "", 0, 110),
        ("Rahasia Tanpa Wilayah", "", 0, 100),
        ("iPhone Asing", "", 5, 90),
    )
    data = flat(meeting.starts_at, *stays)
    assert (
        client.submit(
            f"/desk/sesi/{meeting.key}",
            action="laporan",
            report=(io.BytesIO(data), "participants_123.csv"),
        ).status_code
        == 303
    )
    return meeting


def province(cast: Cast, client: Client, region: str = "53", role: Role = Role.SECRETARIAT) -> None:
    client.set_cookie("bahasa", "en", domain="127.0.0.1")
    cast.sign_in(client, cast.staff(role, region=region))


def clean(text: str) -> bool:
    return not [marker for marker in MARKERS if marker in text]


def test_a_province_sees_its_own_people_alone(
    reported: Meeting, client: Client, cast: Cast
) -> None:
    province(cast, client)
    here = f"/desk/sesi/{reported.key}"
    pages = [
        here,
        f"{here}?keadaan=absent",
        f"{here}/bukti",
        "/desk/",
        "/desk/sesi",
        "/desk/program",
        "/desk/pesan",
    ]
    answers = {page: client.get(page) for page in pages}
    assert {page: answer.status_code for page, answer in answers.items()} == dict.fromkeys(
        pages, 200
    )
    assert [page for page, answer in answers.items() if not clean(answer.text)] == []
    assert "Maria Goreti Bere" in answers[here].text
    assert "<dt>Places taken</dt><dd>1</dd>" in answers[here].text
    assert "1 of 1 person" in answers[here].text
    assert "Maria Goreti Bere" in answers[f"{here}/bukti"].text


def test_it_counts_its_own_people_alone(reported: Meeting, client: Client, cast: Cast) -> None:
    province(cast, client)
    for page in ("/desk/", "/desk/sesi"):
        row = next(
            row for body in parse(client.get(page).text).iter("tbody") for row in body.iter("tr")
        )
        assert text_of(list(row)[-1]) == "1"
    here = client.get(f"/desk/sesi/{reported.key}?cari=a").text
    assert "1 of 1 person" in here
    assert "<dt>Present</dt><dd>1</dd>" in here
    assert "Report of the platform" not in here


def test_who_may_also_look_further_takes_no_contacts(
    meeting: Meeting, client: Client, cast: Cast
) -> None:
    """A district's secretary who may look at the province: its contacts are not hers."""
    client.set_cookie("bahasa", "en", domain="127.0.0.1")
    cast.registration(cast.person("Dewi Ende", phone="+6281200000002", region="53.08"), meeting)
    secretary = cast.staff(Role.SECRETARIAT, region="53.71")
    cast.grant(secretary, Role.VIEWER, "53")
    cast.sign_in(client, secretary)
    found = client.form(f"/desk/sesi/{meeting.key}", action="peserta")
    assert "Dewi Ende" in client.get(f"/desk/sesi/{meeting.key}").text
    assert (
        client.post(
            f"/desk/sesi/{meeting.key}/peserta.csv", data={**found.fields, "contacts": "y"}
        ).status_code
        == 403
    )


def test_what_it_searched_for_finds_nobody_else(
    reported: Meeting, client: Client, cast: Cast
) -> None:
    province(cast, client)
    page = client.get(f"/desk/sesi/{reported.key}?cari=rahasia").text
    assert "Nobody on the list fits." in page
    assert "Rahasia" not in page.replace("rahasia", "")


def test_the_rows_of_somebody_else_do_not_exist(
    reported: Meeting, client: Client, cast: Cast
) -> None:
    keys = {row.person.name: row.key for row in db.session.query(Registration)}
    province(cast, client)
    here = f"/desk/sesi/{reported.key}/bukti?pendaftaran="
    codes = {name: client.get(here + key).status_code for name, key in keys.items()}
    assert codes == {"Maria Goreti Bere": 200, "Suparmin": 404, "Rahasia Tanpa Wilayah": 404}


@pytest.mark.parametrize("contacts", [True, False])
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_it_takes_its_own_people_along(
    reported: Meeting, client: Client, cast: Cast, form: str, *, contacts: bool
) -> None:
    province(cast, client)
    found = client.form(f"/desk/sesi/{reported.key}", action="peserta")
    answer = client.post(
        f"/desk/sesi/{reported.key}/peserta.{form}",
        data={**found.fields, **({"contacts": "y"} if contacts else {})},
    )
    assert answer.status_code == 200
    if form == "csv":
        text = answer.data.decode("utf-8-sig")
        assert clean(text)
        assert [row[1] for row in csv.reader(io.StringIO(text))][1:] == [
            "Dr. Maria Goreti Bere, S.Sos., M.Si."
        ]
        assert ("maria@example.org" in text) == contacts


def test_it_takes_no_address_of_somebody_of_elsewhere_along(
    meeting: Meeting, client: Client, cast: Cast
) -> None:
    """Whoever registers somebody types a region; it opens no address."""
    cast.registration(
        cast.person("Tamu Papua", email="tamu@example.org", region="91"), meeting
    ).region_code = "53"
    db.session.commit()
    province(cast, client)
    text = client.submit(
        f"/desk/sesi/{meeting.key}", action="peserta.csv", contacts=True
    ).data.decode("utf-8-sig")
    assert ("Tamu Papua" in text, "tamu@" in text, "maria@example.org" in text) == (
        True,
        False,
        True,
    )


def test_it_settles_and_changes_nothing_there(
    reported: Meeting, client: Client, cast: Cast
) -> None:
    province(cast, client)
    here = f"/desk/sesi/{reported.key}"
    page = client.get(here, headers=EN).text
    assert ("1 name to decide" in page, "Decide 1 name" in page) == (True, False)
    token = client.form(here, action="peserta").fields["csrf_token"]
    pressed = {
        path: client.post(here + path, data={"csrf_token": token}).status_code
        for path in ("/laporan", "/cocokkan", "/laporan/x/tarik")
    }
    assert pressed == {"/laporan": 403, "/cocokkan": 403, "/laporan/x/tarik": 403}
    assert client.get(f"{here}/cocokkan").status_code == 403
    assert client.post(f"{here}/batal", data={"csrf_token": token}).status_code == 404
    assert client.get(f"/desk/seri/{reported.series.key}").status_code == 404


def test_a_province_without_people_there_does_not_see_the_meeting(
    meeting: Meeting, client: Client, cast: Cast
) -> None:
    cast.secretariat("91")
    province(cast, client, "91")
    assert client.get(f"/desk/sesi/{meeting.key}").status_code == 404
    assert meeting.key not in client.get("/desk/sesi").text


def test_a_province_does_not_see_another_date_of_the_series(
    meeting: Meeting, client: Client, cast: Cast
) -> None:
    earlier = cast.meeting(meeting.series, starts_at=soon(days=-8))
    cast.registration(cast.person("Rahasia Lain", email="lain@example.org"), earlier)
    province(cast, client)
    assert client.get(f"/desk/sesi/{earlier.key}").status_code == 404
    listed = client.get("/desk/sesi").text
    assert (meeting.key in listed, earlier.key in listed) == (True, False)


def test_who_gave_the_place_back_is_no_longer_theirs_there(
    app: Flask, client: Client, cast: Cast
) -> None:
    meeting = cast.meeting(starts_at=soon(days=-2))
    cast.registration(cast.maria(), meeting, status=SeatStatus.CANCELLED)
    province(cast, client)
    assert client.get(f"/desk/sesi/{meeting.key}").status_code == 404


def test_a_district_sees_its_own_and_not_the_rest_of_its_province(
    meeting: Meeting, client: Client, cast: Cast
) -> None:
    cast.registration(cast.person("Rahasia Ende", phone="+6281200000001", region="53.08"), meeting)
    province(cast, client, "53.71")
    page = client.get(f"/desk/sesi/{meeting.key}").text
    assert clean(page)
    assert "Maria Goreti Bere" in page


def test_a_viewer_of_a_province_gets_no_contacts(
    reported: Meeting, client: Client, cast: Cast
) -> None:
    province(cast, client, role=Role.VIEWER)
    page = client.get(f"/desk/sesi/{reported.key}")
    assert clean(page.text)
    found = client.form(f"/desk/sesi/{reported.key}", action="peserta")
    assert "contacts" not in found.names
    assert (
        client.post(
            f"/desk/sesi/{reported.key}/peserta.csv", data={**found.fields, "contacts": "y"}
        ).status_code
        == 403
    )
    assert (
        client.post(f"/desk/sesi/{reported.key}/peserta.csv", data=found.fields).status_code == 200
    )


def test_the_region_of_the_day_tells_whose_somebody_is(
    meeting: Meeting, client: Client, cast: Cast
) -> None:
    moved = cast.registration(
        cast.person("Rahasia Pindahan", email="pindah@example.org", region="53"), meeting
    )
    moved.region_code = cast.region("91").code
    db.session.commit()
    province(cast, client)
    assert clean(client.get(f"/desk/sesi/{meeting.key}").text)


def test_who_hands_over_links_is_led_to_their_own_people_alone(
    meeting: Meeting, client: Client, cast: Cast
) -> None:
    """A province that runs a session with everybody in it, and may look at everything, too."""
    meeting.series.programme.owner_id = cast.secretariat("53").organisation_id
    db.session.commit()
    yosep = cast.staff(Role.SECRETARIAT, region="53")
    cast.grant(yosep, Role.VIEWER)
    cast.sign_in(client, yosep)
    page = client.get(f"/desk/sesi/{meeting.key}").text
    assert ("Suparmin" in page, page.count("/desk/peserta/")) == (True, 1)
    contacts = client.submit(f"/desk/sesi/{meeting.key}", action="peserta.csv", contacts=True)
    assert contacts.status_code == 200


def test_who_looks_at_a_session_takes_no_contacts_along(
    meeting: Meeting, client: Client, cast: Cast
) -> None:
    cast.secretariat("91")
    yosep = cast.staff(Role.SECRETARIAT, region="91")
    cast.grant(yosep, Role.VIEWER)
    cast.sign_in(client, yosep)
    here = f"/desk/sesi/{meeting.key}"
    assert "contacts" not in client.get(here).text
    token = client.form("/desk/akun/sandi").fields["csrf_token"]
    assert (
        client.post(f"{here}/peserta.csv", data={"csrf_token": token, "contacts": "y"}).status_code
        == 403
    )
