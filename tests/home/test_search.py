"""The one search box of the desk."""

from flask import Flask

from tests import html
from tests.cast import Cast
from tests.client import EN, Client
from tests.statements import statements
from webinar_hub.kit.db import db
from webinar_hub.people.models import Role


def _found(client: Client, words: str) -> list[str]:
    answer = client.get("/desk/cari", query_string={"q": words}, headers=EN)
    assert answer.status_code == 200
    main = next(each for each in html.parse(answer.text).iter("main"))
    return [html.text_of(link) for item in main.iter("li") for link in item.iter("a")]


def _everywhere(cast: Cast) -> None:
    """Put one of each kind, sharing a word, into NTT, Papua and the nation."""
    for region, mark in (("53", "ntt"), ("91", "papua"), (None, "nasional")):
        secretariat = cast.secretariat(region)
        programme = cast.programme(f"Penanda Program {mark}", owner=secretariat.organisation)
        series = cast.series(programme, name=f"Penanda Seri {mark}")
        cast.meeting(series, title=f"Penanda Sesi {mark}")
        cast.organisation(f"Penanda Lembaga {mark}", region=region)
        cast.person(f"Penanda Orang {mark}", email=f"{mark}@example.org", region=region or "31")


def test_a_province_finds_only_what_is_its_own(app: Flask, client: Client, cast: Cast) -> None:
    _everywhere(cast)
    cast.sign_in(client, cast.staff(region="53"))
    own = [
        "Penanda Orang ntt",
        "Penanda Lembaga ntt",
        "Penanda Program ntt",
        "Penanda Program ntt, Penanda Seri ntt",
        "Penanda Sesi ntt",
    ]
    assert _found(client, "penanda") == own
    for mark in ("papua", "nasional"):
        text = client.get(f"/desk/cari?q={mark}", headers=EN).text
        assert "Nothing of yours is called so" in text
        assert f"Penanda Program {mark}" not in text


def test_a_facilitator_finds_the_sessions_they_lead(app: Flask, client: Client, cast: Cast) -> None:
    _everywhere(cast)
    mine = cast.meeting(cast.series(cast.programme("Lain")), title="Penanda milik saya")
    cast.sign_in(client, cast.facilitator(mine))
    assert _found(client, "penanda") == ["Penanda milik saya"]


def test_a_viewer_finds_programmes_but_no_people(app: Flask, client: Client, cast: Cast) -> None:
    _everywhere(cast)
    cast.sign_in(client, cast.staff(Role.VIEWER, region="53"))
    assert _found(client, "penanda") == [
        "Penanda Program ntt",
        "Penanda Program ntt, Penanda Seri ntt",
        "Penanda Sesi ntt",
    ]


def test_a_former_name_finds_the_programme(app: Flask, client: Client, cast: Cast) -> None:
    programme = cast.programme("Nama Baru")
    programme.former_names = "Nama Lama"
    db.session.commit()
    cast.sign_in(client, cast.staff())
    assert _found(client, "nama lama") == ["Nama Baru"]


def test_shows_eight_of_each_and_the_way_to_all(app: Flask, client: Client, cast: Cast) -> None:
    for number in range(12):
        cast.person(f"Penanda Orang {number:02}", email=f"p{number}@example.org", region="31")
    cast.sign_in(client, cast.staff())
    assert _found(client, "penanda") == [f"Penanda Orang {number:02}" for number in range(8)]
    assert '/desk/orang?cari=penanda"' in client.get("/desk/cari?q=penanda").text


def test_no_words_and_signs_alone_find_nothing(app: Flask, client: Client, cast: Cast) -> None:
    _everywhere(cast)
    cast.sign_in(client, cast.staff())
    for words in ("", "  ", "Penanda%Orang", "_____"):
        assert [each for each in _found(client, words) if "Program" in each] == [], words


def test_asks_as_often_for_many_as_for_few(sqlite_app: Flask, client: Client, cast: Cast) -> None:
    cast.sign_in(client, cast.ratna())
    asked = []
    for number in range(3):
        cast.person(f"Penanda Orang {number}", email=f"p{number}@example.org", region="31")
        cast.meeting(
            cast.series(cast.programme(f"Penanda Program {number}"), name=f"Penanda Seri {number}"),
            title=f"Penanda Sesi {number}",
        )
        cast.organisation(f"Penanda Lembaga {number}")
        client.get("/desk/cari?q=penanda")
        with statements() as seen:
            client.get("/desk/cari?q=penanda")
        asked.append(len(seen))
    assert asked[0] == asked[1] == asked[2]


def test_a_focal_person_is_led_to_where_their_people_are(
    app: Flask, client: Client, cast: Cast
) -> None:
    organisation = cast.organisation("Penanda Lembaga")
    cast.sign_in(client, cast.focal(organisation))
    tree = html.parse(client.get("/desk/cari?q=penanda", headers=EN).text)
    main = next(each for each in tree.iter("main"))
    assert [each.get("href") for each in main.iter("a")] == ["/desk/lembaga-saya"]
