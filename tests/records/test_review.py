"""The review of people who may be one.

Which pairs are seen from where, and the way through its pages.
"""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests import html
from tests.cast import DIRECTOR, Cast
from tests.client import EN, Client
from tests.people.compared import compare
from tests.statements import statements
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.people.models import Decision, Duplicate, Person, Role
from webinar_hub.records.models import Merge
from webinar_hub.records.upkeep import actions

LIST = "/desk/orang/ganda"


def pairs() -> list[Duplicate]:
    return list(
        db.session.scalars(select(Duplicate).order_by(Duplicate.score.desc(), Duplicate.id))
    )


def two(cast: Cast, *, regions: tuple[str, str] = ("53", "53")) -> tuple[Person, Person]:
    one = cast.person(
        "Siti Aminah", phone="+6281200000001", email="siti@example.org", region=regions[0]
    )
    return one, cast.person(
        "Dr. Sitti Aminah, S.Sos.",
        phone="+6281200000001",
        email="aminah@example.org",
        region=regions[1],
    )


def stand(one: Person) -> tuple[str, str | None]:
    found = db.session.get_one(Person, one.id, populate_existing=True)
    return found.full_name, found.email


def test_two_are_merged_with_what_is_chosen_and_made_two_again(
    app: Flask, client: Client, cast: Cast
) -> None:
    one, other = two(cast)
    compare()
    cast.sign_in(client, cast.staff(region="53"))
    page = client.get(LIST, headers=EN).text
    assert "the same phone number, the same province, the same name in another spelling" in page
    path = f"{LIST}/{pairs()[0].key}"
    assert "The personal links that they had end" in client.get(path, headers=EN).text
    answer = client.submit(path, name="gone", email="kept", jawaban="same")
    assert answer.location == LIST
    assert "Sudah digabung: Dr. Sitti Aminah, S.Sos. kini satu orang." in client.get(LIST).text
    assert stand(one) == ("Dr. Sitti Aminah, S.Sos.", "siti@example.org")
    assert client.get(f"/desk/orang/{other.key}").location == f"/desk/orang/{one.key}"
    assert client.get(path).status_code == 404
    history = client.get("/desk/riwayat", headers=EN).text
    for said in ("Merged into: Dr. Sitti Aminah, S.Sos.", "Merged in: Siti Aminah"):
        assert said in history
    back = client.submit(f"/desk/orang/{one.key}", action="/batal")
    assert "Tautan yang pernah mereka miliki tidak membuka apa pun lagi" in client.page(back)
    assert (stand(one), stand(other)) == (
        ("Siti Aminah", "siti@example.org"),
        ("Dr. Sitti Aminah, S.Sos.", "aminah@example.org"),
    )
    assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    ("answer", "decision", "listed"),
    [("different", Decision.DIFFERENT, 0), ("later", Decision.LATER, 1)],
)
def test_two_people_are_not_proposed_again_and_what_is_put_off_stands_apart(
    app: Flask, client: Client, cast: Cast, answer: str, decision: Decision, listed: int
) -> None:
    two(cast)
    compare()
    cast.sign_in(client, cast.staff(region="53"))
    [found] = pairs()
    client.submit(f"{LIST}/{found.key}", jawaban=answer)
    assert [each.decision for each in pairs()] == [decision]
    history = html.text_of(html.parse(client.get("/desk/riwayat", headers=EN).text))
    for name in ("Siti Aminah", "Dr. Sitti Aminah, S.Sos."):
        assert f"Person: {name}" in history
    compare()
    assert client.get(LIST).text.count(found.key) == 0
    assert client.get(f"{LIST}?keadaan=nanti").text.count(found.key) == listed


def test_the_next_pair_follows_and_a_second_press_changes_nothing(
    app: Flask, client: Client, cast: Cast
) -> None:
    two(cast)
    cast.person("Joko Susilo", region="53"), cast.person("Djoko Soesilo", region="53")
    compare()
    cast.sign_in(client, cast.staff(region="53"))
    first, second = pairs()
    form = client.form(f"{LIST}/{first.key}")
    data = dict(form.fields) | {"jawaban": "same"}
    assert client.post(f"{LIST}/{first.key}", data=data).location == f"{LIST}/{second.key}"
    assert client.post(f"{LIST}/{first.key}", data=data).location == f"{LIST}/{second.key}"
    assert len(list(db.session.scalars(select(Merge)))) == 1
    late = client.post(f"{LIST}/{first.key}", data=data | {"form_id": "another"})
    assert late.location == f"{LIST}/{second.key}"
    assert "sudah ada yang memutuskan tentang kedua orang ini" in client.get(late.location).text


