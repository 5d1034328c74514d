"""Who may open and press what: every address of the desk, for everybody who should not."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests import html
from tests.cast import Cast
from tests.client import Client
from tests.house import routes, stage
from tests.house.dump import dump
from webinar_hub.people.models import Person, Role
from webinar_hub.web.access import mark_of

_GUARDED = ("desk", "reader", "secretariat", "administrator")
_APART = ("focal", "inclusion")
"""What roles open that no wider role opens by being wider."""
_OWN = ("/desk/akun/peramban", "/desk/akun/alamat", "/desk/akun/sandi", "/desk/akun/sandi/hapus")
"""What everybody may press, for it concerns oneself alone."""


def _token(client: Client) -> str:
    """Return the token against forgery of this browser."""
    return next(form.fields["csrf_token"][0] for path in ("/masuk", "/desk/") for form in _forms(client, path) if "csrf_token" in form.fields)


def _forms(client: Client, path: str) -> list[html.Form]:
    answer = client.get(path)
    return html.forms(html.parse(answer.text)) if answer.status_code == 200 else []


def _addresses(app: Flask, filled: stage.Stage, *marks: str) -> Iterator[tuple[str, str]]:
    """Yield method and address of each guarded route, with every key of the stage."""
    for rule in routes.rules(app):
        if mark_of(app, rule.endpoint).name in marks:
            yield from ((method, address) for method in routes.methods(rule) for address in stage.addresses(rule, filled.values))


def _answers(client: Client, asked: Iterator[tuple[str, str]]) -> dict[tuple[str, str], int]:
    token = _token(client)
    sent = {"POST": {"csrf_token": token}, "GET": None}
    return {(method, address): client.open(address, method=method, data=sent[method]).status_code for method, address in asked}


def test_a_visitor_is_sent_to_sign_in(sqlite_app: Flask, client: Client, cast: Cast) -> None:
    filled = stage.fill(cast)
    before = dump()
    answers = _answers(client, _addresses(sqlite_app, filled, *_GUARDED, *_APART))
    assert {place: code for place, code in answers.items() if code != 302} == {}
    assert dump() == before


def test_a_facilitator_runs_no_programmes(sqlite_app: Flask, client: Client, cast: Cast) -> None:
    filled = stage.fill(cast)
    cast.sign_in(client, _leader_elsewhere(cast))
    before = dump()
    answers = _answers(client, _addresses(sqlite_app, filled, "reader", "secretariat", "administrator", *_APART))
    assert {place: code for place, code in answers.items() if code != 403} == {}
    assert dump() == before


def _leader_elsewhere(cast: Cast) -> Person:
    return cast.facilitator(cast.meeting(cast.series(cast.programme("Semidaring Lain"))), "Petrus Kanisius")


def _strangers(cast: Cast, who: str) -> Person:
    if who == "facilitator of another meeting":
        return _leader_elsewhere(cast)
    cast.secretariat("91")
    return cast.staff(Role.SECRETARIAT, region="91")


@pytest.mark.parametrize("who", ["facilitator of another meeting", "secretariat of a province"])
def test_what_is_not_theirs_does_not_exist(app: Flask, client: Client, cast: Cast, who: str) -> None:
    filled = stage.fill(cast)
    cast.sign_in(client, _strangers(cast, who))
    marks = ("desk",) if who.startswith("facilitator") else _GUARDED
    named = ((method, address) for method, address in _addresses(app, filled, *marks) if any(key in address for key in filled.values["key"]))
    before = dump()
    answers = _answers(client, named)
    closed = set(_addresses(app, filled, "administrator"))
    assert {place: code for place, code in answers.items() if code != (403 if place in closed else 404)} == {}
    assert dump() == before


def test_a_forged_or_revoked_personal_link_opens_nothing(sqlite_app: Flask, client: Client, cast: Cast) -> None:
    filled = stage.fill(cast)
    good = filled.values["link"][0]
    revoked = cast.links.capability("home.mine", "registration", f"{good.partition('-')[0]}-2").rpartition("/")[2]
    forged = {**filled.values, "link": [f"{good[:-1]}{'a' if good[-1] != 'a' else 'b'}", revoked, "x"]}
    before = dump()
    answers = _answers(client, _addresses(sqlite_app, stage.Stage(forged, filled.administrator), "personal"))
    opened = {place: code for place, code in answers.items() if code != 404 and not place[1].startswith("/masuk/")}
    assert opened == {}
    assert dump() == before


def _keyed(filled: stage.Stage, asked: Iterator[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    return ((method, address) for method, address in asked if any(key in address for key in filled.values["key"]))


def test_a_viewer_changes_nothing(app: Flask, client: Client, cast: Cast) -> None:
    filled = stage.fill(cast)
    cast.sign_in(client, cast.staff(Role.VIEWER))
    before = dump()
    answers = _answers(client, _addresses(app, filled, "secretariat", "administrator", *_APART))
    assert {place: code for place, code in answers.items() if code != 403} == {}
    pressed = [
        place for place in _addresses(app, filled, "desk", "reader") if place[0] == "POST" and place[1] not in _OWN and "/peserta." not in place[1]
    ]
    meetings = {f"/desk/sesi/{key}" for key in filled.values["key"][3:5]}
    answers = _answers(client, iter(pressed))
    wrong = {place: code for place, code in answers.items() if code != (403 if any(place[1].startswith(meeting) for meeting in meetings) else 404)}
    assert wrong == {}
    assert dump() == before


def test_a_viewer_reads_what_a_secretariat_reads(sqlite_app: Flask, client: Client, cast: Cast) -> None:
    filled = stage.fill(cast)
    cast.sign_in(client, cast.staff(Role.VIEWER))
    answered: dict[str, set[int]] = {}
    for rule in routes.rules(sqlite_app):
        if mark_of(sqlite_app, rule.endpoint).name == "reader":
            answered[rule.endpoint] = {client.get(address).status_code for address in stage.addresses(rule, filled.values)}
    assert {endpoint: codes for endpoint, codes in answered.items() if 200 not in codes} == {}


def test_a_viewer_of_another_province_sees_nothing_of_it(sqlite_app: Flask, client: Client, cast: Cast) -> None:
    filled = stage.fill(cast)
    cast.sign_in(client, cast.staff(Role.VIEWER, region="91"))
    answers = _answers(client, _keyed(filled, _addresses(sqlite_app, filled, "desk", "reader")))
    assert {place: code for place, code in answers.items() if code != 404} == {}


def test_who_may_look_at_everything_changes_only_their_own(app: Flask, client: Client, cast: Cast) -> None:
    """A province's secretary who may also look at the whole network."""
    filled = stage.fill(cast)
    cast.secretariat("91")
    yosep = cast.staff(Role.SECRETARIAT, region="91")
    cast.grant(yosep, Role.VIEWER)
    cast.sign_in(client, yosep)
    before = dump()
    pressed = [place for place in _keyed(filled, _addresses(app, filled, *_GUARDED)) if place[0] == "POST" and "/peserta." not in place[1]]
    answers = _answers(client, iter(pressed))
    assert {place: code for place, code in answers.items() if code not in (403, 404)} == {}
    assert dump() == before


