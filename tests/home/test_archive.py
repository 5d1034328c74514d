"""The archive: past sessions found by words, sector, region, month, however they are spelled."""

from datetime import timedelta

import pytest
from flask import Flask

from tests import html
from tests.cast import Cast, soon
from tests.client import EN, Client
from tests.materials.steps import recorded
from tests.papers.steps import follow_up_of, notulen_of
from tests.statements import statements
from webinar_hub.kit import clock, language, zones
from webinar_hub.kit.db import db
from webinar_hub.materials.models import Visibility
from webinar_hub.network.models import OrganisationSector
from webinar_hub.programmes.archive import queries
from webinar_hub.programmes.models import (
    Appearance,
    AppearanceRole,
    Meeting,
    ProgrammeKind,
    Series,
    Spoken,
    State,
)


def held(
    cast: Cast, series: Series, title: str, *, days: int, speaker: str = "", minutes: int = 0
) -> Meeting:
    """Return a session that took place so many days ago, with who spoke and its recording."""
    meeting = cast.meeting(series, title=title, starts_at=soon(days=-days))
    if speaker:
        part = {"meeting_id": meeting.id, "role": AppearanceRole.SPEAKER}
        db.session.add(Appearance(person_id=cast.person(speaker).id, **part))
    db.session.commit()
    if minutes:
        recorded(meeting, minutes=minutes)
    return meeting


@pytest.fixture
def series(cast: Cast) -> Series:
    """Return the weekly series, of which the archive is full."""
    return cast.series(cast.programme("Semidaring Mingguan"))


def found(client: Client, **asked: str) -> list[str]:
    """Return the titles that the archive lists."""
    answer = client.get("/arsip", query_string=asked, headers=EN)
    assert answer.status_code == 200, asked
    tree = html.parse(answer.text)
    return [html.text_of(each) for each in tree.iter("h3")]


def said(client: Client, **asked: str) -> str:
    """Return what the page says."""
    return html.text_of(html.parse(client.get("/arsip", query_string=asked, headers=EN).text))


