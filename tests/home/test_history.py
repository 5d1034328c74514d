"""The history page: who reads which entries, and how they are narrowed."""

from datetime import date, timedelta

from flask import Flask
from sqlalchemy import select

from tests import html
from tests.cast import DIRECTOR, NTT, Cast
from tests.client import EN, Client
from webinar_hub.accounts.actions import grant
from webinar_hub.history.actions import note
from webinar_hub.history.models import Entry
from webinar_hub.kit import clock
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.people.models import Role
from webinar_hub.programmes.planning import actions as planning


def _rows(client: Client, query: str = "") -> list[str]:
    answer = client.get(f"/desk/riwayat{query}", headers=EN)
    assert answer.status_code == 200, answer.text
    return [html.text_of(row) for row in html.parse(answer.text).iter("tr")][1:]


def _acts(client: Client, query: str = "") -> list[str]:
    """Return what was done and with what, without sign-ins."""
    return [row for row in _rows(client, query) if not row.startswith("Signed in")]


def test_an_entry_tells_who_when_from_where_before_and_after(
    app: Flask, client: Client, cast: Cast
) -> None:
    ratna, organisation = cast.ratna(), cast.organisation("Yayasan Lama")
    cast.sign_in(client, ratna)
    client.submit(f"/desk/lembaga/{organisation.key}/ubah", name="Yayasan Baru")
    entry = db.session.scalars(select(Entry).where(Entry.verb == "changed")).one()
    assert (entry.actor_id, entry.place, entry.before["name"], entry.after["name"]) == (
        ratna.id,
        "127.0.0.1",
        "Yayasan Lama",
        "Yayasan Baru",
    )
    [row] = _acts(client)
    for said in (
        "Changed",
        "Organisation: Yayasan Baru",
        "Name: Yayasan Lama → Yayasan Baru",
        "Ratna Wulandari",
        "from 127.0.0.1",
    ):
        assert said in row


def test_a_day_reads_as_people_write_it(app: Flask, client: Client, cast: Cast) -> None:
    cast.sign_in(client, cast.ratna())
    organisation, network = cast.organisation(), cast.organisation("Forum PRB")
    facts = {"network": network.name, "since": date(2020, 2, 1)}
    note(DIRECTOR, "joined a network", organisation, now=clock.now(), after=facts)
    db.session.commit()
    assert "1 February 2020" in _acts(client)[0]


def test_a_job_has_no_address(app: Flask, cast: Cast) -> None:
    note(DIRECTOR, "changed", cast.organisation(), now=clock.now())
    db.session.commit()
    assert db.session.scalars(select(Entry.place)).all() == [""]


def test_a_province_reads_its_region_and_that_its_people_acted_elsewhere(
    app: Flask, client: Client, cast: Cast
) -> None:
    cast.region("91")
    own = cast.programme("Punya NTT", owner=cast.secretariat("53").organisation)
    other = cast.programme("Punya Papua", owner=cast.secretariat("91").organisation)
    national = cast.programme("Punya Nasional")
    for programme in (own, other, national):
        planning.start_series(
            programme,
            name=f"Seri {programme.name}",
            rolling=True,
            zone="WIB",
            by=DIRECTOR,
            now=clock.now(),
        )
    note(
        NTT,
        "exported list",
        cast.meeting(cast.series(other)),
        now=clock.now(),
        after={"form": "csv"},
        reason="RAHASIA",
    )
    db.session.commit()
    cast.sign_in(client, cast.staff(region="53"))
    export, started = _acts(client)
    assert started.startswith("Started Series: Punya NTT, Seri Punya NTT")
    assert export.startswith("List downloaded Session Outside your region Sekretaris NTT")
    text = client.get("/desk/riwayat", headers=EN).text
    assert [word for word in ("Papua", "Nasional", "RAHASIA") if word in text] == []
    cast.sign_in(client, cast.staff(region="91"))
    assert [row.partition(" ")[0] for row in _acts(client)] == ["List", "Started"]
    assert "RAHASIA" in client.get("/desk/riwayat", headers=EN).text


