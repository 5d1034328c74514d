"""At the desk recordings, files and links are added, changed, put in order and removed."""

import io
from pathlib import Path
from typing import Any

import pytest

from tests import html
from tests.cast import Cast
from tests.client import Client
from tests.materials.files import PDF, office
from tests.materials.steps import linked
from tests.noted_verbs import verbs
from tests.programmes.desk import errors
from webinar_hub.kit.db import db
from webinar_hub.materials.models import Format, Material, Recording, Visibility
from webinar_hub.programmes.models import Appearance, AppearanceRole, Meeting
from webinar_hub.web import size

pytestmark = pytest.mark.usefixtures("ratna")


def _page(meeting: Meeting, place: str = "") -> str:
    return f"/desk/sesi/{meeting.key}/materi{place}"


def _file(content: bytes = PDF, name: str = "berkas.pdf") -> Any:
    return (io.BytesIO(content), name)


def _stored() -> list[Material]:
    return list(db.session.query(Material).order_by(Material.position))


def test_a_file_is_stored_under_a_name_of_the_hub_and_handed_over(
    client: Client, cast: Cast, meeting: Meeting, folder: Path
) -> None:
    maria = cast.maria()
    db.session.add(
        Appearance(meeting_id=meeting.id, person_id=maria.id, role=AppearanceRole.SPEAKER)
    )
    answer = client.submit(
        _page(meeting, "/berkas"),
        title="Denah dapur: ramah lansia",
        author=maria.key,
        visibility="registered",
        file=_file(name="../../denah.exe"),
    )
    assert "Denah dapur" in client.page(answer)
    [row] = _stored()
    assert (row.format, row.size, row.author, row.visibility) == (
        Format.PDF,
        len(PDF),
        maria,
        Visibility.REGISTERED,
    )
    assert [each.name for each in folder.iterdir()] == [row.file]
    handed = client.get(_page(meeting, f"/{row.key}/berkas"))
    assert handed.data == PDF
    assert handed.headers["Content-Disposition"] == (
        'attachment; filename="denah-dapur-ramah-lansia.pdf"'
    )
    assert verbs("meeting") == ["added a material"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<!doctype html><script>alert(1)</script>", "Yang diterima: PDF"),
        (office(more={"ppt/vbaProject.bin": b"x"}), "memuat makro"),
        (b"", "Yang diterima: PDF"),
    ],
    ids=["page", "macros", "nothing"],
)
def test_what_is_refused_leaves_neither_file_nor_row(
    client: Client, meeting: Meeting, folder: Path, content: bytes, said: str
) -> None:
    answer = client.submit(_page(meeting, "/berkas"), title="Video", file=_file(content))
    assert answer.status_code == 422
    assert [each for each in errors(answer.text) if said in each]
    assert _stored() == []
    assert not folder.exists()


def test_a_file_of_a_little_too_much_is_refused_where_it_was_chosen(
    client: Client, meeting: Meeting, folder: Path
) -> None:
    large = PDF + bytes(25_000_000) + b"%%EOF"
    answer = client.submit(_page(meeting, "/berkas"), title="Foto", file=_file(large))
    assert (answer.status_code, folder.exists()) == (413, False)
    assert [each for each in errors(answer.text) if "lebih besar dari 25 MB" in each]


def test_a_file_that_is_too_big_is_refused_with_what_to_do_instead(
    client: Client, meeting: Meeting, folder: Path
) -> None:
    answer = client.submit(
        _page(meeting, "/berkas"), title="Denah", file=_file(PDF + bytes(size.MATERIAL_LIMIT))
    )
    assert answer.status_code == 413
    assert "Perkecil gambarnya, atau tambahkan tautannya." in answer.text
    assert (_stored(), folder.exists()) == ([], False)


def test_a_form_without_title_stores_nothing(
    client: Client, meeting: Meeting, folder: Path
) -> None:
    answer = client.submit(_page(meeting, "/berkas"), title="", file=_file())
    assert (answer.status_code, folder.exists()) == (422, False)


