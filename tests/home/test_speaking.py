"""Whoever speaks has a page of their own: they answer, show themselves, and find the way in."""

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.cast import DIRECTOR, Cast, soon
from tests.client import EN, Client
from tests.house.portraits import link_of
from tests.materials.files import PDF, office
from tests.materials.steps import linked
from tests.messages.outbox import rows
from tests.network import logos
from tests.noted_verbs import verbs
from tests.programmes.desk import errors
from tests.records import merged_lives
from webinar_hub.config import Settings
from webinar_hub.history import journal
from webinar_hub.history.journal import Fact
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.materials.models import Format, Material, Visibility
from webinar_hub.materials.rules import MOST_BROUGHT
from webinar_hub.messages.models import LetterState
from webinar_hub.people.models import ConsentKind, Person, Portrait
from webinar_hub.people.queries import agreed
from webinar_hub.programmes.appearing import actions, queries, rules
from webinar_hub.programmes.appearing.models import Answer, Reply
from webinar_hub.programmes.models import Appearance, AppearanceRole, Meeting, State
from webinar_hub.registrations import personal_links

ROOM = "https://zoom.example/j/123"


@pytest.fixture
def meeting(app: Flask, cast: Cast) -> Meeting:
    return cast.meeting(title="Dapur umum", starts_at=soon(days=2))


@pytest.fixture
def maria(cast: Cast, meeting: Meeting) -> Person:
    """Return who speaks in the session."""
    return _named(cast.maria(), meeting)


@pytest.fixture
def stored(app: Flask) -> Path:
    """Return where files of sessions are stored."""
    settings: Settings = app.extensions["settings"]
    return settings.files / "materials"


def _named(person: Person, meeting: Meeting) -> Person:
    facts = {"meeting_id": meeting.id, "person_id": person.id}
    db.session.add(Appearance(**facts, role=AppearanceRole.SPEAKER))
    db.session.commit()
    return person


def _page(meeting: Meeting, person: Person, edition: int = 1) -> str:
    return f"/peran/{link_of(meeting, person, edition)}"


def test_it_says_who_when_and_asks_whether_they_come(
    client: Client, meeting: Meeting, maria: Person
) -> None:
    page = client.get(_page(meeting, maria)).text
    for said in ("Dr. Maria Goreti Bere", "Narasumber", "Dapur umum", "WIT", "dua jam sebelum"):
        assert said in page
    assert ROOM not in page
    assert "You" in client.get(_page(meeting, maria), headers=EN).text
    for given, word in ((Answer.COMES, "menjawab hadir"), (Answer.CANNOT, "tidak dapat hadir")):
        answer = client.submit(_page(meeting, maria), action="jawab", answer=given.value)
        assert word in client.page(answer)
        assert [each.answer for each in db.session.query(Reply)] == [given]
    assert verbs("meeting") == ["answered for a part", "answered for a part"]


@pytest.mark.parametrize(
    ("ahead", "shown"),
    [
        (rules.COMES_IN + timedelta(minutes=1), False),
        (rules.COMES_IN, True),
        (timedelta(minutes=-30), True),
        (timedelta(hours=-2), False),
    ],
)
def test_the_room_is_shown_from_two_hours_before_until_the_end(
    client: Client,
    meeting: Meeting,
    maria: Person,
    monkeypatch: pytest.MonkeyPatch,
    ahead: timedelta,
    shown: bool,
) -> None:
    at, path = meeting.starts_at - ahead, _page(meeting, maria)
    monkeypatch.setattr(clock, "now", lambda: at)
    assert (ROOM in client.get(path).text) == shown
    meeting.cancelled_at = at
    assert ROOM not in client.get(path).text


@pytest.mark.parametrize("only", [True, False])
def test_it_says_where_people_come_together(
    client: Client, meeting: Meeting, maria: Person, only: bool
) -> None:
    meeting.venue, meeting.venue_only = "Aula Kantor Gubernur, Kupang", only
    db.session.commit()
    page = client.get(_page(meeting, maria)).text
    assert "Aula Kantor Gubernur, Kupang" in page
    assert ("Masuk ke ruang" in page) is not only