def test_asking_for_a_foreign_object_tells_nothing(app: Flask, client: Client, cast: Cast) -> None:
    meeting = cast.meeting(
        cast.series(cast.programme("Punya Papua", owner=cast.secretariat("91").organisation))
    )
    note(NTT, "exported list", meeting, now=clock.now())
    db.session.commit()
    cast.region("53")
    cast.sign_in(client, cast.staff(region="53"))
    assert len(_acts(client)) == 1
    assert _acts(client, f"?objek=meeting:{meeting.key}") == []
    assert "Papua" not in client.get(f"/desk/riwayat?objek=meeting:{meeting.key}").text


def test_an_administrators_role_is_read_by_administrators_alone(
    app: Flask, client: Client, cast: Cast
) -> None:
    person = cast.person("Calon Admin", email="calon@jajar.example", region="53")
    for role, region in (
        (Role.ADMINISTRATOR, None),
        (Role.SECRETARIAT, None),
        (Role.SECRETARIAT, "53"),
    ):
        grant(person, role, region, by=DIRECTOR, now=clock.now())
    db.session.commit()
    seen = {}
    for who in (cast.staff(region="53"), cast.staff(), cast.ratna()):
        cast.sign_in(client, who)
        seen[who.email] = len([row for row in _rows(client) if row.startswith("Role given")])
    assert list(seen.values()) == [1, 2, 3]


def test_entries_are_narrowed_by_person_object_kind_and_days(
    app: Flask, client: Client, cast: Cast
) -> None:
    now = clock.now()
    yosep = cast.staff()
    acting = Actor(id=yosep.id, label=yosep.full_name, scopes=frozenset({""}))
    one, two = cast.organisation("Yayasan Satu"), cast.organisation("Yayasan Dua")
    note(acting, "closed", one, now=now)
    note(DIRECTOR, "reopened", one, now=now)
    note(DIRECTOR, "closed", two, now=now - timedelta(days=40))
    note(DIRECTOR, "planned", cast.meeting(), now=now)
    db.session.commit()
    cast.sign_in(client, yosep)
    day = (now - timedelta(days=20)).date().isoformat()
    counted = {
        query: len(_acts(client, f"?{query}"))
        for query in (
            "oleh=yosep",
            f"orang={yosep.key}",
            f"objek=organisation:{one.key}",
            "jenis=meeting",
            f"jenis=organisation&sampai={day}",
            f"dari={day}",
            "dari=kemarin",
            "oleh=%25",
        )
    }
    assert list(counted.values()) == [1, 1, 2, 1, 1, 3, 4, 0]
    assert client.get("/desk/riwayat?setelah=x").status_code == 404


def test_a_long_history_comes_in_pages_without_gaps(app: Flask, client: Client, cast: Cast) -> None:
    organisation = cast.organisation()
    for number in range(120):
        note(DIRECTOR, "changed", organisation, now=clock.now(), reason=f"nomor {number}.")
    db.session.commit()
    cast.sign_in(client, cast.staff())
    query, rows = "?jenis=organisation", []
    while query:
        text = client.get(f"/desk/riwayat{query}", headers=EN).text
        rows += [html.text_of(row) for row in html.parse(text).iter("tr")][1:]
        further = [
            a.get("href") or ""
            for a in html.parse(text).iter("a")
            if html.text_of(a) == "Older acts"
        ]
        query = further[0].partition("riwayat")[2] if further else ""
    assert [row.partition("nomor ")[2].partition(".")[0] for row in rows] == [
        str(number) for number in reversed(range(120))
    ]


def test_what_somebody_is_called_in_another_region_is_not_told_where_they_left(
    app: Flask, client: Client, cast: Cast
) -> None:
    moved, stayed = (cast.person(f"{name} Lama", region="53") for name in ("Pindahan", "Tetap"))
    for person in (moved, stayed):
        note(DIRECTOR, "corrected", person, now=clock.now())
        person.name = person.name.replace("Lama", "Baru")
    moved.region_code = cast.region("91").code
    db.session.commit()
    for region, named in (("53", ["Tetap Baru"]), (None, ["Tetap Baru", "Pindahan Baru"])):
        cast.sign_in(client, cast.staff(region=region))
        text = " ".join(_rows(client, "?jenis=person"))
        assert [name for name in ("Tetap Baru", "Pindahan Baru") if name in text] == named
        assert (
            "Pindahan" in client.get(f"/desk/riwayat?objek=person:{moved.key}", headers=EN).text
        ) == (region is None)
