"""What waits, and whose acts the history tells: to whoever answers for the region alone."""

from datetime import timedelta

import pytest
from flask import Flask

from tests import html
from tests.cast import NTT, Cast, soon
from tests.certificates import cohorts, thursdays
from tests.client import EN, Client
from tests.messages.outbox import letter_of
from tests.topics.steps import proposed
from webinar_hub.accounts.models import Invitation
from webinar_hub.directory.models import FocalRequest
from webinar_hub.history.actions import note
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.messages.models import LetterState
from webinar_hub.people.actions import ask
from webinar_hub.people.models import RequestKind, Role
from webinar_hub.programmes.appearing.models import Answer, Reply
from webinar_hub.programmes.models import Appearance, AppearanceRole, Handover, HandoverState
from webinar_hub.registrations import letters

NAMED = [
    "Request about personal data",
    "Roll call at the venue",
    "Ina Wadu cannot come",
    "Session without a facilitator",
    "Session without the address of its room",
    "To be arranged so that everybody can take part",
    "Programme offered to you",
    "Certificate ready to issue",
    "Certificate ready to issue",
    "Organisation the directory does not know",
    "Request to be a focal person",
    "Proposed topic",
    "Invitation that expired",
    "Message that somebody must hand over",
]


def _everything_waits(cast: Cast) -> None:
    """Put one of everything into East Nusa Tenggara."""
    now, own = clock.now(), cast.secretariat("53").organisation
    bare = cast.meeting(
        cast.series(cast.programme("Kelas NTT", owner=own)), starts_at=soon(days=2), join_link=""
    )
    _series, meetings = cohorts.over(cast, cast.programme("Pelatihan NTT", owner=own))
    earned = cohorts.attended(
        cast,
        cast.person("Emerensiana Bano", email="emer@example.org", region="53.71"),
        meetings,
        present=4,
    )
    proposed(bare.series.programme)
    cast.meeting(bare.series, starts_at=soon(days=-2)).venue = "Aula"
    bare.provisions = {"captions": ""}
    thursday = thursdays.over(cast, cast.series(cast.programme("Kamis NTT", owner=own)))
    ayu = cast.person("Ayu Lani", email="ayu@example.org", region="53.71")
    thursdays.stayed(cast, ayu, thursday, minutes=90)
    ina = cast.person("Ina Wadu")
    part = {"meeting_id": bare.id, "person_id": ina.id}
    db.session.add(Appearance(role=AppearanceRole.SPEAKER, **part))
    db.session.add(Reply(answer=Answer.CANNOT, **part))
    unknown = cast.registration(
        cast.person("Yohana Lelo", phone="+6281355501234", region="53.71"), bare
    )
    unknown.organisation_name = "Kelompok Tani Baru"
    offered = cast.programme("Dari nasional")
    asking = cast.person("Robertus Kali", email="robertus@example.org")
    organisation = cast.organisation("Yayasan Mutis", region="53.71")
    invited = {
        "role": Role.SECRETARIAT,
        "region_code": "53",
        "by_label": "Ratna",
        "made_at": now - timedelta(days=9),
    }
    asked = {"proof": "Surat tugas", "language": "id", "made_at": now, "confirmed_at": now}
    db.session.add_all(
        (
            Handover(
                programme=offered,
                giver=offered.owner,
                receiver=own,
                offered_by="Ratna",
                offered_at=now,
                state=HandoverState.OPEN,
            ),
            Invitation(
                person_id=asking.id,
                email="robertus@example.org",
                expires_at=now - timedelta(days=2),
                **invited,
            ),
            FocalRequest(
                organisation_id=organisation.id,
                person_id=asking.id,
                email="robertus@example.org",
                **asked,
            ),
        )
    )
    db.session.commit()
    db.write(ask, earned.person, RequestKind.OTHER, "Apa yang disimpan?", language="id", now=now)
    put = db.write(letters.link_again, unknown, [], now=now)
    letter_of(put).state = LetterState.KEPT
    db.session.commit()


@pytest.mark.parametrize(
    ("roles", "waits"),
    [
        ([(Role.SECRETARIAT, "53")], True),
        ([(Role.SECRETARIAT, None)], True),
        ([(Role.SECRETARIAT, "73")], False),
        ([(Role.SECRETARIAT, "73"), (Role.VIEWER, "53")], False),
        ([(Role.VIEWER, "53")], False),
    ],
)
def test_what_waits_is_named_to_whoever_can_see_to_it(
    sqlite_app: Flask, client: Client, cast: Cast, roles: list[tuple[Role, str | None]], waits: bool
) -> None:
    cast.region("73")
    _everything_waits(cast)
    (role, region), *others = roles
    somebody = cast.staff(role, region=region)
    for more, where in others:
        cast.grant(somebody, more, where)
    cast.sign_in(client, somebody)
    named = [
        html.text_of(head) for head in html.parse(client.get("/desk/", headers=EN).text).iter("h3")
    ]
    assert named == (NAMED if waits else [])
    listed = client.get("/desk/pesan", headers=EN)
    assert ("To be handed over: 1" in listed.text) is waits


def test_the_history_of_a_region_one_only_looks_at_stays_closed(
    sqlite_app: Flask, client: Client, cast: Cast
) -> None:
    cast.region("73")
    own, looked_at = (
        cast.programme(f"Program {code}", owner=cast.secretariat(code).organisation)
        for code in ("53", "73")
    )
    for programme in (own, looked_at):
        db.write(note, NTT, "changed", programme, now=clock.now())
    secretary = cast.staff(Role.SECRETARIAT, region="53")
    cast.grant(secretary, Role.VIEWER, "73")
    cast.sign_in(client, secretary)
    text = client.get("/desk/riwayat", headers=EN).text
    assert ("Program 53" in text, "Program 73" in text) == (True, False)


def test_what_people_of_another_province_did_elsewhere_stays_theirs(
    sqlite_app: Flask, client: Client, cast: Cast
) -> None:
    cast.region("73")
    db.write(note, NTT, "changed", cast.programme("Program nasional"), now=clock.now())
    for code, seen in (("73", False), ("53", True)):
        cast.sign_in(client, cast.staff(Role.SECRETARIAT, region=code, name=f"Sekretaris {code}"))
        assert (NTT.label in client.get("/desk/riwayat", headers=EN).text) is seen
