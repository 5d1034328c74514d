"""Two machines with one database and one store are one hub: what one stores the other hands out."""

import io
import time
from dataclasses import replace
from pathlib import Path

from flask import Flask

from tests import stores
from tests.cast import DIRECTOR, Cast
from tests.certificates import cohorts
from tests.client import Client
from tests.network import logos
from webinar_hub.app import create_app
from webinar_hub.certificates.drawing.actions import draw_due
from webinar_hub.certificates.issuing import actions as certificates
from webinar_hub.kit import clock, storage
from webinar_hub.kit.actor import ONESELF
from webinar_hub.kit.db import db
from webinar_hub.network import queries
from webinar_hub.records.upkeep import actions, retention


def machines(app: Flask, folder: Path, store: dict[str, str]) -> list[Flask]:
    """Return two applications, each with a folder of its own, on the database of `app`."""
    found = []
    for name in ("one", "two"):
        (folder / name).mkdir()
        machine = create_app(replace(app.extensions["settings"], instance=folder / name, **store))
        machine.test_client_class = Client
        found.append(machine)
    return found


def browser(machine: Flask) -> Client:
    found = machine.test_client()
    assert isinstance(found, Client)
    return found


def test_what_one_machine_stores_the_other_hands_out_and_removes(
    app: Flask, tmp_path: Path, store_endpoint: str
) -> None:
    store = stores.settings(store_endpoint, stores.new_bucket(store_endpoint))
    one, two = machines(app, tmp_path, store)
    cast, files = Cast(one.extensions["links"]), storage.at(one.extensions["settings"])
    with one.app_context():
        at_desk, elsewhere = browser(one), browser(two)
        ratna = cast.ratna()
        cast.sign_in(at_desk, ratna)
        cast.sign_in(elsewhere, ratna)
        known = queries.known_as(two.extensions["settings"])
        picture = io.BytesIO(logos.picture())
        assert at_desk.submit("/desk/jaringan", logo=(picture, "a.png")).status_code == 303
        chosen = queries.look().logo
        # As on a machine that asked for the name just before.
        earlier = (
            time.monotonic() + queries.KNOWN_FOR,
            queries._changed[:],
            {"chosen": known.chosen},
        )
        queries._known[known.database_url] = earlier
        logo = elsewhere.get(f"/logo/{chosen}")
        assert (logo.status_code, logo.data) == (200, files.get("logo", chosen))

        series, meetings = cohorts.over(cast, cohorts.programme(cast))
        maria = cohorts.attended(cast, cast.maria(), meetings, present=4)
        [certificate] = db.write(certificates.issue, series, by=DIRECTOR, now=clock.now())
        assert draw_due(cast.links, files) == 1
        name = f"{certificate.key}.pdf"
        pdf = elsewhere.get(f"/saya/{cast.link(maria)}/sertifikat/{name}")
        assert (pdf.status_code, pdf.data) == (200, files.get("certificates", name))

        db.write(actions.erase, maria.person, by=ONESELF, now=clock.now())
    with two.app_context():
        there = storage.at(two.extensions["settings"])
        retention.clear_away_now(there, now=clock.now())
        assert [each.path for each in there.every()] == [f"logo/{chosen}"]
        db.engine.dispose()
    with one.app_context():
        db.engine.dispose()
    assert [list(folder.glob("files/*")) for folder in tmp_path.iterdir()] == [[], []]


def test_who_is_erased_is_told_so_while_the_store_is_away(
    sqlite_app: Flask, cast: Cast, store_endpoint: str
) -> None:
    store = stores.settings(store_endpoint, stores.new_bucket(store_endpoint))
    files = storage.at(replace(sqlite_app.extensions["settings"], **store))
    series, meetings = cohorts.over(cast, cohorts.programme(cast))
    maria = cohorts.attended(cast, cast.maria(), meetings, present=4)
    db.write(certificates.issue, series, by=DIRECTOR, now=clock.now())
    draw_due(cast.links, files)
    db.write(actions.erase, maria.person, by=ONESELF, now=clock.now())
    away = replace(sqlite_app.extensions["settings"], **{**store, "files_bucket": "never-made"})
    retention.clear_away_now(storage.at(away), now=clock.now())
    assert len(list(files.every())) == 1
    retention.apply(files, now=clock.now())
    assert list(files.every()) == []
