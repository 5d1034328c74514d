"""Sectors come from the file, and are the network's own from then on."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.cast import DIRECTOR, Cast
from tests.client import Client
from webinar_hub.history.models import Entry
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.network import actions, rules, sectors
from webinar_hub.network.models import OrganisationKind, Sector
from webinar_hub.people.models import Role


def _codes() -> list[str]:
    return [sector.code for sector in sectors.every()]


def _named(code: str, name_id: str, name_en: str) -> Sector:
    return db.write(
        sectors.rename_sector,
        sectors.by_code(code),
        name_id=name_id,
        name_en=name_en,
        by=DIRECTOR,
        now=clock.now(),
    )


def test_the_file_is_loaded_and_never_written_over(app: Flask) -> None:
    number = db.write(sectors.load)
    assert (number, _codes()[0]) == (21, "logistik")
    assert _codes()[_codes().index("kesehatan") :][:4] == [
        "kesehatan",
        "kesehatan-reproduksi",
        "gizi",
        "kesehatan-jiwa",
    ]
    _named("logistik", "Logistik dan gudang", "Logistics and stores")
    db.write(sectors.close_sector, sectors.by_code("gizi"), by=DIRECTOR, now=clock.now())
    assert db.write(sectors.load) == 0
    assert sectors.by_code("logistik").name("en") == "Logistics and stores"
    assert sectors.by_code("gizi").closed_at is not None


def test_sectors_are_added_renamed_and_ordered(app: Flask, cast: Cast) -> None:
    cast.sector(), cast.sector("Pendidikan", "Education")
    now = clock.now()
    added = db.write(
        sectors.add_sector,
        name_id="Kesehatan jiwa",
        name_en="Mental health",
        part_of="kesehatan",
        by=DIRECTOR,
        now=now,
    )
    again = db.write(
        sectors.add_sector,
        name_id="Kesehatan: jiwa anak",
        name_en="Children's minds",
        part_of="",
        by=DIRECTOR,
        now=now,
    )
    assert (added.code, again.code) == ("kesehatan-jiwa", "kesehatan-jiwa-anak")
    db.write(sectors.move_sector, sectors.by_code("pendidikan"), up=True, by=DIRECTOR, now=now)
    db.write(sectors.move_sector, sectors.by_code("pendidikan"), up=True, by=DIRECTOR, now=now)
    db.write(sectors.move_sector, sectors.by_code("kesehatan"), up=False, by=DIRECTOR, now=now)
    assert _codes() == ["pendidikan", "kesehatan-jiwa-anak", "kesehatan", "kesehatan-jiwa"]
    _named("pendidikan", "Pendidikan dasar", "Basic education")
    verbs = db.session.scalars(
        select(Entry.verb).where(Entry.subject_kind == "sector").order_by(Entry.id)
    ).all()
    assert verbs == ["added", "added", "changed", "changed", "changed"]


def test_codes_are_never_given_twice(app: Flask, cast: Cast) -> None:
    cast.sector()
    _named("kesehatan", "Layanan medis", "Medical care")
    added = db.write(
        sectors.add_sector,
        name_id="Kesehatan",
        name_en="Health",
        part_of="",
        by=DIRECTOR,
        now=clock.now(),
    )
    assert added.code == "kesehatan-2"


@pytest.mark.parametrize(
    ("name_id", "name_en", "refusal"),
    [
        ("", "Care", rules.SectorIncomplete),
        ("Gizi", "!", rules.SectorIncomplete),
        ("KESEHATAN.", "Care", rules.SectorTaken),
        ("X", "Health", rules.SectorTaken),
    ],
)
def test_a_sector_has_a_name_of_its_own_in_both_languages(
    sqlite_app: Flask, cast: Cast, name_id: str, name_en: str, refusal: type[Exception]
) -> None:
    cast.sector()
    with pytest.raises(refusal):
        db.write(
            sectors.add_sector,
            name_id=name_id,
            name_en=name_en,
            part_of="",
            by=DIRECTOR,
            now=clock.now(),
        )


def test_an_organisation_works_in_sectors(app: Flask, cast: Cast) -> None:
    cast.sector(), cast.sector("Pendidikan", "Education")
    facts: dict[str, Any] = {
        "name": "Yayasan Pelita",
        "by": DIRECTOR,
        "now": clock.now(),
        "kind": OrganisationKind.CSO,
        "region_code": None,
        "abbreviation": "",
        "aliases": (),
    }
    found = db.write(
        actions.add_organisation,
        "Yayasan Pelita",
        OrganisationKind.CSO,
        sectors=["kesehatan"],
        by=DIRECTOR,
        now=clock.now(),
    )
    version = found.version
    changed = db.write(
        actions.change_organisation, found, version=version, sectors=["pendidikan"], **facts
    )
    assert [sector.code for sector in sectors.by_organisation([found.id])[found.id]] == [
        "pendidikan"
    ]
    with pytest.raises(rules.Conflict):
        db.write(actions.change_organisation, found, version=version, sectors=[], **facts)
    with pytest.raises(rules.UnknownSector):
        db.write(
            actions.change_organisation, found, version=changed.version, sectors=["x"], **facts
        )
    entries = db.session.scalars(
        select(Entry).where(Entry.subject_kind == "organisation").order_by(Entry.id)
    ).all()
    assert [(entry.before.get("sectors"), entry.after["sectors"]) for entry in entries] == [
        (None, ["kesehatan"]),
        (["kesehatan"], ["pendidikan"]),
    ]


def test_administrators_keep_the_sectors(app: Flask, client: Client, cast: Cast) -> None:
    cast.sector(), cast.sector("Pendidikan", "Education")
    cast.sign_in(client, cast.ratna())
    client.page(
        client.submit(
            "/desk/sekretariat/klaster/baru",
            name_id="Gizi",
            name_en="Nutrition",
            part_of="kesehatan",
        )
    )
    assert (
        client.submit("/desk/sekretariat/klaster/baru", name_id="Gizi", name_en="Food").status_code
        == 422
    )
    client.submit("/desk/sekretariat/klaster", action="/pendidikan/geser")
    client.submit("/desk/sekretariat/klaster/gizi", action="/gizi", name_id="Gizi anak")
    client.submit("/desk/sekretariat/klaster/kesehatan", action="/tutup")
    page = client.get("/desk/sekretariat/klaster", headers={"Accept-Language": "id"}).text
    assert page.index("Pendidikan") < page.index("Kesehatan") < page.index("Gizi anak")
    assert "Ditutup" in page
    client.submit("/desk/sekretariat/klaster/kesehatan", action="/buka")
    assert sectors.by_code("kesehatan").closed_at is None
    cast.sign_in(client, cast.staff(Role.SECRETARIAT))
    assert client.get("/desk/sekretariat/klaster").status_code == 403
