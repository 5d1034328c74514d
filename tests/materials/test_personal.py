"""Who brought a material is told, becomes one with another, and is forgotten."""

from flask import Flask

from tests.cast import DIRECTOR, Cast
from tests.materials.steps import linked
from tests.records import merged_lives
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.materials.models import Material
from webinar_hub.people.holdings import copy_of
from webinar_hub.records.upkeep.actions import erase


def test_a_copy_names_what_somebody_brought(app: Flask, cast: Cast) -> None:
    maria, meeting = cast.maria(), cast.meeting(title="Dapur umum")
    linked(meeting, author=maria)
    linked(meeting, title="Lain")
    [row] = copy_of(maria)["materials"]
    assert (row["meeting"], row["title"]) == ("Dapur umum", "Daftar periksa dapur")


def test_materials_go_over_to_whoever_stays(app: Flask, cast: Cast) -> None:
    maria, again = cast.maria(), cast.person("Maria Bere", email="bere@example.org")
    material = linked(cast.meeting(), author=again)
    merged_lives.merge(maria, again)
    assert db.session.get_one(Material, material.id).person_id == maria.id


def test_erasing_somebody_leaves_the_material_without_their_name(app: Flask, cast: Cast) -> None:
    maria, meeting = cast.maria(), cast.meeting()
    plain = linked(meeting, author=maria)
    telling = linked(meeting, author=maria, title="Paparan Maria Goreti Bere", position=2)
    other = linked(meeting, author=cast.suparmin(), title="Punya Suparmin", position=3)
    db.write(erase, maria, by=DIRECTOR, now=clock.now())
    db.session.expire_all()
    stored = {each.id: (each.person_id, each.title) for each in db.session.query(Material)}
    assert stored == {
        plain.id: (None, "Daftar periksa dapur"),
        telling.id: (None, "…"),
        other.id: (other.person_id, "Punya Suparmin"),
    }