def test_a_second_press_adds_no_second_file(client: Client, meeting: Meeting, folder: Path) -> None:
    form = client.form(_page(meeting, "/berkas"), "title")
    for _press in range(2):
        data = {**dict(form.fields), "title": "Denah", "file": _file()}
        assert client.post(_page(meeting, "/berkas"), data=data).status_code == 303
    assert [each.file for each in _stored()] == [each.name for each in folder.iterdir()]


def test_one_file_too_many_is_refused_and_removed(
    client: Client, meeting: Meeting, folder: Path
) -> None:
    for number in range(40):
        linked(meeting, position=number)
    answer = client.submit(_page(meeting, "/berkas"), title="Denah", file=_file())
    assert "paling banyak 40" in answer.text
    assert list(folder.iterdir()) == []


def test_a_removed_file_is_gone_from_the_disk(
    client: Client, meeting: Meeting, folder: Path
) -> None:
    client.submit(_page(meeting, "/berkas"), title="Denah", file=_file())
    [row] = _stored()
    tree = html.parse(client.get(_page(meeting)).text)
    [asked] = [each for each in tree.iter("details") if "Hapus: Denah" in html.text_of(each)]
    assert asked.find(f".//form[@action='{_page(meeting)}/{row.key}/hapus']") is not None
    client.submit(_page(meeting), action=f"{row.key}/hapus")
    assert (_stored(), list(folder.iterdir())) == ([], [])
    assert verbs("meeting") == ["added a material", "removed a material"]


def test_links_are_added_changed_and_put_in_order(client: Client, meeting: Meeting) -> None:
    for title in ("Satu", "Dua"):
        answer = client.submit(
            _page(meeting, "/tautan"), title=title, link=f"https://berkas.example/{title}"
        )
        assert answer.status_code == 303
    one, two = _stored()
    client.submit(_page(meeting), action=f"{two.key}/naik")
    client.submit(_page(meeting, f"/{one.key}/ubah"), title="Tiga", visibility="attended")
    assert [(each.title, each.visibility) for each in _stored()] == [
        ("Dua", Visibility.PUBLIC),
        ("Tiga", Visibility.ATTENDED),
    ]
    assert verbs("meeting")[2:] == ["moved a material", "changed a material"]


def test_an_author_who_appears_no_longer_stays(
    client: Client, cast: Cast, meeting: Meeting
) -> None:
    row = linked(meeting, author=cast.maria())
    client.submit(_page(meeting, f"/{row.key}/ubah"), title="Baru")
    [row] = _stored()
    assert (row.title, row.author and row.author.name) == ("Baru", "Maria Goreti Bere")


def test_a_link_without_https_is_refused(client: Client, meeting: Meeting) -> None:
    answer = client.submit(_page(meeting, "/tautan"), title="X", link="javascript:alert(1)")
    assert (answer.status_code, _stored()) == (422, [])


def test_a_recording_is_kept_changed_and_removed(client: Client, meeting: Meeting) -> None:
    page, facts = _page(meeting, "/rekaman"), {"link": "https://video.example/1", "minutes": "112"}
    assert "1 jam 52 menit" in client.page(client.submit(page, **facts, note="dengan JBI"))
    client.submit(page, minutes="90")
    [row] = db.session.query(Recording)
    assert (row.minutes, row.note, row.link) == (90, "dengan JBI", "https://video.example/1")
    client.submit(page, action="hapus")
    assert db.session.query(Recording).all() == []
    assert verbs("meeting") == ["added a recording", "changed a recording", "removed a recording"]


@pytest.mark.parametrize(
    ("minutes", "link"), [("0", "https://video.example/1"), ("90", "http://video.example/1")]
)
def test_a_recording_needs_a_length_and_an_address(
    client: Client, meeting: Meeting, minutes: str, link: str
) -> None:
    answer = client.submit(_page(meeting, "/rekaman"), minutes=minutes, link=link)
    assert answer.status_code == 422
    assert db.session.query(Recording).all() == []
