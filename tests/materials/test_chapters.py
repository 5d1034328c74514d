"""The chapters of a recording: how they are typed, and where each leads."""

import re

import pytest
from flask import Flask

from tests import html
from tests.cast import Cast, soon
from tests.client import Client
from tests.materials.steps import recorded
from webinar_hub.kit.db import db
from webinar_hub.materials import actions, chapters, queries
from webinar_hub.materials.chapters import BadChapters, Chapter
from webinar_hub.materials.models import Visibility


def test_lines_are_kept_in_their_order_as_players_write_them() -> None:
    typed = " 1:21:05 Diskusi\n\n0.00 – Pembukaan\n75:00 Tanggapan: dua hal\n11:30  Paparan "
    kept = chapters.typed(typed, 112)
    assert kept.splitlines() == [
        "0:00 Pembukaan",
        "11:30 Paparan",
        "1:15:00 Tanggapan: dua hal",
        "1:21:05 Diskusi",
    ]
    assert chapters.typed(kept, 112) == kept
    assert chapters.kept(kept)[2] == Chapter(4500, "Tanggapan: dua hal")
    assert chapters.typed("", 112) == ""


def test_until_when_a_chapter_is_stands_in_none() -> None:
    typed = "00:00-11:30 Pembukaan\n11:30 – 1:02:00 – Paparan\n1:02:00 - 2040: siapa?"
    kept = "0:00 Pembukaan\n11:30 Paparan\n1:02:00 2040: siapa?"
    assert chapters.typed(typed, 112) == kept


def test_none_is_lost_that_begins_with_another() -> None:
    assert chapters.typed("12:00 Satu\n12:00 Dua", 112) == "12:00 Satu\n12:00 Dua"


@pytest.mark.parametrize(
    "line", ["Pembukaan", "11 Paparan", "11:61 Paparan", "1:60:00 Diskusi", "10:00", "112:00 Usai"]
)
def test_a_line_without_a_time_within_the_recording_is_refused(line: str) -> None:
    with pytest.raises(BadChapters):
        chapters.typed(f"0:00 Pembukaan\n{line}", 112)


def test_there_are_no_more_than_thirty() -> None:
    lines = [f"{number}:00 Bagian" for number in range(chapters.MOST + 1)]
    assert len(chapters.typed("\n".join(lines[:-1]), 112).splitlines()) == chapters.MOST
    with pytest.raises(BadChapters):
        chapters.typed("\n".join(lines), 112)


@pytest.mark.parametrize(
    ("link", "there"),
    [
        ("https://youtu.be/a1", "https://youtu.be/a1?t=690s"),
        ("https://www.youtube.com/watch?v=a1", "https://www.youtube.com/watch?v=a1&t=690s"),
        ("https://youtube.com/watch?v=a&t=5#x", "https://youtube.com/watch?v=a&t=690s"),
        ("https://video.example/1", ""),
        ("https://youtube.com.example/1", ""),
    ],
)
def test_only_where_an_address_opens_at_a_second_it_leads_there(link: str, there: str) -> None:
    assert chapters.address_at(link, 690) == there


def test_the_desk_types_them_and_a_visitor_goes_to_one(
    sqlite_app: Flask, cast: Cast, client: Client
) -> None:
    meeting = cast.meeting(starts_at=soon(days=-3))
    cast.sign_in(client, cast.staff())
    form = {"link": "https://youtu.be/a1", "minutes": "112", "chapters": "11:30 <Paparan>"}
    path = f"/desk/sesi/{meeting.key}/materi/rekaman"
    refused = client.submit(path, **(form | {"chapters": "Paparan"}))
    assert refused.status_code == 422
    assert "tidak diawali waktu di dalam rekaman" in refused.text
    assert "Paparan" in client.page(client.submit(path, **form))
    public = f"/sesi/{meeting.key}"
    links = {html.text_of(a): a.get("href") for a in html.parse(client.get(public).text).iter("a")}
    assert links["<Paparan>"] == "https://youtu.be/a1?t=690s"
    found = queries.recording(meeting)
    assert found is not None
    found.link = "https://video.example/1"
    db.session.commit()
    shown = html.text_of(html.parse(client.get(public).text))
    assert "11:30 <Paparan>" in shown
    found.visibility = Visibility.REGISTERED
    db.session.commit()
    assert "Paparan" not in client.get(public).text


def test_those_who_open_the_recording_read_its_chapters_on_their_own_page(
    sqlite_app: Flask, cast: Cast, client: Client
) -> None:
    meeting = cast.meeting(starts_at=soon(days=-3))
    registration = cast.registration(cast.maria(), meeting)
    recording = recorded(meeting, chapters="11:30 Paparan", visibility=Visibility.REGISTERED)
    page = f"{cast.page(client, registration)}/materi"
    assert "11:30 Paparan" in html.text_of(html.parse(client.get(page).text))
    recording.visibility = Visibility.ATTENDED
    db.session.commit()
    assert "Paparan" not in client.get(page).text


def test_a_recording_forgets_whoever_is_erased(sqlite_app: Flask, cast: Cast) -> None:
    said = {"chapters": "0:00 Pembukaan\n11:30 Paparan Maria Bere", "note": "Oleh Maria Bere"}
    recording = recorded(cast.meeting(), **said)
    actions.blank_recordings(re.compile("Maria Bere"))
    assert [each.begins for each in chapters.kept(recording.chapters)] == [0, 690]
    assert "Maria" not in recording.chapters + recording.note
