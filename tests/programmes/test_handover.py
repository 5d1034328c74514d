"""Passing programmes and series on, and renaming them: what changes, and what never does."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from tests.cast import DIRECTOR, NATION, NTT, PAPUA, Cast, soon
from tests.certificates import cohorts
from tests.client import EN, Client
from webinar_hub.certificates.issuing.actions import issue
from webinar_hub.history.models import Entry
from webinar_hub.kit import clock
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import Forbidden
from webinar_hub.network.models import Organisation
from webinar_hub.programmes import queries, rules
from webinar_hub.programmes.handover import actions as handover
from webinar_hub.programmes.handover import queries as offered
from webinar_hub.programmes.handover.rules import (
    AlreadyOffered,
    HandoverSettled,
    NoProgramme,
    NoReceiver,
    StillDraft,
)
from webinar_hub.programmes.models import Handover, HandoverState, Meeting, Programme, State
from webinar_hub.programmes.planning import actions as planning

_UID = re.compile(r"UID:\S+")


def _sides(cast: Cast) -> tuple[Organisation, Organisation]:
    return cast.secretariat("53").organisation, cast.secretariat("91").organisation


def _offer(programme: Programme, to: Organisation, *, by: Actor = NTT, **more: object) -> Handover:
    return db.write(
        handover.offer,
        programme,
        to,
        reason="Pindah tugas",
        by=by,
        now=clock.now(),
        **more,  # type: ignore[arg-type]
    )


def test_an_accepted_programme_belongs_to_the_receiver_and_keeps_everything(
    app: Flask, client: Client, cast: Cast
) -> None:
    ntt, papua = _sides(cast)
    programme = cast.programme("Pelatihan", owner=ntt)
    meeting = cast.meeting(cast.series(programme), title="Tetap")
    cast.registration(cast.maria(), meeting)
    addresses = (f"/program/{programme.key}", f"/sesi/{meeting.key}", "/kalender/semua.ics")
    feed = client.get("/kalender/semua.ics").data
    offered = _offer(programme, papua)
    assert (programme.owner_id, offered.state) == (ntt.id, HandoverState.OPEN)
    db.write(handover.accept, offered, by=PAPUA, now=clock.now())
    assert programme.owner_id == papua.id
    assert [client.get(address).status_code for address in addresses] == [200, 200, 200]
    assert client.get("/kalender/semua.ics").data == feed
    assert queries.seen_by(PAPUA).programmes() == [programme]
    assert queries.seen_by(NTT).programmes() == []
    noted = {
        (entry.verb, entry.scope)
        for entry in db.session.scalars(select(Entry).where(Entry.subject_kind == "programme"))
    }
    assert noted == {
        ("offered", "53"),
        ("was offered", "91"),
        ("passed on", "53"),
        ("took over", "91"),
    }


def test_the_nation_passes_a_programme_on_at_once(app: Flask, cast: Cast) -> None:
    ntt, papua = _sides(cast)
    programme = cast.programme(owner=ntt)
    assert _offer(programme, papua, by=NATION).state is HandoverState.ACCEPTED
    assert programme.owner_id == papua.id


def test_issued_certificates_keep_issuer_and_number_and_new_ones_are_the_receivers(
    app: Flask, cast: Cast
) -> None:
    cohort, held = cohorts.over(cast, cohorts.programme(cast))
    cohorts.attended(cast, cast.maria(), held, present=4)
    [before] = db.write(issue, cohort, by=DIRECTOR, now=clock.now())
    number, issuer = before.number, before.issuer.issuer_code
    ntt = cast.secretariat("53")
    _offer(cohort.programme, ntt.organisation, by=NATION)
    cohorts.attended(cast, cast.suparmin(), held, present=4)
    [after] = db.write(issue, cohort, by=DIRECTOR, now=clock.now())
    db.session.refresh(before)
    assert (before.number, before.issuer.issuer_code) == (number, issuer)
    assert (after.issuer.issuer_code, after.sequence) == ("S-JAJAR-53", 1)
    assert "S-JAJAR-53" in after.number


def test_a_series_goes_into_a_programme_of_the_receiver(
    app: Flask, client: Client, cast: Cast
) -> None:
    ntt, papua = _sides(cast)
    series = cast.series(cast.programme("Punya NTT", owner=ntt), name="Angkatan 1")
    meeting = cast.meeting(series)
    into, draft = (
        cast.programme("Punya Papua", owner=papua),
        cast.programme("Rancangan", owner=papua, state=State.DRAFT),
    )
    foreign = cast.programme("Punya Nasional")
    offered = _offer(series.programme, papua, series=series)
    for wrong, refusal in (
        (None, NoProgramme),
        (foreign, NoProgramme),
        (draft, StillDraft),
    ):
        with pytest.raises(refusal):
            db.write(handover.accept, offered, into=wrong, by=PAPUA, now=clock.now())
    feed = client.get("/kalender/semua.ics").text
    db.write(handover.accept, offered, into=into, by=PAPUA, now=clock.now())
    assert (series.programme_id, series.key) == (into.id, series.key)
    assert client.get(f"/sesi/{meeting.key}").status_code == 200
    after = client.get("/kalender/semua.ics").text
    assert _UID.findall(after) == _UID.findall(feed)
    assert re.findall(r"SEQUENCE:\d+", after) == ["SEQUENCE:1"]


def test_a_series_without_a_name_takes_that_of_its_programme_along(
    app: Flask, client: Client, cast: Cast
) -> None:
    ntt, papua = _sides(cast)
    series = cast.series(cast.programme("Semidaring Mingguan", owner=ntt))
    first, into = series.programme, cast.programme("Punya Papua", owner=papua)
    said = "takes its programme's along, Semidaring Mingguan,"
    cast.sign_in(client, cast.staff(region="53"))
    assert said in client.get(f"/desk/seri/{series.key}/serahkan", headers=EN).text
    assert said not in client.get(f"/desk/program/{first.key}/serahkan", headers=EN).text
    offered = _offer(first, papua, series=series)
    cast.sign_in(client, cast.staff(region="91"))
    assert said in client.get("/desk/serah-terima", headers=EN).text
    db.write(handover.accept, offered, into=into, by=PAPUA, now=clock.now())
    assert series.title == "Punya Papua, Semidaring Mingguan"
    back = _offer(into, ntt, series=series, by=PAPUA)
    db.write(handover.accept, back, into=first, by=NTT, now=clock.now())
    assert series.title == "Semidaring Mingguan"


def test_who_may_offer_accept_and_decline(app: Flask, cast: Cast) -> None:
    ntt, papua = _sides(cast)
    programme = cast.programme(owner=ntt)
    with pytest.raises(rules.NotOwner):
        _offer(programme, papua, by=PAPUA)
    for nowhere in (ntt, cast.organisation("Bukan sekretariat")):
        with pytest.raises(NoReceiver):
            _offer(programme, nowhere)
    offered = _offer(programme, papua)
    with pytest.raises(AlreadyOffered):
        _offer(programme, papua)
    with pytest.raises(Forbidden):
        db.write(handover.accept, offered, by=NTT, now=clock.now())
    cast.region("31")
    with pytest.raises(Forbidden):
        db.write(
            handover.decline,
            offered,
            by=Actor(None, "DKI", scopes=frozenset({"31"})),
            now=clock.now(),
        )
    db.write(handover.decline, offered, by=PAPUA, now=clock.now())
    assert (offered.state, programme.owner_id) == (HandoverState.DECLINED, ntt.id)
    with pytest.raises(HandoverSettled):
        db.write(handover.accept, offered, by=PAPUA, now=clock.now())
    again = _offer(programme, papua)
    db.write(handover.decline, again, by=NTT, now=clock.now())
    assert again.state is HandoverState.WITHDRAWN


def test_the_way_through_the_pages(app: Flask, client: Client, cast: Cast) -> None:
    ntt, papua = _sides(cast)
    programme, into = (
        cast.programme("Punya NTT", owner=ntt),
        cast.programme("Punya Papua", owner=papua),
    )
    series = cast.series(programme, name="Angkatan 1")
    cast.sign_in(client, cast.staff(region="53"))
    page = client.page(
        client.submit(f"/desk/seri/{series.key}/serahkan", to=papua.key, reason="Pindah")
    )
    assert "Angkatan 1" in page
    assert client.submit(f"/desk/program/{programme.key}/serahkan", to=papua.key).status_code == 422
    key = offered.offers(NTT, incoming=False)[0].key
    cast.sign_in(client, cast.staff(region="91"))
    form = client.form("/desk/serah-terima", "into")
    assert (
        client.post(form.action, data={**form.fields, "into": "x", "answer": "accept"}).status_code
        == 422
    )
    assert (
        client.post(
            form.action, data={**form.fields, "into": into.key, "answer": "accept"}
        ).status_code
        == 303
    )
    assert queries.seen_by(PAPUA).series(series.key).programme_id == into.id
    cast.region("31")
    cast.sign_in(client, cast.staff(region="31"))
    assert client.post(f"/desk/serah-terima/{key}", data=form.fields).status_code in (400, 404)


def test_both_sides_are_told_where_nobody_would_be_named_for_safeguarding(
    app: Flask, client: Client, cast: Cast
) -> None:
    ntt, papua = _sides(cast)
    programme = cast.programme(owner=ntt)
    cast.secretariat("53").safe_name, cast.secretariat("53").safe_phone = "Narahubung", "+62811"
    giver, receiver = cast.staff(region="53"), cast.staff(region="91")
    of_programme = f"/desk/program/{programme.key}/pelindungan"
    of_receiver = f"/desk/sekretariat/{papua.key}/pelindungan"
    cast.sign_in(client, giver)
    assert "nobody is named" not in client.get(f"/desk/program/{programme.key}", headers=EN).text
    assert of_programme in client.get(f"/desk/program/{programme.key}/serahkan").text
    _offer(programme, papua)
    assert of_programme in client.get("/desk/serah-terima").text
    cast.sign_in(client, receiver)
    assert of_receiver in client.get("/desk/serah-terima").text
    named = {"safe_name": "Narahubung", "safe_email": "aman@example.org"}
    assert client.submit(of_receiver, **named).status_code == 303
    assert of_receiver not in client.get("/desk/serah-terima").text
    assert client.submit(of_receiver, safe_name="", safe_email="").status_code == 303
    db.write(handover.accept, offered.offers(PAPUA, incoming=True)[0], by=PAPUA, now=clock.now())
    assert "nobody is named" in client.get(f"/desk/program/{programme.key}", headers=EN).text


def test_a_renamed_programme_keeps_its_addresses_and_is_found_by_the_old_name(
    app: Flask, client: Client, cast: Cast
) -> None:
    programme = cast.programme("Nama Lama")
    meeting = cast.meeting(cast.series(programme), starts_at=soon(days=3))
    cast.programme("Sudah Ada")
    cast.sign_in(client, cast.staff())
    feed = client.get("/kalender/semua.ics").text
    path = f"/desk/program/{programme.key}/ubah"
    assert client.submit(path, name="Sudah Ada").status_code == 422
    stale = client.form(path, "name")
    assert client.submit(path, name="Nama Baru").status_code == 303
    assert client.post(path, data={**stale.fields, "name": "Nama Ketiga"}).status_code == 409
    assert (programme.name, programme.formerly) == ("Nama Baru", ("Nama Lama",))
    assert "dahulu Nama Lama" in client.get(f"/program/{programme.key}").text
    after = client.get("/kalender/semua.ics").text
    assert _UID.findall(after) == _UID.findall(feed)
    assert (re.findall(r"SEQUENCE:\d+", feed), re.findall(r"SEQUENCE:\d+", after)) == (
        ["SEQUENCE:0"],
        ["SEQUENCE:1"],
    )
    assert client.get("/kalender/semua.ics").text == after
    client.submit(path, summary="Lain")
    assert db.session.scalars(select(Meeting.revision).where(Meeting.id == meeting.id)).one() == 1
    db.write(
        planning.change_programme,
        programme,
        version=programme.version,
        name="Nama Lama",
        name_en="",
        summary="",
        audience="",
        kept_months=12,
        by=DIRECTOR,
        now=clock.now(),
    )
    assert programme.kept_months == 12
    assert programme.formerly == ("Nama Baru",)