def test_their_photo_and_words_stand_on_the_page_of_the_session(
    client: Client, meeting: Meeting, maria: Person
) -> None:
    path, photo = _page(meeting, maria), (io.BytesIO(logos.from_a_camera()), "foto.jpg")
    answer = client.submit(
        path, action="tentang", office="Direktur", bio="Memasak.", photo=photo, agreed=True
    )
    [stored] = db.session.query(Portrait)
    assert f"/foto/{stored.photo}.jpg" in client.page(answer)
    assert f"/foto/{stored.photo}.s.jpg" in client.get(f"/sesi/{meeting.key}").text
    assert list(agreed(maria)) == [ConsentKind.PHOTOS]
    client.submit(path, action="tentang", without_photo=True)
    assert f"/foto/{stored.photo}" not in client.get(f"/sesi/{meeting.key}").text
    assert agreed(maria) == {}


def test_what_is_no_photo_is_refused_on_the_same_page(
    client: Client, meeting: Meeting, maria: Person
) -> None:
    photo = (io.BytesIO(b"<svg/>"), "foto.png")
    answer = client.submit(
        _page(meeting, maria), action="tentang", office="Direktur", photo=photo, agreed=True
    )
    assert (answer.status_code, db.session.query(Portrait).all()) == (422, [])
    assert [each for each in errors(answer.text) if "bukan gambar" in each]
    assert "Direktur" in answer.text


def test_a_link_ends_with_the_part_and_with_its_edition(
    client: Client, cast: Cast, meeting: Meeting, maria: Person
) -> None:
    first, other = _page(meeting, maria), cast.suparmin()
    assert client.get(_page(meeting, other)).status_code == 404
    assert client.get(f"{first[:-1]}x").status_code == 404
    db.write(personal_links.revoke, maria, by=DIRECTOR, now=clock.now())
    gone = client.get(first)
    assert (gone.status_code, "Tanyakan kepada sekretariat" in gone.text) == (404, True)
    second = _page(meeting, maria, 2)
    assert client.get(second).status_code == 200
    # The journal goes on from one test to the next.
    own = [each for each in journal.present().entries if each.fact is Fact.PART_LINK]
    assert (own[-1].key, own[-1].value) == (rules.key_of(meeting.key, maria.key), 2)
    [part] = db.session.query(Appearance)
    client.submit(second, action="jawab", answer="comes")
    db.write(actions.dismiss, part, meeting, by=DIRECTOR, now=clock.now())
    assert client.get(second).status_code == 404
    _named(maria, meeting)
    assert "Apakah Anda hadir?" in client.get(second).text
    assert [each.answer for each in db.session.query(Reply)] == [None]


def test_an_older_backup_opens_no_link_that_was_ended(meeting: Meeting, maria: Person) -> None:
    key = rules.key_of(meeting.key, maria.key)
    assert [db.write(actions.raise_edition, key, each) for each in (3, 2, 3)] == [
        True,
        False,
        False,
    ]
    assert [each.link_version for each in db.session.query(Reply)] == [3]
    assert db.write(actions.raise_edition, "x" * 32, 3) is False


def test_who_became_one_with_another_keeps_their_answer(
    client: Client, cast: Cast, meeting: Meeting, maria: Person
) -> None:
    again = _named(cast.person("Maria Bere", email="bere@example.org"), meeting)
    path = _page(meeting, again)
    client.submit(path, action="jawab", answer="comes")
    merged_lives.merge(maria, again)
    db.session.expire_all()
    assert client.get(path).status_code == 404, "links end as those of registrations do"
    stored = db.session.query(Reply).filter_by(person_id=maria.id).one()
    page = client.get(_page(meeting, maria, stored.link_version)).text
    assert "Anda menjawab hadir." in page