class TestFinding:
    def test_a_visitor_finds_last_years_recording(
        self, app: Flask, client: Client, cast: Cast, series: Series
    ) -> None:
        training = cast.programme(
            "Pelatihan", owner=cast.secretariat("53").organisation, kind=ProgrammeKind.TRAINING
        )
        health, schools = cast.sector(), cast.sector("Pendidikan", "Education")
        for owner_id, sector in (
            (series.programme.owner_id, health),
            (training.owner_id, schools),
        ):
            db.session.add(OrganisationSector(organisation_id=owner_id, sector_id=sector.id))
        db.session.commit()
        held(cast, series, "Dapur umum yang ramah lansia", days=400, minutes=112)
        held(cast, series, "Kas atau barang?", days=30, speaker="Yohanes Tukan, S.Sos.")
        held(cast, cast.series(training), "Sekolah aman", days=10)
        everything = ["Sekolah aman", "Kas atau barang?", "Dapur umum yang ramah lansia"]
        assert found(client) == everything
        page = client.get("/arsip?q=dapur+umun", headers=EN).text
        text = html.text_of(html.parse(page))
        assert "Nothing has “dapur umun”. These are the results for “dapur umum”." in text
        assert "<mark>Dapur</mark> <mark>umum</mark> yang ramah lansia" in page
        assert "Recording, 1 hour 52 minutes" in text
        for asked in ("DAPUR", "dap", "lansia dapur", "ramah"):
            assert found(client, q=asked) == everything[2:], asked
        assert "results for" not in said(client, q="dapur"), "it is what was typed"
        for asked in ("Johanes", "yohannes tukan", "Yohanes Tokan"):
            assert found(client, q=asked) == everything[1:2], asked
        assert found(client, klaster=schools.code) == everything[:1]
        assert found(client, klaster=health.code) == everything[1:]
        assert found(client, wilayah="53") == everything[:1]
        assert found(client, program=training.key) == everything[:1]
        assert found(client, seri=series.key) == everything[1:]
        assert found(client, rekaman="ada") == everything[2:]
        assert found(client, bulan=f"{soon(days=-400):%Y-%m}") == everything[2:]
        assert everything[2] not in found(client, bulan=f"{soon(days=-30):%Y-%m}")
        assert found(client, q="educaton") == everything[:1], "a sector's name is a word"
        assert found(client, q="pelatihan") == everything[:1], "and that of a programme"
        assert found(client, q="dapur", klaster=health.code, rekaman="ada") == everything[2:]

    def test_a_session_is_found_by_the_sector_and_the_language_that_the_desk_says(
        self, app: Flask, client: Client, cast: Cast, series: Series
    ) -> None:
        health, schools = cast.sector(), cast.sector("Pendidikan", "Education")
        part = {"organisation_id": series.programme.owner_id, "sector_id": health.id}
        db.session.add(OrganisationSector(**part))
        past = held(cast, series, "Sekolah aman", days=10)
        held(cast, series, "Obat", days=20)
        cast.sign_in(client, cast.staff())
        client.page(client.submit(f"/desk/sesi/{past.key}/ubah", sector=schools.code, spoken="en"))
        assert "Bahasa Inggris" in client.get(f"/sesi/{past.key}").text
        assert found(client, berbahasa="en") == ["Sekolah aman"]
        assert found(client, klaster=schools.code) == ["Sekolah aman"]
        assert found(client, klaster=health.code) == ["Obat"], "the other is not of its owner's"
        assert 'name="klaster"' in client.get("/arsip").text
        assert found(client, q="education") == ["Sekolah aman"]

    def test_kind_and_language_narrow_where_there_is_more_than_one(
        self, app: Flask, client: Client, cast: Cast, series: Series
    ) -> None:
        usual = held(cast, series, "Dapur umum", days=10)
        assert 'name="jenis"' not in client.get("/arsip").text
        assert 'name="berbahasa"' not in client.get("/arsip").text
        training = cast.programme("Pelayanan", kind=ProgrammeKind.TRAINING)
        held(cast, cast.series(training), "Rencana", days=20).spoken = Spoken.BOTH
        held(cast, series, "Cash or food", days=30).spoken = Spoken.ENGLISH
        db.session.commit()
        page = client.get("/arsip", headers=EN).text
        assert 'name="jenis"' in page
        assert "Bahasa Indonesia and English" in page
        assert found(client, jenis="training") == ["Rencana"]
        assert found(client, jenis="webinar") == ["Dapur umum", "Cash or food"]
        assert found(client, berbahasa="id") == ["Dapur umum", "Rencana"]
        assert found(client, berbahasa="en") == ["Rencana", "Cash or food"]
        assert found(client, berbahasa="en", jenis="webinar") == ["Cash or food"]
        assert "No such session yet" in said(
            client, berbahasa="en", seri=usual.series.key, q="umum"
        )
        assert found(client, q="training") == ["Rencana"], "a kind's name is a word"
        for strange in ("jenis=x", "berbahasa=both", "berbahasa=fr"):
            assert client.get(f"/arsip?{strange}").status_code == 404, strange

    def test_what_narrows_is_folded_until_something_does(
        self, app: Flask, client: Client, cast: Cast, series: Series
    ) -> None:
        held(cast, series, "Dapur umum", days=10, minutes=61)
        for asked, folded in (("", True), ("?q=dapur", True), ("?rekaman=ada", False)):
            [fold] = html.parse(client.get(f"/arsip{asked}").text).iter("details")
            assert (fold.get("open") is None) is folded, asked

    def test_a_hit_tells_what_the_notulen_says_where_everybody_reads_it(
        self, app: Flask, client: Client, cast: Cast, series: Series
    ) -> None:
        past = held(cast, series, "Dapur umum", days=3, speaker="Yohanes Tukan")
        text = "Banyak yang hadir.\nDapur <umum> tetap buka. Bima menutup acara."
        notulen = notulen_of(past, said=text, visibility=Visibility.PUBLIC)
        page = client.get("/arsip?q=dapur", headers=EN).text
        assert "In the notulen: “<mark>Dapur</mark> &lt;umum&gt; tetap buka.”" in page
        assert "In the notulen" not in said(client, q="yohanes"), "it holds no such word"
        assert "In the notulen" not in said(client)
        notulen.visibility = Visibility.REGISTERED
        db.session.commit()
        assert "In the notulen" not in said(client, q="dapur")

    def test_what_only_the_notulen_says_finds_a_session_while_everybody_reads_it(
        self, app: Flask, client: Client, cast: Cast, series: Series
    ) -> None:
        past = held(cast, series, "Air bersih", days=3)
        held(cast, series, "Gizi bayi", days=9)
        text = "Bima menutup dapur ke-2025 dengan tenang."
        notulen = notulen_of(past, said=text, decided="Kotak saran dibuka")
        for asked in ("bima", "bersih tenang", "bima dengan yang", "menutub"):
            assert found(client, q=asked) == ["Air bersih"], asked
        assert found(client, q="bima gizi") == []
        assert found(client, q="dengan") == found(client, q="2025") == []
        page = client.get("/arsip?q=saran", headers=EN).text
        assert "In the notulen: “Kotak <mark>saran</mark> dibuka”" in page
        notulen.visibility = Visibility.REGISTERED
        db.session.commit()
        assert found(client, q="bima") == found(client, q="saran") == []
        assert "results for" not in said(client, q="bimo"), "nor is it proposed any more"

    def test_nothing_found_offers_to_drop_what_was_asked_one_by_one(
        self, app: Flask, client: Client, cast: Cast, series: Series
    ) -> None:
        held(cast, series, "Asuransi petani", days=100)
        held(cast, series, "Nelayan kecil", days=30)
        month = f"{soon(days=-100):%Y-%m}"
        tree = html.parse(client.get(f"/arsip?q=nelayan&bulan={month}", headers=EN).text)
        assert "No such session yet" in html.text_of(tree), "there is one, of another month"
        links = [(html.text_of(a), a.get("href")) for a in tree.iter("a")]
        with language.reading("en"):
            name = zones.month_name(soon(days=-100).date())
        assert [each for each in links if each[0].startswith("Without")] == [
            ("Without “nelayan”: 1 session", f"/arsip?bulan={month}"),
            (f"Without {name}: 1 session", "/arsip?q=nelayan"),
        ]
        text = said(client, q="nelayan asuransi")
        assert "No session about “nelayan asuransi” yet" in text
        assert "Try one word alone" in text
        assert "Without" not in text, "there is nothing else to drop"

    def test_pages_go_on_where_the_last_one_ended(
        self, app: Flask, client: Client, cast: Cast, series: Series
    ) -> None:
        for number in range(23):
            held(cast, series, f"Sesi {number:02}", days=30)
        seen: list[str] = []
        path: str | None = "/arsip?q=sesi"
        while path:
            tree = html.parse(client.get(path, headers=EN).text)
            seen += [html.text_of(each) for each in tree.iter("h3")]
            links = {html.text_of(a): a.get("href") for a in tree.iter("a")}
            path = links.get("Older sessions")
        assert seen == [f"Sesi {number:02}" for number in reversed(range(23))]
        for strange in ("x", "1.2.3", "-1.2", "9" * 40 + ".1", "1"):
            assert client.get(f"/arsip?setelah={strange}").status_code == 404, strange

    def test_only_what_everybody_sees_is_found_and_nothing_tells_of_the_rest(
        self, app: Flask, client: Client, cast: Cast, series: Series
    ) -> None:
        held(cast, series, "Terbuka", days=3)
        cast.meeting(series, title="Akan datang")
        for state in (State.UNLISTED, State.MEMBERS, State.ARCHIVED, State.DRAFT):
            held(cast, series, f"Rahasia {state}", days=9, speaker="Naomi Yikwa").state = state
        cancelled = held(cast, series, "Rahasia batal", days=5)
        cancelled.cancelled_at = clock.now()
        hidden = cast.series(series.programme, name="Rahasia")
        hidden.state = State.UNLISTED
        db.session.commit()
        held(cast, hidden, "Rahasia terbuda", days=5)
        assert found(client) == ["Terbuka"]
        for asked in ("terbuda", "terbuga"):
            assert found(client, q=asked) == ["Terbuka"], "no hidden word stands in its way"
        for asked in ("rahasia", "rahasai", "naomi", "yikwo", "datang"):
            text = said(client, q=asked)
            assert found(client, q=asked) == [], asked
            assert "results for" not in text, "no word of what is hidden is proposed"
            assert "Rahasia" not in text
        for asked in (f"seri={hidden.key}", "klaster=tidak-ada", "wilayah=99", "bulan=2026-13"):
            assert client.get(f"/arsip?{asked}").status_code == 404, asked

    def test_a_series_is_called_in_the_readers_language(
        self, app: Flask, client: Client, cast: Cast, series: Series
    ) -> None:
        series.programme.name_en, series.name = "Weekly webinar", "Dapur"
        db.session.commit()
        held(cast, series, "Terbuka", days=3)
        asked = f"/arsip?seri={series.key}"
        assert "Weekly webinar, Dapur" in client.get(asked, headers=EN).text
        assert "Semidaring Mingguan, Dapur" in client.get(asked).text

    def test_an_empty_archive_says_what_will_stand_there(
        self, app: Flask, client: Client, cast: Cast
    ) -> None:
        assert "Nothing has taken place yet." in said(client)


