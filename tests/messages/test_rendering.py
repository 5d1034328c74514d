"""What people read: every letter in both languages, compared with the text files in letters/."""

from dataclasses import replace
from pathlib import Path

import html5lib
import pytest
from flask import Flask
from jinja2 import UndefinedError

from tests.messages.examples import FACTS, letter, links_on, maria
from tests.messages.parts import FLOOD
from webinar_hub.kit.language import reading
from webinar_hub.messages import kinds, rendering
from webinar_hub.messages.models import Lane

LETTERS = Path(__file__).parent / "letters"
TRANSLATED = [(kind, language) for kind in FACTS for language in ("id", "en")]


def written(app: Flask, kind: str, language: str = "id", **changed: object) -> rendering.Written:
    settings = replace(
        app.extensions["settings"],
        network_name="S=JAJAR",
        network_full_name="Sekretariat Jaringan-Antar-Jaringan OMS-LSM",
    )
    return rendering.write(
        letter(kind, language=language, **changed),  # type: ignore[arg-type]
        settings,
        links_on(settings, app.extensions["links"]),
    )


@pytest.mark.parametrize(("kind", "language"), TRANSLATED)
def test_letters_read_as_they_should(sqlite_app: Flask, kind: str, language: str) -> None:
    found = written(sqlite_app, kind, language)
    expected = LETTERS / f"{kind.replace('/', '_')}.{language}.txt"
    assert f"{found.subject}\n\n{found.text}" == expected.read_text("utf-8"), (
        f"read it, then write it to {expected}"
    )


@pytest.mark.parametrize(
    ("email", "asked"),
    [("maria@example.org", "sekretariat@sejajar.example"), (None, "WhatsApp 0812-0000-0100")],
)
def test_nobody_without_e_mail_is_told_to_write_one(
    sqlite_app: Flask, email: str | None, asked: str
) -> None:
    settings = replace(
        sqlite_app.extensions["settings"],
        contact="sekretariat@sejajar.example",
        whatsapp="+6281200000100",
    )
    sent = letter("registrations/link_again", language="id")
    sent.address, sent.person.email = None, email
    found = rendering.write(sent, settings, links_on(settings, sqlite_app.extensions["links"]))
    for text in (found.text, found.html):
        assert f"Ada pertanyaan? {asked}" in text


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("id", ("Kursi Anda tetap", "masih di daftar tunggu", "Kursi yang ditawarkan")),
        ("en", ("Your place stays", "still on the waiting list", "The place that was offered")),
    ],
)
def test_whoever_is_moved_reads_what_becomes_of_their_place(
    sqlite_app: Flask, language: str, says: tuple[str, ...]
) -> None:
    has_it: dict[str, bool] = {}
    for number, facts in enumerate((has_it, {"waits": True}, {"waits": True, "offered": True})):
        found = written(sqlite_app, "registrations/meeting_moved", language, **facts)
        for text in (found.text, found.html):
            assert [each in text for each in says] == [number == each for each in range(3)]


@pytest.mark.parametrize("language", ["id", "en"])
def test_who_missed_a_session_reads_the_next_date_first(sqlite_app: Flask, language: str) -> None:
    found = written(sqlite_app, "attendance/after", language, came=False, seated=False, steps=None)
    with reading(language):
        missed, following = (meeting.hours.day for meeting in found.meetings)
    title, absent = found.meetings[0].title, {"id": "tidak ditemukan", "en": "did not find"}
    for text in (found.text, found.html):
        assert 0 < text.index(following) < text.index(missed)
        assert text.index(following) < text.index(title) < text.index(absent[language])
    alone = [FLOOD]
    assert written(sqlite_app, "attendance/after", language, came=False, meetings=alone).text


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [("registrations/confirmed", "nothing"), ("registrations/waitlisted", "All places are taken")],
)
def test_who_needs_to_confirm_first_reads_what_to_press(
    sqlite_app: Flask, kind: str, wrong: str
) -> None:
    found = written(sqlite_app, kind, "en", proof="held")
    for text in (found.text, found.html):
        assert ("Yes, it is mine" in text, wrong in text) == (True, False)
    assert "Yes, it is mine" not in written(sqlite_app, kind, "en").text


@pytest.mark.parametrize("kind", [kind for kind in FACTS if kind.startswith("registrations/")])
def test_subjects_about_sessions_name_the_date(sqlite_app: Flask, kind: str) -> None:
    dates = {
        "registrations/answered": "",
        "registrations/paused": "",
        "registrations/reminder": "Selasa, 24 November 2026 pukul 22.00 WIB",
        "registrations/still_coming": "",
        "registrations/waitlisted": "24–25 November 2026",
        "registrations/promoted": "24–25 November 2026",
    }
    found = (
        written(sqlite_app, kind, meetings=[FLOOD])
        if kind == "registrations/link_again"
        else written(sqlite_app, kind)
    )
    assert dates.get(kind, "Kamis, 26 November 2026") in found.subject


def test_every_letter_has_templates_and_an_example() -> None:
    folder = Path("templates/letters")
    kinds = {
        str(file.relative_to(folder)).removesuffix(".txt")
        for file in folder.glob("*/*.txt")
        if ".subject" not in file.name
    }
    assert kinds == set(FACTS)
    assert {file.name for file in LETTERS.iterdir()} == {
        f"{kind.replace('/', '_')}.{language}.txt" for kind, language in TRANSLATED
    }


def test_every_kind_is_declared(sqlite_app: Flask) -> None:
    assert set(FACTS) == set(kinds.declared)


