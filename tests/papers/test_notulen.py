"""The notulen of a session, who reads it, and what is followed up in the next one."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from pypdf import PdfReader
from werkzeug.test import TestResponse

from tests import html
from tests.cast import DIRECTOR, Cast
from tests.client import Client
from tests.papers.steps import follow_up_of, notulen_of
from webinar_hub.attendance.models import Attendance, AttendanceStatus
from webinar_hub.history.models import Entry
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.materials.models import Visibility
from webinar_hub.papers.models import FollowUp
from webinar_hub.papers.notulen import actions, queries, rules
from webinar_hub.programmes.models import Appearance, AppearanceRole, Meeting, State
from webinar_hub.records.upkeep.actions import erase

AT = datetime(2040, 11, 29, 7, tzinfo=UTC)
WEEK = timedelta(days=7)


def _two(cast: Cast) -> tuple[Meeting, Meeting]:
    """Return a session and the next one of its series."""
    first = cast.meeting(starts_at=AT, title="Ketika <air> naik")
    return first, cast.meeting(first.series, starts_at=AT + WEEK, title="Sesudahnya")


def _adds(client: Client, address: str, **typed: str) -> TestResponse:
    """Add a follow-up from the page of the notulen, with what else is typed there."""
    return _presses(client, address, "", **typed)


def _presses(client: Client, address: str, button: str, **typed: str) -> TestResponse:
    """Press a button of the follow-ups, with what else is typed on the page of the notulen."""
    fields = client.form(address, "said").fields
    return client.post(f"{address}/tindak-lanjut{button}", data={**fields, **typed})


def _pdf(content: bytes) -> str:
    pages = PdfReader(BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_everybody_reads_it_where_it_is_for_everybody(
    app: Flask, cast: Cast, client: Client
) -> None:
    meeting, _following = _two(cast)
    session, address = f"/sesi/{meeting.key}", f"/sesi/{meeting.key}/notulen"
    assert (client.get(address).status_code, "otulen" in client.get(session).text) == (404, False)
    notulen_of(meeting)
    follow_up_of(meeting)
    assert f'href="{address}"' in client.get(session).text
    page = client.get(address).text
    for part in ("Kupang memindahkannya.", "Daftar periksa dipakai", "Kamis, 6 Desember 2040"):
        assert part in page
    words = _pdf(client.get(f"{address}.pdf").data)
    for part in (
        "Notulen Ketika <air> naik",
        "Pokok pembicaraan Bima menutup dapur umum. Kupang memindahkannya.",
        "Keputusan • Daftar periksa dipakai semua anggota",
        "• Kirim daftar periksa (Sekretariat NTT, paling lambat 6 Desember 2040)",
    ):
        assert part in words


@pytest.mark.parametrize(
    ("visibility", "present", "status"),
    [
        (Visibility.PUBLIC, False, 200),
        (Visibility.REGISTERED, False, 200),
        (Visibility.ATTENDED, False, 404),
        (Visibility.ATTENDED, True, 200),
    ],
)
def test_whoever_had_a_place_reads_it_as_materials(
    sqlite_app: Flask,
    cast: Cast,
    client: Client,
    *,
    visibility: Visibility,
    present: bool,
    status: int,
) -> None:
    meeting, following = _two(cast)
    registration = cast.registration(cast.maria(), meeting)
    if present:
        seat = registration.seats[0].id
        db.session.add(
            Attendance(
                seat_id=seat, seconds=7200, status=AttendanceStatus.PRESENT, computed_at=clock.now()
            )
        )
    notulen_of(meeting, visibility=visibility)
    notulen_of(following)
    own = f"/saya/{cast.link(registration)}/materi"
    address = f"{own}/{meeting.key}/notulen"
    assert [client.get(each).status_code for each in (address, f"{address}.pdf")] == [status] * 2
    assert (address in client.get(own).text) == (status == 200)
    assert client.get(f"{own}/{following.key}/notulen").status_code == 404
    public = client.get(f"/sesi/{meeting.key}/notulen").status_code
    assert public == (200 if visibility is Visibility.PUBLIC else 404)


def test_what_is_open_comes_back_until_it_is_done(app: Flask, cast: Cast) -> None:
    first, second = _two(cast)
    third = cast.meeting(first.series, starts_at=AT + 2 * WEEK)
    other = cast.series(first.series.programme)
    elsewhere = cast.meeting(other, starts_at=AT + 3 * WEEK)
    left = follow_up_of(first)
    follow_up_of(second, "Undang Maluku")
    later = AT + WEEK + timedelta(hours=1)
    for _press in "12":
        db.write(actions.turn, second, left.key, done=True, by=DIRECTOR, now=later)

    def carried(meeting: Meeting) -> list[str]:
        return [each.what for each in queries.carried(meeting)]

    assert carried(first) == []
    assert carried(second) == ["Kirim daftar periksa"]
    assert carried(third) == ["Undang Maluku"]
    assert carried(elsewhere) == []
    assert [each.verb for each in db.session.query(Entry)] == ["ended a follow-up"]


def test_what_not_everybody_reads_stands_in_no_later_notulen(
    sqlite_app: Flask, cast: Cast, client: Client
) -> None:
    first, second = _two(cast)
    follow_up_of(first, "Hanya peserta")
    shown = notulen_of(first, visibility=Visibility.REGISTERED)
    notulen_of(second)
    address = f"/sesi/{second.key}/notulen"
    assert "Hanya peserta" not in client.get(address).text
    assert "Hanya peserta" not in _pdf(client.get(f"{address}.pdf").data)
    shown.visibility = Visibility.PUBLIC
    db.session.commit()
    assert "Hanya peserta" in client.get(address).text
    first.state = State.UNLISTED
    db.session.commit()
    assert "Hanya peserta" not in client.get(address).text


@pytest.mark.parametrize("who", ["staff", "facilitator", "note taker", "speaker"])
def test_whoever_takes_notes_writes_it(
    sqlite_app: Flask, cast: Cast, client: Client, who: str
) -> None:
    first, meeting = _two(cast)
    carried = follow_up_of(first)
    if who == "staff":
        writer = cast.staff()
    elif who == "facilitator":
        writer = cast.facilitator(meeting)
    else:
        writer = cast.with_account(cast.person("Rambu Kahi", email="rambu@example.org"))
        role = AppearanceRole.NOTE_TAKER if who == "note taker" else AppearanceRole.SPEAKER
        db.session.add(Appearance(meeting_id=meeting.id, person_id=writer.id, role=role))
        db.session.commit()
    cast.sign_in(client, writer)
    address = f"/desk/sesi/{meeting.key}/notulen"
    if who == "speaker":
        assert client.get(address).status_code == 404
        return
    assert client.submit(address, said=" ").status_code == 422
    assert client.submit(address, said="Terima kasih 🙏").status_code == 422
    assert _adds(client, address, what="Kirim 🙏").status_code == 422
    assert queries.notulen_of(meeting) is None
    client.submit(address, said="Ibu Ratna bicara\n\nPak Bria bicara", visibility="public")
    wrong = _adds(client, address, what="", due="2040-12-13")
    assert (wrong.status_code, "Ibu Ratna bicara" in wrong.text) == (422, True)
    _adds(client, address, what="Rapat", who="NTT", due="2040-12-13")
    [agreed] = queries.follow_ups(meeting)
    assert (agreed.what, agreed.who, agreed.due) == ("Rapat", "NTT", date(2040, 12, 13))
    assert _presses(client, address, f"/{carried.key}/selesai").status_code == 303
    assert _presses(client, address, f"/{agreed.key}/hapus").status_code == 303
    db.session.expire_all()
    assert carried.done_at is not None
    assert queries.follow_ups(meeting) == []
    assert client.get(f"{address}/pdf").mimetype == "application/pdf"
    client.submit(address, action="notulen/hapus")
    assert queries.notulen_of(meeting) is None
    told = db.session.query(Entry).filter(Entry.subject_key == meeting.key).order_by(Entry.id).all()
    assert [each.verb for each in told][-5:] == [
        "wrote the notulen",
        "agreed on a follow-up",
        "ended a follow-up",
        "removed a follow-up",
        "removed the notulen",
    ]
    assert "Ratna" not in str([each.after for each in told])


def test_follow_ups_of_a_session_have_an_end(sqlite_app: Flask, cast: Cast) -> None:
    meeting, _following = _two(cast)
    facts = {"meeting_id": meeting.id, "what": "Rapat", "who": ""}
    db.session.add_all(FollowUp(**facts) for _each in range(rules.MOST_FOLLOW_UPS))
    db.session.commit()
    more: dict[str, Any] = {"what": "Lagi", "who": "", "due": None, "by": DIRECTOR}
    with pytest.raises(rules.TooManyFollowUps):
        db.write(actions.agree, meeting, **more, now=clock.now())


def test_the_desk_page_says_what_earlier_sessions_left_open(
    sqlite_app: Flask, cast: Cast, client: Client
) -> None:
    first, second = _two(cast)
    follow_up_of(first)
    cast.sign_in(client, cast.staff())
    said = "1 tindak lanjut sesi sebelumnya masih terbuka"
    assert said not in client.get(f"/desk/sesi/{first.key}").text
    assert said in client.get(f"/desk/sesi/{second.key}").text


def test_whoever_is_erased_is_taken_off(sqlite_app: Flask, cast: Cast) -> None:
    meeting, maria = _two(cast)[0], cast.maria()
    notulen = notulen_of(meeting, said=f"Kata {maria.name}.\nDapur pindah.")
    agreed = follow_up_of(meeting, who=maria.name)
    db.write(erase, maria, by=DIRECTOR, now=clock.now())
    db.session.expire_all()
    assert notulen.said == "…\nDapur pindah."
    assert (agreed.what, agreed.who) == ("Kirim daftar periksa", "…")


def test_what_was_typed_beside_it_stays_where_a_follow_up_is_done_or_removed(
    sqlite_app: Flask, cast: Cast, client: Client
) -> None:
    first, second = _two(cast)
    carried, agreed = follow_up_of(first), follow_up_of(second)
    cast.sign_in(client, cast.staff())
    address = f"/desk/sesi/{second.key}/notulen"
    done = _presses(client, address, f"/{carried.key}/selesai", said="Ibu Ratna bicara")
    assert (done.status_code, "Ibu Ratna bicara" in done.text) == (200, True)
    removed = _presses(client, address, f"/{agreed.key}/hapus", what="Rapat")
    assert (removed.status_code, 'value="Rapat"' in removed.text) == (200, True)
    db.session.expire_all()
    assert (carried.done_at is not None, queries.follow_ups(second)) == (True, [])


def test_what_was_typed_beside_it_stays_where_a_follow_up_is_added_or_the_notulen_saved(
    sqlite_app: Flask, cast: Cast, client: Client
) -> None:
    meeting, _following = _two(cast)
    cast.sign_in(client, cast.staff())
    address = f"/desk/sesi/{meeting.key}/notulen"
    added = _adds(client, address, what="Kirim ringkasan", said="Ibu Ratna bicara")
    assert (added.status_code, "Ibu Ratna bicara" in added.text) == (200, True)
    assert queries.notulen_of(meeting) is None
    [form] = [each for each in html.forms(html.parse(added.text)) if "said" in each.names]
    again = client.post(f"{address}/tindak-lanjut", data={**form.fields, "what": "Rapat"})
    assert [each.what for each in queries.follow_ups(meeting)] == ["Kirim ringkasan", "Rapat"]
    [form] = [each for each in html.forms(html.parse(again.text)) if "said" in each.names]
    saved = client.post(address, data={**form.fields, "what": "Undang Kupang"})
    assert 'value="Undang Kupang"' in saved.text
    assert _adds(client, address, what="Undang Kupang").status_code == 303
    notulen = queries.notulen_of(meeting)
    assert notulen is not None
    assert notulen.said == "Ibu Ratna bicara"
