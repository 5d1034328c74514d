"""Traces that somebody leaves who takes part and works at the desk, in every table."""

from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select

from tests.cast import Cast, soon
from tests.certificates import cohorts
from tests.client import Client
from tests.messages.outbox import send, with_server
from tests.messages.sink import mail_server
from tests.records.open_data import digits
from tests.records.test_erase import row
from tests.topics.steps import proposed
from webinar_hub.accounts import actions as accounts
from webinar_hub.accounts.models import Account
from webinar_hub.accounts.proving import actions as proving
from webinar_hub.accounts.reading import actions as reading
from webinar_hub.accounts.roles import actions as delegation
from webinar_hub.accounts.rules import actor_for
from webinar_hub.attendance.evidence.actions import Upload, import_report
from webinar_hub.attendance.matching.actions import Decision, Verdict, decide
from webinar_hub.attendance.models import Evidence
from webinar_hub.attendance.roll_call import actions as roll_call
from webinar_hub.certificates.drawing.actions import draw_due
from webinar_hub.certificates.issuing import actions as certificates
from webinar_hub.config import Settings
from webinar_hub.directory.imports import actions as directory
from webinar_hub.directory.imports.tables import Row, Table
from webinar_hub.directory.models import FocalRequest
from webinar_hub.directory.unknown_names.actions import dismiss_unknown
from webinar_hub.kit import clock
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import Base, db
from webinar_hub.kit.files import Folder
from webinar_hub.kit.text import search_key
from webinar_hub.messages import actions as messages
from webinar_hub.messages.models import Letter, LetterState
from webinar_hub.people.contacts import Contact
from webinar_hub.people.models import Decision as Decided
from webinar_hub.people.models import (
    Duplicate,
    Person,
    RequestKind,
    Role,
)
from webinar_hub.programmes.handover import actions as handover
from webinar_hub.programmes.models import Meeting
from webinar_hub.records.own import actions, codes
from webinar_hub.records.same import actions as merging
from webinar_hub.registrations import needs, personal_links
from webinar_hub.registrations.models import AccessNeed, Registration
from webinar_hub.topics import actions as topics
from webinar_hub.web import limits

MARKS = (
    "zulfikri",
    "marwoto",
    "wahyuni",
    "zmarwoto@",
    "kantor.z@",
    "lama.z@",
    "99887766",
    "9988-7766",
    "toko z",
)
"""What names, reaches and surrounds one person, in small letters.

A dump before the erasure holds each of them.
"""


NAME, EARLIER = "Zulfikri Marwoto, S.Kom.", "Zulfikri Wahyuni"


EMAIL, OFFICE, PHONE = "zmarwoto@example.org", "kantor.z@jajar.example", "+6281399887766"


def took_part(cast: Cast) -> tuple[Registration, Meeting]:
    """Register under an earlier name and address, change both, ask for help in words."""
    _series, held = cohorts.over(cast, cohorts.programme(cast), required=1)
    person = cast.person(EARLIER, email="lama.z@example.org", phone=PHONE, region="53")
    registration = cast.registration(person, *held)
    cast.person("Zulfikri M. Wahyuni", email="lama.z@example.org").merged_into_id = person.id
    db.session.commit()
    now = clock.now()
    db.write(actions.correct, registration, actions.Correction(NAME, "Toko Z", "53"), now=now)
    db.write(codes.send_address_code, registration, Contact(email=EMAIL), by_hand=False, now=now)
    db.write(
        actions.change_address,
        registration,
        digits(cast, "records/confirm_address"),
        link_key=cast.links.link_key,
        now=now,
    )
    db.write(
        actions.ask, registration, RequestKind.OTHER, "Hubungi Zulfikri di 0813-9988-7766", now=now
    )
    db.write(personal_links.send_to, EMAIL, None, now=now)
    for name in (f"lost-link:{PHONE}", f"sign-in:127.0.0.1:{EMAIL}"):
        limits.allow(name, most=9, per=timedelta(hours=1))
    return registration, held[0]