class TestCost:
    @pytest.mark.parametrize(
        ("path", "asked"),
        [
            ("/arsip?setelah=", 2),
            ("/arsip?q=umun&setelah=", 2),
            ("/arsip?q=tidak+begitu&klaster=kesehatan", 3),
            ("/seri/{series}?setelah=", 4),
            ("/?q=", 4),
            ("/sesi/{session}?q=", 6),
        ],
    )
    def test_a_page_of_past_sessions_asks_few_questions(
        self, app: Flask, client: Client, cast: Cast, series: Series, path: str, asked: int
    ) -> None:
        sector = cast.sector()
        part = {"organisation_id": series.programme.owner_id, "sector_id": sector.id}
        db.session.add(OrganisationSector(**part))
        for number in range(12):
            past = held(cast, series, f"Umum {number}", days=30 + number, speaker=f"Ani {number}")
        recorded(past, minutes=61)
        follow_up_of(past, what="Kirim daftar periksa")
        notulen_of(past, visibility=Visibility.PUBLIC)
        cast.meeting(series, title="Depan")
        # None of these is kept: they have arguments that stand in no mark of a page.
        path = path.format(series=series.key, session=past.key)
        client.get(path)
        with statements() as seen:
            assert client.get(path).status_code == 200
        assert len(seen) == asked, seen

    def test_what_somebody_types_is_not_kept(
        self, app: Flask, client: Client, cast: Cast, series: Series
    ) -> None:
        held(cast, series, "Dapur umum", days=3)
        for asked, kept in (
            ("", True),
            ("?rekaman=ada", True),
            ("?q=x", False),
            ("?setelah=1.1", False),
        ):
            client.get(f"/arsip{asked}")
            with statements() as again:
                client.get(f"/arsip{asked}")
            assert (again == []) is kept, asked


