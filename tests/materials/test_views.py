"""Who opens what stays of a session: everybody, who is registered, who was present."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from tests import html
from tests.cast import Cast
from tests.client import Client
from tests.materials.files import PDF
from tests.materials.steps import linked, recorded
from webinar_hub.attendance.models import Attendance, AttendanceStatus
from webinar_hub.config import Settings
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.kit.files import Folder
from webinar_hub.materials.models import Format, Material, Visibility
from webinar_hub.programmes.models import Meeting, State
from webinar_hub.registrations.models import Registration, SeatStatus

Kept = Callable[[Visibility], Material]


@pytest.fixture
def kept(app: Flask, meeting: Meeting) -> Kept:
    """Return what keeps a file of a session, for some people."""
    settings: Settings = app.extensions["settings"]

    def keep(visibility: Visibility) -> Material:
        name = f"{visibility.value}.pdf"
        Folder(settings.files).put("materials", name, PDF)
        facts = {"link": "", "file": name, "format": Format.PDF, "size": 1_100_000}
        return linked(meeting, title=f"Denah {visibility}", visibility=visibility, **facts)

    return keep


def _present(registration: Registration) -> None:
    db.session.add(
        Attendance(
            seat_id=registration.seats[0].id,
            seconds=7200,
            status=AttendanceStatus.PRESENT,
            computed_at=clock.now(),
        )
    )


def test_the_page_of_a_session_shows_what_stays_of_it(
    client: Client, cast: Cast, meeting: Meeting, kept: Kept
) -> None:
    recorded(meeting, note="Dengan JBI", audio_link="https://video.example/suara")
    public = kept(Visibility.PUBLIC)
    public.author = cast.maria()
    linked(meeting, title="Daftar periksa")
    page = client.get(f"/sesi/{meeting.key}").text
    for part in (
        'href="https://video.example/1"',
        "1 jam 52 menit",
        "Dengan JBI",
        'href="https://video.example/suara"',
        f'href="/berkas/{public.key}"',
        "1,1 MB",
        "Dr. Maria Goreti Bere, S.Sos., M.Si. · PDF",
        'href="https://berkas.example/1"',
    ):
        assert part in page
    assert "tautan pribadi Anda, di" not in page


def test_before_a_session_the_way_to_register_stays_the_loud_one(
    app: Flask, client: Client, cast: Cast
) -> None:
    coming = cast.meeting(title="Dapur umum")
    recorded(coming)
    [loud] = html.loud(html.parse(client.get(f"/sesi/{coming.key}").text))
    assert "Daftar" in loud


@pytest.mark.parametrize("visibility", [Visibility.REGISTERED, Visibility.ATTENDED])
def test_the_page_names_what_is_not_for_everybody_without_its_address(
    client: Client, meeting: Meeting, kept: Kept, visibility: Visibility
) -> None:
    recorded(meeting, visibility=visibility, audio_link="https://video.example/suara")
    file = kept(visibility)
    linked(meeting, visibility=visibility)
    page = client.get(f"/sesi/{meeting.key}").text
    for part in ("Denah", "Daftar periksa dapur", "1 jam 52 menit", "tautan pribadi Anda, di"):
        assert part in page
    [(before, after)] = [page.split("tautan pribadi Anda, di")]
    assert "1 jam 52 menit" in before, "said once, where the recording is looked for"
    assert "Denah" in after
    for address in ("https://video.example", "https://berkas.example", file.key):
        assert address not in page
    assert client.get(f"/berkas/{file.key}").status_code == 404


def test_a_file_is_handed_over_to_keep_and_stays_in_no_cache(client: Client, kept: Kept) -> None:
    answer = client.get(f"/berkas/{kept(Visibility.PUBLIC).key}")
    assert answer.data == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.mimetype == "application/pdf"


def test_a_file_of_a_draft_is_not_handed_over(client: Client, meeting: Meeting, kept: Kept) -> None:
    file = kept(Visibility.PUBLIC)
    meeting.state = State.DRAFT
    assert client.get(f"/berkas/{file.key}").status_code == 404


@pytest.mark.parametrize(
    ("visibility", "present", "status"),
    [
        (Visibility.PUBLIC, False, 200),
        (Visibility.REGISTERED, False, 200),
        (Visibility.ATTENDED, False, 404),
        (Visibility.ATTENDED, True, 200),
    ],
)
def test_a_personal_link_opens_what_its_holder_may(
    client: Client,
    cast: Cast,
    meeting: Meeting,
    kept: Kept,
    visibility: Visibility,
    present: bool,
    status: int,
) -> None:
    file = kept(visibility)
    recorded(meeting, visibility=visibility)
    registration = cast.registration(cast.maria(), meeting)
    if present:
        _present(registration)
    own = f"/saya/{cast.link(registration)}/materi"
    page = client.get(own).text
    assert (f"{own}/{file.key}" in page) == (status == 200)
    assert ("https://video.example/1" in page) == (status == 200)
    assert "Denah" in page
    assert client.get(f"{own}/{file.key}").status_code == status


@pytest.mark.parametrize("status", [SeatStatus.WAITLISTED, SeatStatus.CANCELLED])
def test_whoever_has_no_place_opens_nothing(
    client: Client, cast: Cast, meeting: Meeting, kept: Kept, status: SeatStatus
) -> None:
    file = kept(Visibility.REGISTERED)
    own = f"/saya/{cast.link(cast.registration(cast.maria(), meeting, status=status))}/materi"
    assert "Denah" not in client.get(own).text
    assert client.get(f"{own}/{file.key}").status_code == 404


def test_a_place_in_another_session_opens_nothing(
    client: Client, cast: Cast, meeting: Meeting, kept: Kept
) -> None:
    file = kept(Visibility.REGISTERED)
    other = cast.meeting(meeting.series, starts_at=meeting.starts_at + timedelta(days=7))
    own = f"/saya/{cast.link(cast.registration(cast.maria(), other))}/materi"
    assert client.get(f"{own}/{file.key}").status_code == 404
