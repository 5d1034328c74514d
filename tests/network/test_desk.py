"""Who signs a secretariat's certificates is said on the desk, by those whose it is."""

from flask import Flask
from sqlalchemy import select

from tests.cast import Cast
from tests.client import Client
from webinar_hub.history.models import Entry
from webinar_hub.kit.db import db
from webinar_hub.network.models import Secretariat
from webinar_hub.people.models import Role

_SIGNS = {"signatory": "Drs. Petrus Kanisius Bala, M.A.", "signatory_title": "Sekretaris Jenderal", "place": "Kupang"}


def _signatory(secretariat_id: int) -> dict[str, str]:
    found = db.session.execute(
        select(Secretariat.signatory, Secretariat.signatory_title, Secretariat.place).where(Secretariat.id == secretariat_id)
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
    answer = client.submit(f"/desk/sekretariat/{secretariat.organisation.key}", **_SIGNS | {"signatory": ""})
    assert (answer.status_code, _signatory(secretariat.id)) == (422, before)


def test_a_secretariat_names_who_signs_for_itself_and_nobody_else(sqlite_app: Flask, client: Client, cast: Cast) -> None:
    own, other = cast.secretariat("53"), cast.secretariat()
    before = _signatory(other.id)
    cast.sign_in(client, cast.staff(Role.SECRETARIAT, region="53"))
    assert client.submit(f"/desk/sekretariat/{own.organisation.key}", **_SIGNS).status_code == 303
    assert client.get(f"/desk/sekretariat/{other.organisation.key}").status_code == 404
    assert (_signatory(own.id), _signatory(other.id)) == (_SIGNS, before)


def test_secretariats_are_shown_to_whoever_looks_and_changed_by_their_own(sqlite_app: Flask, client: Client, cast: Cast) -> None:
    own, looked_at, foreign = (cast.secretariat(region) for region in ("53", "73", "91"))
    yosep = cast.staff(Role.SECRETARIAT, region="53")
    cast.grant(yosep, Role.VIEWER, "73")
    cast.sign_in(client, yosep)
    listed = client.get("/desk/sekretariat").text
    assert [each.issuer_code in listed for each in (own, looked_at, foreign)] == [True, True, False]
    addresses = [f"/desk/sekretariat/{each.organisation.key}" for each in (own, looked_at, foreign)]
    assert [client.get(address).status_code for address in addresses] == [200, 404, 404]