def came_to_the_desk(registration: Registration, ratna: Actor) -> Actor:
    """Accept and give a role, make a read-only link, take another sign-in address."""
    person, now = registration.person, clock.now()
    offer = db.write(
        delegation.invite,
        typed_name=NAME,
        email=EMAIL,
        role=Role.SECRETARIAT,
        region_code=None,
        until=None,
        by=ratna,
        now=now,
    )
    assert offer.person_id == person.id
    db.write(delegation.accept, offer.key, token="t", browser="Zulfikri's Firefox", now=now)
    oneself = actor_for(person.id, person.full_name, [(Role.SECRETARIAT, None)])
    other: dict[str, Any] = {
        "typed_name": "Agustinus Kleden",
        "email": "agus@jajar.example",
        "region_code": "53",
        "until": None,
    }
    db.write(
        delegation.accept,
        db.write(delegation.invite, **other, role=Role.SECRETARIAT, by=oneself, now=now).key,
        token="u",
        browser="Firefox",
        now=now,
    )
    db.write(
        reading.make,
        "digest",
        label="Donor",
        region_code=None,
        until=now + timedelta(days=30),
        by=oneself,
        now=now,
    )
    account = db.session.scalars(select(Account).where(Account.person_id == person.id)).one()
    db.write(accounts.make_link, account, now=now)
    db.write(
        accounts.confirm_new_address,
        db.write(accounts.ask_new_address, account, OFFICE, now=now).key,
        now=now,
    )
    limits.allow(f"sign-in:{OFFICE}", most=9, per=timedelta(hours=1))
    return oneself


def recognised_and_taken_back(
    cast: Cast, app: Flask, registration: Registration, meeting: Meeting, oneself: Actor
) -> None:
    """Let the facilitator say on the desk that nobody is called like this, and take that back."""
    db.write(
        import_report,
        meeting.id,
        Upload("nama.csv", "f", "test", (row("Pak Marwoto", meeting, line=9),), ()),
        by=oneself,
        now=clock.now(),
    )
    desk = app.test_client()
    assert isinstance(desk, Client)
    cast.sign_in(desk, cast.facilitator(meeting))
    path = f"/desk/sesi/{meeting.key}/cocokkan"
    for decision in ("nobody", "undo"):
        form = desk.form(path, "decision", action="cocokkan")
        assert desk.post(form.action, data={**form.fields, "decision": decision}).status_code == 303
    [row_of] = db.session.scalars(select(Evidence).where(Evidence.name == "Pak Marwoto"))
    db.write(
        decide,
        meeting.id,
        Decision([row_of.fingerprint], Verdict.SOMEBODY, registration.key),
        by=oneself,
        now=clock.now(),
    )


def worked_there(
    cast: Cast, app: Flask, registration: Registration, meeting: Meeting, oneself: Actor
) -> None:
    """Sign whatever somebody at the desk can sign: reports, certificates, tables, answers."""
    now = clock.now()
    elsewhere = cast.meeting(cast.series(cast.programme("Lain")), starts_at=soon(days=-3))
    rows = (
        row("Zulfikri Marwoto", meeting, email=EMAIL),
        row("HP Zulfikri", meeting, line=2),
        row("Anton Bura", meeting, line=3),
    )
    db.write(
        import_report,
        meeting.id,
        Upload("Zulfikri Marwoto.csv", "d", "test", rows, ()),
        by=oneself,
        now=now,
    )
    db.write(
        import_report,
        elsewhere.id,
        Upload("b", "e", "test", (row("Z", elsewhere, email=EMAIL),), ()),
        by=oneself,
        now=now,
    )
    db.write(roll_call.finish, elsewhere.id, by=oneself, now=now)
    [odd] = db.session.scalars(select(Evidence).where(Evidence.name == "HP Zulfikri"))
    db.write(
        decide,
        meeting.id,
        Decision([odd.fingerprint], Verdict.SOMEBODY, registration.key),
        by=oneself,
        now=now,
    )
    db.write(dismiss_unknown, search_key("Toko Z"), by=oneself, now=now)
    content = directory.look_at(Table([Row(2, name="Yayasan Zulfikri Marwoto")], []), by=oneself)
    db.write(directory.keep_table, content, file_name="zulfikri marwoto.csv", by=oneself, now=now)
    papua = cast.secretariat("91").organisation
    db.write(
        handover.offer,
        cast.programme("Seri Pindah"),
        papua,
        reason="Zulfikri Wahyuni pindah tugas",
        by=oneself,
        now=now,
    )
    asked = AccessNeed(
        registration_id=cast.registration(cast.maria(), elsewhere).id, captions=True, asked_at=now
    )
    db.session.add(asked)
    db.session.commit()
    db.write(needs.answer, asked, "Juru ketik sudah ada.", by=oneself, now=now)
    settings: Settings = app.extensions["settings"]
    [made] = db.write(certificates.issue, meeting.series, by=oneself, now=now)
    draw_due(cast.links, Folder(settings.files))
    again = db.write(
        certificates.replace, made, reason="Nama Zulfikri Wahyuni keliru", by=oneself, now=now
    )
    draw_due(cast.links, Folder(settings.files))
    assert again.facts["holder"] == NAME