class TestSeries:
    def test_a_series_shows_its_next_date_and_all_past_ones(
        self, app: Flask, client: Client, cast: Cast, series: Series
    ) -> None:
        for number in range(queries.PAGE + 1):
            held(cast, series, f"Lalu {number:02}", days=90 - number)
        coming = cast.meeting(series, title="Depan", starts_at=soon(days=3))
        later = cast.meeting(series, title="Kemudian", starts_at=soon(days=10))
        off = held(cast, series, "Tidak jadi", days=1, speaker="Naomi Yikwa")
        off.cancelled_at = off.starts_at - timedelta(days=1)
        db.session.commit()
        recorded(off, minutes=61)
        tree = html.parse(client.get(f"/seri/{series.key}", headers=EN).text)
        text = html.text_of(tree)
        assert html.loud(tree) == ["Register"]
        titles = [html.text_of(each) for each in tree.iter("h3")]
        assert titles[: queries.PAGE] == [
            "Tidak jadi",
            *(f"Lalu {number:02}" for number in reversed(range(2, queries.PAGE + 1))),
        ]
        assert "Did not take place" in text
        assert "Naomi Yikwa" in text
        assert f"/k/{series.short}" in text
        for meeting in (coming, later):
            assert f"/sesi/{meeting.key}" in [a.get("href") for a in tree.iter("a")]
        assert "11 sessions" in text, "the cancelled one is not among them"
        assert "1–10 of 12" in text
        [older] = [a.get("href") for a in tree.iter("a") if html.text_of(a) == "Older sessions"]
        assert older
        tree = html.parse(client.get(older, headers=EN).text)
        titles = [html.text_of(each) for each in tree.iter("h3")]
        assert titles[:2] == ["Lalu 01", "Lalu 00"]
        assert "11–12 of 12" in html.text_of(tree)
        programme = client.get(f"/program/{series.programme.key}").text
        assert f'href="/seri/{series.key}"' in programme

    @pytest.mark.parametrize("state", [each for each in State if each is not State.PUBLISHED])
    def test_a_series_opens_for_everybody_up_to_unlisted(
        self, app: Flask, client: Client, cast: Cast, series: Series, state: State
    ) -> None:
        held(cast, series, "Lalu", days=3)
        series.state = state
        db.session.commit()
        answer = client.get(f"/seri/{series.key}")
        assert answer.status_code == (200 if state is State.UNLISTED else 404)
        if state is State.UNLISTED:
            assert "Lalu" in answer.text, "its own page lists its dates"
            assert "tanggal berikutnya" not in answer.text.split("</head>")[0], "none is to come"
            assert 'action="/arsip"' not in answer.text, "the archive does not know it"


