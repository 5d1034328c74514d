"""The desk's "Peserta": who is found, and what of a person is seen from where."""

from urllib.parse import urlencode

import pytest
from flask import Flask

from tests import html
from tests.cast import Cast
from tests.client import EN, Client
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.people import duplicates
from webinar_hub.people.actions import affiliate, find_or_add
from webinar_hub.people.models import Person, Role


def names(client: Client, path: str) -> list[str]:
    tree = html.parse(client.get(path, headers=EN).text)
    return [html.text_of(each.find("a")) for each in tree.iter("th") if each.get("scope") == "row"]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("goreti", ["Dr. Maria Goreti Bere, S.Sos., M.Si."]),
        ("BERE maria", ["Dr. Maria Goreti Bere, S.Sos., M.Si."]),
        ("maria@", ["Dr. Maria Goreti Bere, S.Sos., M.Si."]),
        ("0812-3456", ["Suparmin"]),
        ("+62 812", ["Suparmin"]),
        ("Soeparmin", ["Suparmin"]),
        ("Wolfgang", []),
        ("%", []),
    ],
)
def test_people_are_found_by_name_phone_and_address(
    app: Flask, client: Client, cast: Cast, words: str, expected: list[str]
) -> None:
    cast.maria(), cast.suparmin()
    cast.sign_in(client, cast.ratna())
    duplicates.compare_due(now=clock.now())
    assert names(client, f"/desk/orang?{urlencode({'cari': words})}") == expected


def test_a_long_list_goes_on_by_keys(app: Flask, client: Client, cast: Cast) -> None:
    for number in range(60):
        cast.person(f"Warga {number // 2:02}", phone=f"+62812000002{number:02}")
    cast.sign_in(client, cast.ratna())
    first = client.get("/desk/orang", headers=EN).text
    seen = names(client, "/desk/orang")
    following = next(
        str(a.get("href")) for a in html.parse(first).iter("a") if "setelah=" in str(a.get("href"))
    )
    seen += names(client, following)
    assert seen == sorted([f"Warga {number // 2:02}" for number in range(60)] + ["Ratna Wulandari"])


def test_a_province_sees_its_own_people_only(app: Flask, client: Client, cast: Cast) -> None:
    maria, suparmin = cast.maria(), cast.suparmin()
    guest = cast.person("Yosep Rumbiak", phone="+6281200000007", region="91")
    meeting = cast.meeting()
    cast.registration(suparmin, meeting)
    registration = cast.registration(guest, meeting)
    registration.region_code = "53"
    cast.region("53")
    db.session.commit()
    cast.sign_in(client, cast.staff(region="53"))
    assert names(client, "/desk/orang") == [maria.full_name, "Yosep Rumbiak"]
    assert client.get(f"/desk/orang/{suparmin.key}").status_code == 404
    assert client.get(f"/desk/orang?setelah={suparmin.key}").status_code == 404
    assert client.get(f"/desk/orang/{guest.key}").status_code == 200


def test_a_person_is_shown_with_what_lies_in_scope(app: Flask, client: Client, cast: Cast) -> None:
    maria = cast.maria()
    here, there = (
        cast.registration(maria, cast.meeting()),
        cast.registration(maria, cast.meeting(cast.series(cast.programme("Program Papua")))),
    )
    here.organisation_name, there.organisation_name = "Kelompok Mawar", "Kelompok Melati"
    there.region_code = cast.region("91").code
    cast.region("31")
    papua = cast.organisation("Yayasan Papua", region="91")
    db.write(
        affiliate, maria, cast.organisation("Yayasan Kupang", region="53.71").id, now=clock.now()
    )
    db.write(affiliate, db.session.get_one(Person, maria.id), papua.id, now=clock.now())
    path = f"/desk/orang/{maria.key}"
    cast.sign_in(client, cast.staff(region="53"))
    shown = client.get(path, headers=EN).text
    for word in (
        "maria@example.org",
        "Yayasan Kupang",
        "Kelompok Mawar",
        "1 session",
        "Cancel this registration",
        f"orang={maria.key}",
    ):
        assert word in shown
    for word in ("Yayasan Papua", "Kelompok Melati", "Program Papua"):
        assert word not in shown
    cast.sign_in(client, cast.ratna())
    everything = client.get(path, headers=EN).text
    for word in ("Yayasan Papua", "Kelompok Melati", "Program Papua"):
        assert word in everything


def guest(cast: Cast) -> Person:
    """Return somebody of Papua who registered as being in NTT, as anybody could type."""
    domi = cast.person("Domi Wenda", email="domi@example.org", phone="+6281200000007", region="91")
    cast.region("53")
    cast.registration(domi, cast.meeting()).region_code = "53"
    db.session.commit()
    return domi