def decided_on_people(cast: Cast, oneself: Actor, ratna: Actor) -> None:
    """Merge and separate people, tell two apart, ask for a reset of a second step."""
    now = clock.now()
    ana, anna, hana = (
        cast.person(name, region="53") for name in ("Ana Bire", "Anna Bire", "Hana Bire")
    )
    for one, other in ((ana, anna), (ana, hana)):
        db.session.add(
            Duplicate(one_id=one.id, other_id=other.id, score=80, reasons="name", found_at=now)
        )
    db.session.commit()
    same, different = db.session.scalars(select(Duplicate.id).order_by(Duplicate.id)).all()
    done = db.write(merging.merge, same, frozenset(), by=oneself, now=now)
    db.write(merging.undo, done.id, by=oneself, now=now)
    db.write(merging.decide, different, Decided.DIFFERENT, by=oneself, now=now)
    own_account, others = (
        db.session.scalars(select(Account).where(Account.person_id == each.id)).one()
        for each in (oneself, ratna)
    )
    own_account.proves_since = others.proves_since = now
    db.session.commit()
    db.write(proving.ask_reset, others, by=oneself, now=now)
    db.write(proving.reset, own_account, others=[others], by=ratna, now=now)


_NO_PERSON = {"letter.claimed_by", "secretariat.numbered_by"}
"""Columns that are called like the name of somebody who acted, and hold none."""


def unsigned() -> list[str]:
    """Return the columns for the name of whoever acted that do not hold this person's.

    What nobody fills here, nobody finds left over.
    """
    signing = [
        column
        for table in Base.metadata.tables.values()
        for column in table.columns
        if column.name.endswith(("_by", "_label"))
    ]
    wanted = [column for column in signing if str(column) not in _NO_PERSON]
    return [
        str(column)
        for column in wanted
        if db.session.scalar(select(column).where(column.contains("Zulfikri")).limit(1)) is None
    ]


def asked_to_stand_for_an_organisation(cast: Cast, person: Person) -> None:
    """Say how one can be reached and why one may speak for an organisation."""
    asked: dict[str, Any] = {
        "email": "kantor.z@example.org",
        "phone": PHONE,
        "proof": "Tanya Zulfikri",
        "language": "id",
        "made_at": clock.now(),
    }
    db.session.add(
        FocalRequest(organisation_id=cast.organisation().id, person_id=person.id, **asked)
    )
    db.session.commit()


def proposed_a_topic(registration: Registration, ratna: Actor) -> None:
    """Propose a topic with one's own name in every text, and be answered by name."""
    topic = proposed(
        registration.series.programme,
        typed_name=registration.person.full_name,
        email=EMAIL,
        title="Dapur umum, bersama Zulfikri",
        speaker="Zulfikri Marwoto",
    )
    db.write(topics.agree, topic, answer="Baik, Zulfikri.", by=ratna, now=clock.now())


def letters_came_back(app: Flask, ratna: Actor) -> None:
    """Let the mail server refuse the address by name, and the desk send a letter again."""
    with mail_server(
        refuse_receiver={EMAIL: [f"450 <{EMAIL}> busy", *[f"550 <{EMAIL}> unknown"] * 50]}
    ) as sink:
        send(app, with_server(app, sink.port, mail_retry=(60,)))
    letter = db.session.scalars(
        select(Letter).where(
            Letter.kind == "certificates/issued", Letter.state == LetterState.PARKED
        )
    ).first()
    assert letter is not None
    db.write(messages.send_again, letter.id, by=ratna, now=clock.now())