def test_a_province_learns_nothing_of_somebody_elsewhere(
    app: Flask, client: Client, cast: Cast
) -> None:
    two(cast, regions=("53.71", "91"))
    cast.person("Joko Susilo", region="91"), cast.person("Djoko Soesilo", region="91")
    compare()
    mixed, foreign = pairs()
    cast.sign_in(client, cast.staff(region="53"))
    page = client.get(LIST, headers=EN).text
    assert ("Siti Aminah" in page, "somebody outside your region" in page) == (True, True)
    for hidden in ("Sitti", "aminah@", "the same phone number", mixed.key, "Joko", "Djoko"):
        assert hidden not in page
    for key in (mixed.key, foreign.key):
        assert client.get(f"{LIST}/{key}").status_code == 404
        assert client.post(f"{LIST}/{key}", data={"jawaban": "different"}).status_code in (400, 404)
    cast.sign_in(client, cast.ratna())
    assert client.get(f"{LIST}/{mixed.key}").status_code == 200


def test_a_registration_in_a_region_makes_nobody_its_own(
    app: Flask, client: Client, cast: Cast
) -> None:
    _one, other = two(cast, regions=("53.71", "91"))
    cast.registration(other, cast.meeting()).region_code = "53"
    db.session.commit()
    compare()
    [found] = pairs()
    cast.sign_in(client, cast.staff(region="53"))
    shown = client.get(LIST, headers=EN).text
    assert ("somebody outside your region" in shown, "Sitti" in shown) == (True, False)
    assert client.get(f"{LIST}/{found.key}").status_code == 404


def test_a_long_queue_goes_on_by_keys_and_costs_the_same(
    app: Flask, client: Client, cast: Cast
) -> None:
    cast.sign_in(client, cast.ratna())

    def asked(path: str) -> int:
        client.get(path)
        with statements() as seen:
            assert client.get(path).status_code == 200
        return len(seen)

    def more(first: int, last: int) -> None:
        for number in range(first, last):
            for name in ("Nur Aini", "Nuraini"):
                cast.person(name, phone=f"+628120000{number:04}", region="53")
        compare()

    more(0, 2)
    few = asked(LIST)
    more(2, 35)
    assert asked(LIST) == few
    keys: list[str] = []
    path: str | None = LIST
    while path:
        links = [str(each.get("href")) for each in html.parse(client.get(path).text).iter("a")]
        keys += [link.rpartition("/")[2] for link in links if link.startswith(f"{LIST}/")]
        path = next((link for link in links if "setelah=" in link), None)
    assert (len(keys), len(set(keys))) == (len(pairs()), len(pairs()))
    assert len(keys) > 30


def test_who_signs_in_at_the_desk_is_left_to_the_network(
    app: Flask, client: Client, cast: Cast
) -> None:
    staff = cast.staff(Role.SECRETARIAT, region="53")
    staff.region_code = "53"
    cast.person("Yosep Rumbiak", phone="+6281200000001", region="53")
    compare()
    cast.sign_in(client, staff)
    answer = client.submit(f"{LIST}/{pairs()[0].key}", jawaban="same")
    assert answer.status_code == 422
    assert pairs()[0].decision is None


def test_addresses_are_shortened_before_the_second_step(
    app: Flask, client: Client, cast: Cast
) -> None:
    two(cast, regions=("53.71", "53.71"))
    compare()
    cast.sign_in(client, cast.staff(Role.SECRETARIAT, region="53.71"), proved=False)
    shown = client.get(f"{LIST}/{pairs()[0].key}").text
    for address, visible in (
        ("siti@example.org", False),
        ("0812-0000-0001", False),
        ("si…@example.org", True),
        ("…0001", True),
    ):
        assert (address in shown) == visible


def test_only_secretariats_decide(sqlite_app: Flask, client: Client, cast: Cast) -> None:
    cast.sign_in(client, cast.staff(Role.VIEWER))
    assert client.get(LIST).status_code == 403


def test_erasing_reaches_every_row_of_a_person_and_the_way_back(
    app: Flask, client: Client, cast: Cast
) -> None:
    one, other = two(cast)
    meeting = cast.meeting()
    cast.registration(one, meeting), cast.registration(other, meeting)
    cast.registration(other, cast.meeting(cast.series(cast.programme("Lain"))))
    compare()
    cast.sign_in(client, cast.staff(region="53"))
    client.submit(f"{LIST}/{pairs()[0].key}", jawaban="same")
    db.write(
        actions.erase,
        db.session.get_one(Person, one.id),
        by=DIRECTOR,
        now=clock.now() + timedelta(hours=1),
    )
    from tests.records.test_erase import everything

    left = everything(app)
    for mark in ("aminah", "siti", "sitti", "81200000001", "siti@example.org"):
        assert mark not in left
    assert [done.manifest for done in db.session.scalars(select(Merge))] == [{}]
    assert client.get(f"/desk/orang/{one.key}").status_code == 404
