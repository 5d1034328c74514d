"""Whoever is appointed at the desk is written to in the language in which they registered."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select

from tests.cast import DIRECTOR, Cast
from tests.registrations.full_form import EVERYTHING, sent
from webinar_hub.accounts.letters import INVITATION
from webinar_hub.accounts.roles import actions as roles
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.messages.models import Letter
from webinar_hub.people.models import Role
from webinar_hub.people.queries import language_of
from webinar_hub.programmes.appearing import actions as appearing
from webinar_hub.programmes.appearing.letters import PARTS
from webinar_hub.programmes.models import AppearanceRole
from webinar_hub.registrations.proof import actions as proof


def test_it_is_that_of_the_latest_registration_that_is_their_own(app: Flask, cast: Cast) -> None:
    nora = cast.person("Nora Tukan", email="nora@example.org")
    cast.region("53")
    programme = cast.programme()
    earlier, meeting = (cast.meeting(cast.series(programme)) for _each in range(2))
    cast.registration(nora, earlier).registered_at = clock.now() - timedelta(days=1)
    db.session.commit()
    english = replace(EVERYTHING, name="Nora Tukan", email="nora@example.org", region_code="53")
    form = sent(meeting, english)
    assert form.registration.person_id == nora.id
    assert language_of(nora) == "id", "anybody can type her name and address"
    db.write(proof.prove, form, now=clock.now())
    by: dict[str, Any] = {"by": DIRECTOR, "now": clock.now()}
    named: dict[str, Any] = {"typed_name": "Nora Tukan", "email": "nora@example.org"}
    db.write(roles.invite, **named, role=Role.SECRETARIAT, region_code="53", until=None, **by)
    db.write(appearing.appoint, meeting, person=nora, role=AppearanceRole.SPEAKER, **by)
    told = select(Letter.kind, Letter.language).where(Letter.kind.in_([INVITATION, PARTS]))
    assert dict(db.session.execute(told).all()) == {INVITATION: "en", PARTS: "en"}