class TestPastSession:
    def test_it_leads_to_the_next_date_and_to_those_beside_it(
        self, app: Flask, client: Client, cast: Cast, series: Series
    ) -> None:
        first, past, third = (
            held(cast, series, title, days=days)
            for title, days in (("Pertama", 21), ("Kedua", 14), ("Ketiga", 7))
        )
        held(cast, series, "Batal", days=10).cancelled_at = clock.now()
        cast.meeting(series, title="Rahasia", starts_at=soon(days=2)).state = State.DRAFT
        coming = cast.meeting(series, title="Keempat", starts_at=soon(days=7))
        later = cast.meeting(series, title="Kelima", starts_at=soon(days=14))
        db.session.commit()
        beside = self._beside(client, past)
        assert beside == [coming.key, f"ikut {coming.key}", first.key, third.key]
        assert self._beside(client, third)[2:] == [past.key, coming.key]
        for each in (coming, later):
            each.cancelled_at = clock.now()
        db.session.commit()
        assert self._beside(client, third) == [past.key], "nothing comes"

    def _beside(self, client: Client, meeting: Meeting) -> list[str]:
        """Return the sessions to which a session's page leads, and to whose form."""
        tree = html.parse(client.get(f"/sesi/{meeting.key}").text)
        paths = [str(a.get("href")).split("/")[1:] for a in tree.iter("a")]
        return [
            path[1] if path[0] == "sesi" else f"ikut {path[1]}"
            for path in paths
            if len(path) == 2 and path[0] in ("sesi", "ikut")
        ]

    def test_what_was_agreed_stands_there_where_everybody_reads_the_notulen(
        self, app: Flask, client: Client, cast: Cast, series: Series
    ) -> None:
        past = held(cast, series, "Kedua", days=14)
        follow_up_of(past, what="Kirim daftar periksa")
        notulen = notulen_of(past, visibility=Visibility.REGISTERED)
        assert "Kirim daftar periksa" not in client.get(f"/sesi/{past.key}").text
        notulen.visibility = Visibility.PUBLIC
        db.session.commit()
        assert "Kirim daftar periksa" in client.get(f"/sesi/{past.key}").text
