"""Who signs a secretariat's certificates is said on the desk, by those whose it is."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.cast import Cast
from tests.client import Client
from webinar_hub.accounts.rules import actor_for
from webinar_hub.history.models import Entry
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.network import secretariats
from webinar_hub.network.models import Secretariat
from webinar_hub.network.rules import OutsideScope
from webinar_hub.people.models import Role

_SIGNS = {
    "signatory": "Drs. Petrus Kanisius Bala, M.A.",
    "signatory_title": "Sekretaris Jenderal",
    "place": "Kupang",
}


def _signatory(secretariat_id: int) -> dict[str, str]:
    found = db.session.execute(
        select(Secretariat.signatory, Secretariat.signatory_title, Secretariat.place).where(
            Secretariat.id == secretariat_id
        )
    ).one()
    return dict(found._mapping)


def test_who_signs_is_written_down(app: Flask, client: Client, cast: Cast) -> None:
    secretariat = cast.secretariat()
    before = _signatory(secretariat.id)
    cast.sign_in(client, cast.ratna())
    answer = client.submit(f"/desk/sekretariat/{secretariat.organisation.key}", **_SIGNS)
    assert _SIGNS["signatory"] in client.page(answer)
    assert _signatory(secretariat.id) == _SIGNS
    entry = db.session.scalars(select(Entry).where(Entry.subject_kind == "secretariat")).one()
    assert (entry.before, entry.after) == (before, _SIGNS)


def test_an_empty_name_is_asked_for(sqlite_app: Flask, client: Client, cast: Cast) -> None:
    secretariat = cast.secretariat()
    before = _signatory(secretariat.id)
    cast.sign_in(client, cast.ratna())
    answer = client.submit(
        f"/desk/sekretariat/{secretariat.organisation.key}", **_SIGNS | {"signatory": ""}
    )
    assert (answer.status_code, _signatory(secretariat.id)) == (422, before)


def test_a_secretariat_names_who_signs_for_itself_and_nobody_else(
    sqlite_app: Flask, client: Client, cast: Cast
) -> None:
    own, other = cast.secretariat("53"), cast.secretariat()
    before = _signatory(other.id)
    cast.sign_in(client, cast.staff(Role.SECRETARIAT, region="53"))
    assert client.submit(f"/desk/sekretariat/{own.organisation.key}", **_SIGNS).status_code == 303
    assert client.get(f"/desk/sekretariat/{other.organisation.key}").status_code == 404
    assert (_signatory(own.id), _signatory(other.id)) == (_SIGNS, before)


def test_secretariats_are_shown_to_whoever_looks_and_changed_by_their_own(
    sqlite_app: Flask, client: Client, cast: Cast
) -> None:
    own, looked_at, foreign = (cast.secretariat(region) for region in ("53", "73", "91"))
    yosep = cast.staff(Role.SECRETARIAT, region="53")
    cast.grant(yosep, Role.VIEWER, "73")
    cast.sign_in(client, yosep)
    listed = client.get("/desk/sekretariat").text
    assert [each.issuer_code in listed for each in (own, looked_at, foreign)] == [True, True, False]
    addresses = [f"/desk/sekretariat/{each.organisation.key}" for each in (own, looked_at, foreign)]
    assert [client.get(address).status_code for address in addresses] == [200, 404, 404]


NEW = {
    "organisation": "YPMS",
    "region": "53",
    "issuer_code": "ntt",
    "signatory": "Marselina Bria Seran, S.Sos.",
    "signatory_title": "Koordinator",
    "place": "Kupang",
}


def test_a_province_gets_a_secretariat_with_programmes_of_its_own(
    app: Flask, client: Client, cast: Cast
) -> None:
    cast.secretariat()
    organisation = cast.organisation(
        "Yayasan Pelita Mutis Sejahtera", abbreviation="YPMS", region="53.71"
    )
    cast.region("53")
    cast.sign_in(client, cast.ratna())
    led_to = client.submit("/desk/sekretariat/baru", **NEW).location
    assert led_to == "/desk/peran/undang?wilayah=53"
    assert client.form(led_to, "region").fields["region"] == ["53"]
    made = db.session.scalars(
        select(Secretariat).where(Secretariat.organisation_id == organisation.id)
    ).one()
    assert (made.region_code, made.issuer_code, made.zone, made.signatory, made.place) == (
        "53",
        "NTT",
        "WITA",
        NEW["signatory"],
        "Kupang",
    )
    entry = db.session.scalars(select(Entry).where(Entry.subject_kind == "secretariat")).one()
    assert (entry.verb, entry.scope, entry.after["organisation"]) == (
        "set up a secretariat",
        "53",
        organisation.name,
    )
    cast.sign_in(client, cast.staff(Role.SECRETARIAT, region="53"))
    assert (
        client.submit(
            "/desk/program/baru", name="Kelas Siaga NTT", owner=organisation.key
        ).status_code
        == 303
    )


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"organisation": "Tidak Ada"}, "Tulis nama lembaga seperti di direktori"),
        ({"organisation": "Pusat"}, "sudah menjadi sekretariat"),
        ({"organisation": "Tutup"}, "Tulis nama lembaga seperti di direktori"),
        ({"issuer_code": "N T T"}, "huruf besar"),
        ({"issuer_code": "PUSAT"}, "Sekretariat lain memakai kode ini"),
        ({"place": ""}, "Tuliskan tempat"),
        ({"region": "-"}, "Pilih wilayahnya"),
    ],
)
def test_what_is_wrong_is_said_and_stays_in_the_form(
    sqlite_app: Flask, client: Client, cast: Cast, typed: dict[str, str], said: str
) -> None:
    own = cast.secretariat()
    own.organisation.abbreviation, own.organisation.search_key, own.issuer_code = (
        "Pusat",
        "|pusat|",
        "PUSAT",
    )
    cast.organisation("Yayasan Pelita Mutis Sejahtera", abbreviation="YPMS", region="53.71")
    cast.organisation("Tutup", region="53.71").closed_at = clock.now()
    db.session.commit()
    cast.sign_in(client, cast.ratna())
    answer = client.submit("/desk/sekretariat/baru", **NEW | typed)
    assert (answer.status_code, said in answer.text, NEW["signatory"] in answer.text) == (
        422,
        True,
        True,
    )
    assert db.session.scalar(select(func.count()).select_from(Secretariat)) == 1


@pytest.mark.parametrize(("region", "home"), [("73", "53.71"), ("53", "73.71"), ("", "53.71")])
def test_nobody_sets_up_a_secretariat_beyond_their_region(
    sqlite_app: Flask, client: Client, cast: Cast, region: str, home: str
) -> None:
    cast.region("73")
    organisation = cast.organisation(
        "Yayasan Pelita Mutis Sejahtera", abbreviation="YPMS", region=home
    )
    secretary = cast.staff(Role.SECRETARIAT, region="53")
    cast.sign_in(client, secretary)
    assert client.submit("/desk/sekretariat/baru", **NEW | {"region": region}).status_code == 422
    by = actor_for(secretary.id, secretary.full_name, [(Role.SECRETARIAT, "53")])
    facts = {"zone": "WITA", "place": "Kupang", "signatory": "x", "signatory_title": "y"}
    with pytest.raises(OutsideScope):
        db.write(
            secretariats.appoint_secretariat,
            organisation,
            region_code=region or None,
            issuer_code="NTT",
            by=by,
            now=clock.now(),
            **facts,
        )
    assert db.session.scalar(select(func.count()).select_from(Secretariat)) == 0
