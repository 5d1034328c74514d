"""Certificates are issued once, numbered without a gap, and taken back in the open."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.cast import DIRECTOR, Cast
from tests.certificates import cohorts
from webinar_hub.certificates import queries
from webinar_hub.certificates.checking.queries import successor
from webinar_hub.certificates.drawing import pdf
from webinar_hub.certificates.earning import rules as earning
from webinar_hub.certificates.earning.queries import dry_runs
from webinar_hub.certificates.issuing import actions, rules
from webinar_hub.certificates.models import Certificate, CertificateState, NumberLine
from webinar_hub.history import journal
from webinar_hub.history.models import Entry
from webinar_hub.kit import clock
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.messages.models import Letter, LetterState
from webinar_hub.network.numbering import BadPattern
from webinar_hub.programmes.models import Series

NOVEMBER = datetime(2099, 11, 24, 3, tzinfo=UTC)
"""A day in November after every meeting of these tests."""


def issue(series: Series, now: datetime = NOVEMBER) -> list[Certificate]:
    return db.write(actions.issue, series, by=DIRECTOR, now=now)


def letters() -> list[tuple[str, str]]:
    """Return what goes to people, and of which certificate."""
    going = Letter.state != LetterState.DROPPED
    rows = db.session.execute(select(Letter.kind, Letter.facts).where(going).order_by(Letter.id))
    return [(kind, facts["certificate"]["number"]) for kind, facts in rows]


def test_a_second_run_issues_only_to_those_without(app: Flask, cast: Cast) -> None:
    series, meetings = cohorts.over(cast, cohorts.programme(cast))
    cohorts.attended(cast, cast.maria(), meetings, present=4)
    assert [c.number for c in issue(series)] == ["001/SERT/S-JAJAR/XI/2099"]
    assert issue(series) == []
    cohorts.attended(cast, cast.suparmin(), meetings, present=4)
    assert [c.number for c in issue(series)] == ["002/SERT/S-JAJAR/XI/2099"]
    assert [kind for kind, _number in letters()] == ["certificates/issued"] * 2


def test_numbers_go_on_across_series_and_begin_again_with_the_year_of_the_issuer(
    app: Flask, cast: Cast
) -> None:
    training = cohorts.programme(cast)
    numbers = []
    # 17.30 UTC on the last day of the year is already January in Jakarta.
    for name, now in (
        ("A", NOVEMBER),
        ("B", NOVEMBER),
        ("C", datetime(2099, 12, 31, 17, 30, tzinfo=UTC)),
    ):
        series, meetings = cohorts.over(cast, training, name=name)
        cohorts.attended(
            cast,
            cast.person(f"Orang {name}", email=f"{name.lower()}@example.org"),
            meetings,
            present=4,
        )
        numbers += [certificate.number for certificate in issue(series, now)]
    assert numbers == [
        "001/SERT/S-JAJAR/XI/2099",
        "002/SERT/S-JAJAR/XI/2099",
        "001/SERT/S-JAJAR/I/2100",
    ]
    lines = db.session.execute(
        select(NumberLine.year, NumberLine.last).order_by(NumberLine.year)
    ).all()
    assert lines == [(2099, 2), (2100, 1)]


def test_a_refusal_takes_no_number(app: Flask, cast: Cast) -> None:
    secretariat = cast.secretariat()
    series, meetings = cohorts.over(cast, cohorts.programme(cast))
    cohorts.attended(cast, cast.maria(), meetings, present=4)
    with pytest.raises(earning.SeriesNotOver):
        issue(series, meetings[-1].ends_at - timedelta(minutes=1))
    for name, value, refusal in (
        ("signatory", "", rules.NoSignatory),
        ("signatory", "ꦱꦶꦠꦶ", pdf.UnprintableName),
        ("number_pattern", "{number}/SERT", BadPattern),
    ):
        before = getattr(secretariat, name)
        setattr(secretariat, name, value)
        db.session.commit()
        with pytest.raises(refusal):
            issue(series)
        setattr(secretariat, name, before)
        db.session.commit()
    assert db.session.scalars(select(NumberLine)).all() == []
    assert letters() == []
    assert [c.sequence for c in issue(series)] == [1]


def test_a_topic_that_only_one_person_attended_must_be_printable_too(
    app: Flask, cast: Cast
) -> None:
    series, meetings = cohorts.over(cast, cohorts.programme(cast))
    cohorts.attended(cast, cast.maria(), meetings, present=4)
    cohorts.attended(cast, cast.suparmin(), meetings, present=3)
    meetings[3].title = "W" * 200
    db.session.commit()
    with pytest.raises(pdf.UnprintableName):
        issue(series)
    assert queries.of_series(series.id) == []
    meetings[3].title = "Panjang " * 24
    db.session.commit()
    assert len(issue(series)) == 2


def test_only_a_secretariat_issues_and_a_rolling_series_never_ends(app: Flask, cast: Cast) -> None:
    series, meetings = cohorts.over(
        cast, cast.programme("Pelatihan Yayasan", owner=cast.organisation())
    )
    cohorts.attended(cast, cast.maria(), meetings, present=4)
    with pytest.raises(rules.NoIssuer):
        issue(series)
    rolling = cast.series(cast.programme())
    cast.meeting(rolling, starts_at=clock.now() - timedelta(days=2))
    with pytest.raises(earning.SeriesWithoutEnd):
        issue(rolling)


def test_a_certificate_is_in_the_language_of_the_registration(app: Flask, cast: Cast) -> None:
    training = cohorts.programme(cast)
    training.name_en = "Service continuity training"
    series, meetings = cohorts.over(cast, training, meetings=1, required=None)
    meetings[0].title_en = "Topic 1"
    cohorts.attended(
        cast,
        cast.person("John Smith", email="john@example.org", language="en"),
        meetings,
        present=1,
    )
    [certificate] = issue(series)
    names = ("heading", "title", "place_and_date", "mode", "role")
    assert [certificate.facts[name] for name in names] == [
        "CERTIFICATE",
        "Service continuity training, Angkatan 1",
        "Jakarta, 24 November 2099",
        "online",
        "Participant",
    ]
    assert [topic["title"] for topic in certificate.facts["topics"]] == ["Topic 1"]


def test_revoking_says_why_once(app: Flask, cast: Cast) -> None:
    series, meetings = cohorts.over(cast, cohorts.programme(cast))
    cohorts.attended(cast, cast.maria(), meetings, present=4)
    [certificate] = issue(series)
    with pytest.raises(rules.NoReason):
        db.write(actions.revoke, certificate, reason=" ", by=DIRECTOR, now=NOVEMBER)
    db.write(actions.revoke, certificate, reason="orang yang salah", by=DIRECTOR, now=NOVEMBER)
    with pytest.raises(rules.AlreadyRevoked):
        db.write(actions.revoke, certificate, reason="lagi", by=DIRECTOR, now=NOVEMBER)
    assert (certificate.state, certificate.revoked_why) == (
        CertificateState.REVOKED,
        "orang yang salah",
    )
    assert letters() == [("certificates/revoked", certificate.number)]


def test_whose_certificate_was_revoked_gets_no_other_until_somebody_says_why(
    app: Flask, cast: Cast
) -> None:
    series, meetings = cohorts.over(cast, cohorts.programme(cast))
    cohorts.attended(cast, cast.maria(), meetings, present=4)
    everybody = Actor(id=3, label="Nasional", scopes=frozenset({""}))
    [certificate] = issue(series)
    db.write(actions.revoke, certificate, reason="orang yang salah", by=DIRECTOR, now=NOVEMBER)
    [run] = dry_runs([series])
    assert (run.due, run.not_yet, run.entitlements[0].barred_by) == ([], 1, certificate)
    assert (issue(series), cohorts.waiting(everybody)) == ([], [])
    with pytest.raises(rules.NoReason):
        db.write(actions.lift, certificate, reason=" ", by=DIRECTOR, now=NOVEMBER)
    db.write(actions.lift, certificate, reason="orangnya ternyata benar", by=DIRECTOR, now=NOVEMBER)
    with pytest.raises(rules.NothingToLift):
        db.write(actions.lift, certificate, reason="lagi", by=DIRECTOR, now=NOVEMBER)
    assert cohorts.waiting(everybody) == [(series.id, 1)]
    [again] = issue(series)
    assert (again.sequence, certificate.state) == (2, CertificateState.REVOKED)
    last = db.session.scalars(select(Entry).where(Entry.verb == "lifted a revocation")).one()
    assert (last.reason, last.after) == ("orangnya ternyata benar", {"number": certificate.number})
    with pytest.raises(rules.NothingToLift):
        db.write(actions.lift, again, reason="tidak dicabut", by=DIRECTOR, now=NOVEMBER)


def test_replacing_prints_the_name_of_today_under_a_new_number(app: Flask, cast: Cast) -> None:
    series, meetings = cohorts.over(cast, cohorts.programme(cast))
    maria = cast.maria()
    cohorts.attended(cast, maria, meetings, present=4)
    [old] = issue(series)
    maria.title_after = "S.Sos., M.Kesos."
    db.session.commit()
    new = db.write(actions.replace, old, reason="ejaan gelar", by=DIRECTOR, now=NOVEMBER)
    assert (old.state, old.facts["holder"]) == (
        CertificateState.REPLACED,
        "Dr. Maria Goreti Bere, S.Sos., M.Si.",
    )
    assert (new.state, new.facts["holder"], new.sequence) == (
        CertificateState.VALID,
        "Dr. Maria Goreti Bere, S.Sos., M.Kesos.",
        2,
    )
    assert successor(old) == new
    assert old.code != new.code
    told = db.session.scalars(select(Letter).where(Letter.kind == "certificates/revoked")).one()
    assert told.facts["replaced"] is True


def test_nothing_is_replaced_by_what_is_not_earned(app: Flask, cast: Cast) -> None:
    series, meetings = cohorts.over(cast, cohorts.programme(cast))
    maria = cast.maria()
    cohorts.attended(cast, maria, meetings, present=4)
    [old] = issue(series)
    maria.name = "ꦩꦫꦶꦪ"
    db.session.commit()
    with pytest.raises(rules.NotEarned):
        db.write(actions.replace, old, reason="ejaan", by=DIRECTOR, now=NOVEMBER)
    assert old.state == CertificateState.VALID
    assert [kind for kind, _number in letters()] == ["certificates/issued"]
    assert old.key not in {entry.key for entry in journal.present().entries}