def test_a_link_of_the_time_as_one_never_opens_again_once_they_are_two(
    cast: Cast, meeting: Meeting, maria: Person
) -> None:
    other = _named(cast.person("Maria Bere", email="bere@example.org"), meeting)
    db.write(actions.revoke_links, [other])
    done = merged_lives.merge(maria, other)
    as_one = queries.link_versions(maria, [meeting])[meeting.key]
    merged_lives.undo(done)
    db.write(actions.revoke_links, [maria])
    assert queries.link_versions(maria, [meeting])[meeting.key] > as_one + 1


def test_the_desk_sees_the_answer_and_sends_the_link_again(
    client: Client, cast: Cast, meeting: Meeting, maria: Person
) -> None:
    suparmin = _named(cast.suparmin(), meeting)
    client.submit(_page(meeting, maria), action="jawab", answer="cannot")
    cast.sign_in(client, cast.ratna())
    desk = f"/desk/sesi/{meeting.key}/orang"
    assert client.get(desk).text.count("Tidak dapat hadir") == 1
    client.submit(desk, action=f"{maria.key}/tautan")
    client.submit(desk, action=f"{maria.key}/tautan", old="ends")
    assert client.get(_page(meeting, maria)).status_code == 404
    handed = client.page(client.submit(desk, action=f"{suparmin.key}/tautan"))
    assert _page(meeting, suparmin) in handed
    assert [(each.person_id, each.state) for each in rows()] == [
        (maria.id, LetterState.NEW),
        (maria.id, LetterState.NEW),
        (suparmin.id, LetterState.KEPT),
    ]
    meeting.state = State.DRAFT
    refused = client.submit(desk, action=f"{maria.key}/tautan")
    assert refused.status_code // 100 == 4
    assert len(rows()) == 3


def _slides(content: bytes = PDF) -> Any:
    return (io.BytesIO(content), "../../paparan.exe")


def test_slides_are_kept_for_whoever_is_registered(
    client: Client, meeting: Meeting, maria: Person, stored: Path
) -> None:
    path = _page(meeting, maria)
    answer = client.submit(path, action="salindia", title="Paparan dapur", file=_slides())
    assert "Paparan dapur" in client.page(answer)
    [row] = db.session.query(Material)
    assert (row.format, row.person_id, row.visibility) == (
        Format.PDF,
        maria.id,
        Visibility.REGISTERED,
    )
    assert [each.name for each in stored.iterdir()] == [row.file]
    assert verbs("meeting") == ["added a material"]


@pytest.mark.parametrize(
    ("content", "status", "said"),
    [
        (b"\x00\x00\x00\x18ftypmp42" + bytes(1000), 422, "Yang diterima: PDF"),
        (b"<script>alert(1)</script>", 422, "Yang diterima: PDF"),
        (office(more={"ppt/vbaProject.bin": b"x"}), 422, "memuat makro"),
        (logos.claiming(13_000, 13_000), 422, "terlalu besar"),
        (PDF + bytes(25_000_000) + b"%%EOF", 413, "lebih besar dari 25 MB"),
    ],
    ids=["video", "page", "macros", "huge picture", "too many bytes"],
)
def test_cases_37_and_38_slides_that_are_refused_leave_nothing(
    client: Client,
    meeting: Meeting,
    maria: Person,
    stored: Path,
    content: bytes,
    status: int,
    said: str,
) -> None:
    answer = client.submit(
        _page(meeting, maria), action="salindia", title="Paparan", file=_slides(content)
    )
    assert answer.status_code == status
    assert [each for each in errors(answer.text) if said in each]
    assert (db.session.query(Material).all(), list(stored.glob("*"))) == ([], [])


def test_five_files_are_enough(
    client: Client, meeting: Meeting, maria: Person, stored: Path
) -> None:
    for position in range(MOST_BROUGHT):
        linked(
            meeting,
            author=maria,
            position=position,
            link="",
            file=f"{position}.pdf",
            format=Format.PDF,
        )
    answer = client.submit(
        _page(meeting, maria), action="salindia", title="Paparan", file=_slides()
    )
    assert "sudah mengirim 5 berkas" in answer.text
    assert list(stored.glob("*")) == []
