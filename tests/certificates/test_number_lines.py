"""Numbers follow one another on a line per issuer, kind and year; what a certificate is about."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tests.cast import DIRECTOR, Cast
from tests.certificates import cohorts
from tests.network.test_numbering import settle
from webinar_hub.certificates.drawing import pdf
from webinar_hub.certificates.drawing.wording import KIND_IN_NUMBERS
from webinar_hub.certificates.issuing import actions
from webinar_hub.certificates.models import EARNED, Certificate, CertificateKind, NumberLine
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.network import numbering
from webinar_hub.people.models import Person

NOVEMBER = datetime(2099, 11, 24, 3, tzinfo=UTC)


def test_every_kind_has_a_word_for_numbers() -> None:
    # Statements and assignments have patterns of their own.
    assert set(KIND_IN_NUMBERS) == EARNED
    assert len(set(KIND_IN_NUMBERS.values())) == len(KIND_IN_NUMBERS)
    assert all(
        word.isascii() and word.isalpha() and word.isupper() and len(word) <= numbering.KIND_AT_MOST
        for word in KIND_IN_NUMBERS.values()
    )


def test_a_pattern_with_the_kind_numbers_each_kind_apart(app: Flask, cast: Cast) -> None:
    own, training = cast.secretariat(), cohorts.programme(cast)
    shared, apart = numbering.DEFAULT, "{number:03}/{kind}/{issuer}/{year}"
    numbers = []
    for name, pattern in (("A", shared), ("B", apart), ("C", apart), ("D", shared)):
        settle(own, pattern)
        series, meetings = cohorts.over(cast, training, name=name)
        who = cast.person(f"Orang {name}", email=f"{name.lower()}@example.org")
        cohorts.attended(cast, who, meetings, present=4)
        numbers += [
            each.number for each in db.write(actions.issue, series, by=DIRECTOR, now=NOVEMBER)
        ]
    assert numbers == [
        "001/SERT/S-JAJAR/XI/2099",
        "001/TAMAT/S-JAJAR/2099",
        "002/TAMAT/S-JAJAR/2099",
        "002/SERT/S-JAJAR/XI/2099",
    ]
    lines = select(NumberLine.kind, NumberLine.year, NumberLine.last).order_by(NumberLine.kind)
    assert db.session.execute(lines).all() == [("all", 2099, 2), ("completion", 2099, 2)]


def test_a_pattern_that_would_begin_the_same_numbers_anew_is_not_saved(
    app: Flask, cast: Cast
) -> None:
    own = settle(cast.secretariat(), "{number:03}/TAMAT/{issuer}/{year}")
    series, meetings = cohorts.over(cast, cohorts.programme(cast))
    cohorts.attended(cast, cast.maria(), meetings, present=4)
    db.write(actions.issue, series, by=DIRECTOR, now=NOVEMBER)
    with pytest.raises(numbering.PatternsCollide):
        settle(own, "{number:03}/{kind}/{issuer}/{year}")


def test_a_refused_run_remembers_no_pattern(app: Flask, cast: Cast) -> None:
    own = cast.secretariat()
    own.signatory = "ꦱꦶꦠꦶ"
    series, meetings = cohorts.over(cast, cohorts.programme(cast))
    cohorts.attended(cast, cast.maria(), meetings, present=4)
    with pytest.raises(pdf.UnprintableName):
        db.write(actions.issue, series, by=DIRECTOR, now=NOVEMBER)
    assert own.numbered_by == ""


def _put(cast: Cast, person: Person, number: int, subject: dict[str, Any]) -> None:
    line = cohorts.number_line(cast)
    db.session.add(
        Certificate(
            code=f"CODE{number}",
            number=f"{number}/SERT",
            issuer_id=line.issuer_id,
            kind=CertificateKind.COMPLETION,
            line_id=line.id,
            sequence=number,
            person_id=person.id,
            facts={},
            issued_at=clock.now(),
            issued_by="Ratna",
            **subject,
        )
    )
    db.session.commit()


def test_a_certificate_is_about_exactly_one_thing(app: Flask, cast: Cast) -> None:
    maria, meeting = cast.maria(), cast.meeting()
    series = meeting.series
    days = {"period_begins": date(2026, 1, 1), "period_ends": date(2026, 6, 30)}
    each: list[dict[str, Any]] = [
        {"meeting_id": meeting.id},
        {"series_id": series.id},
        {"programme_id": series.programme_id},
        days,
    ]
    wrong: list[dict[str, Any]] = [
        {},
        {"series_id": series.id, "meeting_id": meeting.id},
        {"series_id": series.id, **days},
        {"period_begins": date(2026, 1, 1)},
        {"series_id": series.id, "period_ends": date(2026, 1, 1)},
        {"period_begins": date(2026, 6, 30), "period_ends": date(2026, 1, 1)},
    ]
    for number, subject in enumerate(each, start=1):
        _put(cast, maria, number, subject)
    for number, subject in enumerate(wrong, start=10):
        with pytest.raises(IntegrityError, match=r"ck_certificate|CHECK"):
            _put(cast, maria, number, subject)
        db.session.rollback()
    assert db.session.scalars(select(Certificate.sequence)).all() == [1, 2, 3, 4]