def test_a_focal_person_opens_nothing_of_a_secretariat(sqlite_app: Flask, client: Client, cast: Cast) -> None:
    filled = stage.fill(cast)
    cast.sign_in(client, cast.focal(cast.organisation("Yayasan Lain", region="91")))
    before = dump()
    answers = _answers(client, _addresses(sqlite_app, filled, "reader", "secretariat", "administrator"))
    assert {place: code for place, code in answers.items() if code != 403} == {}
    answers = _answers(client, _keyed(filled, _addresses(sqlite_app, filled, "desk", "focal")))
    assert {place: code for place, code in answers.items() if code != 404} == {}
    assert dump() == before


def test_an_inclusion_officer_opens_nothing_of_a_secretariat(sqlite_app: Flask, client: Client, cast: Cast) -> None:
    filled = stage.fill(cast)
    cast.sign_in(client, cast.staff(Role.INCLUSION, region="91"))
    before = dump()
    answers = _answers(client, _addresses(sqlite_app, filled, "reader", "secretariat", "administrator", "focal"))
    assert {place: code for place, code in answers.items() if code != 403} == {}
    answers = _answers(client, _keyed(filled, _addresses(sqlite_app, filled, "desk", "inclusion")))
    assert {place: code for place, code in answers.items() if code != 404} == {}
    assert dump() == before