def test_the_addresses_of_somebody_of_elsewhere_are_shortened(
    app: Flask, client: Client, cast: Cast
) -> None:
    maria, domi = cast.maria(), guest(cast)
    cast.sign_in(client, cast.staff(region="53"))
    for path in ("/desk/orang", f"/desk/orang/{domi.key}", f"/desk/orang/{maria.key}"):
        shown = client.get(path).text
        assert ("domi@example.org" in shown, "0812-0000-0007" in shown) == (False, False)
        assert ("maria@example.org" in shown) == (domi.key not in path)
        assert ("do…@example.org" in shown, "…0007" in shown) == (
            maria.key not in path,
            maria.key not in path,
        )
        assert ("Alamat dipendekkan karena wilayah" in shown) == (maria.key not in path)


def test_of_somebody_of_elsewhere_the_name_is_seen_and_not_where_they_belong(
    app: Flask, client: Client, cast: Cast
) -> None:
    domi = guest(cast)
    cast.region("91")
    for name, region in (("Yayasan Honai", "91"), ("Jaringan Nasional", None)):
        lembaga = cast.organisation(name, region=region)
        db.write(affiliate, db.session.get_one(Person, domi.id), lembaga.id, now=clock.now())
    told = ("Papua", "Yayasan Honai", "Jaringan Nasional", "Known since")
    pages = ("/desk/orang", f"/desk/orang/{domi.key}", "/desk/cari?q=Wenda")
    cast.sign_in(client, cast.staff(region="53"))
    shown = "".join(client.get(path, headers=EN).text for path in pages)
    assert (shown.count("Domi Wenda</a>"), [word for word in told if word in shown]) == (2, [])
    cast.sign_in(client, cast.staff(region="91"))
    shown = "".join(client.get(path, headers=EN).text for path in pages)
    assert [word for word in told if word in shown] == list(told)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("domi@", False),
        ("domi@example.org", True),
        ("0812-0000", False),
        ("0812-0000-0007", True),
        ("wenda", True),
    ],
)
def test_a_shortened_address_is_found_whole_alone(
    app: Flask, client: Client, cast: Cast, words: str, *, found: bool
) -> None:
    guest(cast)
    cast.sign_in(client, cast.staff(region="53"))
    for path, field in (("/desk/orang", "cari"), ("/desk/cari", "q")):
        shown = client.get(f"{path}?{urlencode({field: words})}").text
        assert ("Domi Wenda</a>" in shown) == found


def test_addresses_are_shortened_before_the_second_step(
    app: Flask, client: Client, cast: Cast
) -> None:
    maria = cast.maria()
    cast.sign_in(client, cast.staff(Role.SECRETARIAT, region="53.71"), proved=False)
    for path in ("/desk/orang", f"/desk/orang/{maria.key}"):
        shown = client.get(path).text
        assert (
            "maria@example.org" in shown,
            "ma…@example.org" in shown,
            "/desk/akun/langkah-kedua" in shown,
        ) == (False, True, True)
    assert [
        names(client, f"/desk/orang?cari={words}") for words in ("maria@", "maria@example.org")
    ] == [[], [maria.full_name]]


def test_a_facilitator_and_a_viewer_have_no_list_of_people(
    sqlite_app: Flask, client: Client, cast: Cast
) -> None:
    cast.sign_in(client, cast.facilitator(cast.meeting()))
    assert client.get("/desk/orang").status_code == 403
    cast.sign_in(client, cast.staff(Role.VIEWER))
    assert client.get("/desk/orang").status_code == 403


def test_affiliations_follow_registrations_and_moves(app: Flask, cast: Cast) -> None:
    first, second, third = (
        cast.organisation(f"Yayasan {name}") for name in ("Satu", "Dua", "Tiga")
    )
    now = clock.now()
    found = db.write(
        find_or_add,
        typed_name="Maria",
        email="m@example.org",
        phone=None,
        organisation_id=first.id,
        now=now,
    )
    from webinar_hub.people.queries import affiliations

    def stands() -> list[tuple[str, bool]]:
        return [
            (each.organisation.name, each.until is None)
            for each in affiliations(db.session.get_one(Person, found.person.id))
        ]

    db.write(affiliate, found.person, first.id, now=now)
    db.write(affiliate, found.person, second.id, now=clock.now())
    db.write(affiliate, found.person, second.id, now=clock.now())
    assert stands() == [("Yayasan Dua", True), ("Yayasan Satu", True)]
    assert db.session.get_one(Person, found.person.id).organisation_id == first.id
    db.write(affiliate, found.person, third.id, moved=True, now=clock.now())
    assert stands() == [("Yayasan Tiga", True), ("Yayasan Dua", False), ("Yayasan Satu", False)]
    assert db.session.get_one(Person, found.person.id).organisation_id == third.id