def test_what_opens_something_goes_before_all_else(sqlite_app: Flask) -> None:
    fast = kinds.names_where(lambda kind: kind.lane is Lane.KEYS)
    assert fast == kinds.names_where(lambda kind: kind.opens is not None)


@pytest.mark.parametrize(("kind", "language"), TRANSLATED)
def test_the_html_part_is_valid_and_says_what_the_text_says(
    sqlite_app: Flask, kind: str, language: str
) -> None:
    found = written(sqlite_app, kind, language)
    document = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(found.html)
    assert document.get("lang") == language
    assert [title.text for title in document.iter("h1")] == [found.subject]
    assert found.subject == document.findtext("head/title")
    addresses = {line for line in found.text.splitlines() if line.startswith("https://")}
    assert {link.get("href") for link in document.iter("a")} == addresses
    assert not [
        element
        for element in document.iter()
        if element.tag in ("table", "img", "script", "link") or element.get("style")
    ]


def test_texts_of_people_stay_texts(sqlite_app: Flask) -> None:
    person = maria(name="<b>Maria</b> & {{ 7*7 }} %(hub)s", title_before="", title_after="")
    hostile = FLOOD | {"title": "<script>alert(1)</script> {{ hub.secret_key }}"}
    found = written(
        sqlite_app,
        "registrations/meeting_cancelled",
        person=person,
        meetings=[hostile],
        reason="<i>banjir</i>\nBcc: x@example.org",
    )
    assert "Halo <b>Maria</b> & {{ 7*7 }} %(hub)s," in found.text
    assert "Halo &lt;b&gt;Maria&lt;/b&gt; &amp; {{ 7*7 }} %(hub)s," in found.html
    assert "<script>" not in found.html
    assert "&lt;i&gt;banjir&lt;/i&gt;" in found.html
    assert "s" * 64 not in found.text + found.html


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Dr. Maria Goreti Bere, S.Sos., M.Si.", "Dr. Maria Goreti Bere, S.Sos., M.Si."),
        ("Rina, A.Md.Kes., S.Tr.Sos.", "Rina, A.Md.Kes., S.Tr.Sos."),
        ("Menang hadiah http://evil.example/x", "Menang hadiah evil. example/x"),
        ("Klik https://EVIL.COM", "Klik EVIL. COM"),
        ("www.evil.example", "evil. example"),
        ("ambil di t.me/hadiah", "ambil di t. me/hadiah"),
        ("javascript://x", "x"),
        ("Ma'ruf\r\nBcc: x", "Ma'ruf Bcc: x"),
        (
            "Panjang " * 20,
            "Panjang Panjang Panjang Panjang Panjang Panjang Panjang Panjang Panjang Panjang…",
        ),
    ],
)
def test_a_name_in_a_letter_is_one_short_line_without_addresses(typed: str, shown: str) -> None:
    assert rendering.shown_name(typed) == shown
    assert len(shown) <= 80


def test_missing_facts_are_an_error_not_a_hole(sqlite_app: Flask) -> None:
    for facts in (
        {"registration": None},
        {"meetings": [{"key": "x"}]},
        {"meetings": [FLOOD | {"zone": "GMT"}]},
    ):
        with pytest.raises(rendering.UNWRITABLE):
            written(sqlite_app, "registrations/confirmed", **facts)
    with pytest.raises(UndefinedError):
        written(sqlite_app, "registrations/meeting_cancelled", meetings=[])


_PUBLIC = ("/", "/masuk", "/tata-tertib", "/sesi/", "/cek/", "/lembaga/")


@pytest.mark.parametrize("kind", FACTS)
def test_without_secrets_a_letter_has_public_addresses_alone(sqlite_app: Flask, kind: str) -> None:
    settings, links = sqlite_app.extensions["settings"], sqlite_app.extensions["links"]
    hidden = rendering.write(letter(kind), settings, links, show_secret=False)
    found = [
        part.split()[0].strip('"<>')
        for part in (hidden.text + hidden.html).split(links.public_url)[1:]
    ]
    paths = [address.partition('"')[0].partition("<")[0] or "/" for address in found]
    # Whoever works at the desk signs in to open what lies there.
    open_to_them = (*_PUBLIC[3:], "/desk/") if kinds.declared[kind].staff else _PUBLIC[3:]
    assert [
        path for path in paths if path not in _PUBLIC[:3] and not path.startswith(open_to_them)
    ] == []
    personal = {"registration", "pages", "more"} & FACTS[kind].keys()
    assert hidden.hidden == bool(personal or kinds.declared[kind].secrets)
    assert not rendering.write(letter(kind), settings, links).hidden


def test_a_place_offered_by_hand_says_how_many_hours_there_are_from_then_on(
    sqlite_app: Flask,
) -> None:
    found = written(sqlite_app, "registrations/offered", by_hand=True)
    for text in (found.text, found.html):
        assert "selama 12 jam sejak pesan ini sampai, paling lambat Sabtu, 21 November" in text


@pytest.mark.parametrize(
    ("came", "minutes", "words"),
    [
        (True, 110, "Recorded: 110 minutes. This session counts for you."),
        (True, 1, "Recorded: 1 minute. That is too short"),
        (False, 110, "The session that is over:\n*Membagi tugas sekretariat*"),
    ],
)
def test_after_one_session_it_is_said_whether_it_counts_and_which_one_is_over(
    sqlite_app: Flask, minutes: int, words: str, *, came: bool
) -> None:
    facts = {"came": came, "counts": minutes > 1, "minutes": minutes, "steps": None}
    assert words in written(sqlite_app, "attendance/after", "en", **facts).text
