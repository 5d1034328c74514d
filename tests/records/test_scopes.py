"""What a secretariat sees of people by its own region alone.

Not by what it only looks at, not by what others typed.
"""

from dataclasses import dataclass

import pytest
from flask import Flask

from tests.cast import DIRECTOR, Cast
from tests.certificates import cohorts
from tests.client import EN, Client
from webinar_hub.certificates.issuing import actions as certificates
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.people.actions import ask
from webinar_hub.people.models import Duplicate, Person, RequestKind, Role
from webinar_hub.records.same import actions as merging
from webinar_hub.registrations import needs
from webinar_hub.registrations.needs import Wishes

ROLES = pytest.mark.parametrize("looks_at", [None, "73"])


def _secretary(
    cast: Cast, client: Client, looks_at: str | None, *, region: str = "53", proved: bool = True
) -> None:
    cast.region("73")
    secretary = cast.staff(Role.SECRETARIAT, region=region)
    if looks_at:
        cast.grant(secretary, Role.VIEWER, looks_at)
    cast.sign_in(client, secretary, proved=proved)


def _pair(one: Person, other: Person, score: int = 80) -> Duplicate:
    first, second = sorted((one.id, other.id))
    row = Duplicate(
        one_id=first, other_id=second, score=score, reasons="name", found_at=clock.now()
    )
    db.session.add(row)
    db.session.commit()
    return row


@dataclass(frozen=True)
class Two:
    """Two people of one name in a region."""

    one: Person
    other: Person
    pair: Duplicate


def _two(cast: Cast, name: str, number: int, region: str, *, score: int = 80) -> Two:
    people = [
        cast.person(
            name,
            phone=f"+62812000{number}{n}00{n}",
            email=f"{name.split(maxsplit=1)[0].lower()}{n}@example.org",
            region=region,
        )
        for n in (1, 2)
    ]
    return Two(people[0], people[1], _pair(people[0], people[1], score))


@ROLES
def test_addresses_and_letters_of_a_guest_stay_with_their_own_region(
    sqlite_app: Flask, client: Client, cast: Cast, looks_at: str | None
) -> None:
    guest = cast.person(
        "Yosep Rumbiak", phone="+6281200000007", email="yosep.rumbiak@example.org", region="73"
    )
    cast.region("53")
    cast.registration(guest, cast.meeting()).region_code = "53"
    db.session.commit()
    _secretary(cast, client, looks_at)
    for path in ("/desk/orang", f"/desk/orang/{guest.key}"):
        text = client.get(path, headers=EN).text
        assert (
            "Yosep Rumbiak" in text,
            "yosep.rumbiak@example.org" in text,
            "0812-0000-0007" in text,
        ) == (True, False, False)
    assert f"/desk/pesan?orang={guest.key}" not in client.get(f"/desk/orang/{guest.key}").text


@ROLES
def test_what_somebody_did_as_one_of_elsewhere_is_not_told(
    sqlite_app: Flask, client: Client, cast: Cast, looks_at: str | None
) -> None:
    maria = cast.person("Maria Bere", email="maria.bere@example.org", region="53")
    two = _pair(maria, cast.person("Maria Berek", email="berek@example.org", region="53"))
    cast.region("73")
    series, meetings = cohorts.over(
        cast, cast.programme("Pelatihan Sulawesi", owner=cast.secretariat("73").organisation)
    )
    cohorts.attended(cast, maria, meetings, present=4).region_code = "73"
    db.session.commit()
    [certificate] = db.write(certificates.issue, series, by=DIRECTOR, now=clock.now())
    _secretary(cast, client, looks_at)
    for path in (f"/desk/orang/{maria.key}", f"/desk/orang/ganda/{two.key}"):
        text = client.get(path, headers=EN).text
        assert ("Maria Bere" in text, "Pelatihan Sulawesi" in text, certificate.number in text) == (
            True,
            False,
            False,
        )


@ROLES
def test_a_merge_with_somebody_of_elsewhere_is_not_taken_back_from_here(
    sqlite_app: Flask, client: Client, cast: Cast, looks_at: str | None
) -> None:
    kept, gone = (
        cast.person("Siti Aminah", email="siti@example.org", region="53"),
        cast.person("Sitti Aminah", email="aminah@example.org", region="73"),
    )
    db.write(merging.merge, _pair(kept, gone).id, frozenset(), by=DIRECTOR, now=clock.now())
    _secretary(cast, client, looks_at)
    page = client.get(f"/desk/orang/{kept.key}", headers=EN)
    assert (page.status_code, "/gabungan/" in page.text) == (200, False)


@ROLES
def test_the_next_pair_is_one_of_ones_own(
    sqlite_app: Flask, client: Client, cast: Cast, looks_at: str | None
) -> None:
    cast.region("73")
    mine, _elsewhere = (
        _two(cast, "Yohana Lelo", 1, "53", score=90),
        _two(cast, "Andi Tenri", 2, "73", score=80),
    )
    _secretary(cast, client, looks_at)
    listed = client.get("/desk/orang/ganda").text
    assert ("Yohana Lelo" in listed, "Andi Tenri" in listed) == (True, False)
    assert (
        client.submit(f"/desk/orang/ganda/{mine.pair.key}", jawaban="later").location
        == "/desk/orang/ganda"
    )


@pytest.mark.parametrize("proved", [True, False])
def test_addresses_of_a_pair_are_whole_after_the_second_step(
    sqlite_app: Flask, client: Client, cast: Cast, proved: bool
) -> None:
    two = _two(cast, "Yohana Lelo", 1, "53.71")
    _secretary(cast, client, None, region="53.71", proved=proved)
    text = client.get(f"/desk/orang/ganda/{two.pair.key}", headers=EN).text
    assert (
        "Yohana Lelo" in text,
        "yohana1@example.org" in text,
        "yohana2@example.org" in text,
    ) == (True, proved, proved)
    assert (
        "Addresses are shortened where" in text,
        "akun/langkah-kedua" in text or "akun/aplikasi" in text,
    ) == (False, not proved)


def test_requests_of_people_one_only_looks_at_are_not_listed(
    sqlite_app: Flask, client: Client, cast: Cast
) -> None:
    _secretary(cast, client, "73")
    for name, region in (("Yohana Lelo", "53"), ("Andi Tenri", "73")):
        person = cast.person(name, email=f"{name.split()[0].lower()}@example.org", region=region)
        db.write(ask, person, RequestKind.OTHER, "?", language="id", now=clock.now())
    text = client.get("/desk/permintaan").text
    assert ("Yohana Lelo" in text, "Andi Tenri" in text) == (True, False)


@pytest.mark.parametrize(("region", "waits"), [("53", True), ("73", False)])
def test_needs_wait_for_the_officer_of_the_region(
    sqlite_app: Flask, client: Client, cast: Cast, region: str, waits: bool
) -> None:
    cast.region("73")
    registration = cast.registration(
        cast.person("Yohana Lelo", email="yohana@example.org", region="53"), cast.meeting()
    )
    db.write(needs.say, registration, Wishes(captions=True), now=clock.now())
    cast.sign_in(client, cast.staff(Role.INCLUSION, region=region))
    assert ("Access need without an answer" in client.get("/desk/", headers=EN).text) is waits
