"""Certificates are issued once, numbered without a gap, stored as printed, and taken back in the open."""

import hashlib
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select

from tests.cast import DIRECTOR, Cast
from tests.certificates import cohorts
from tests.network import logos
from webinar_hub.certificates import actions, pdf, queries, rules
from webinar_hub.certificates.models import Certificate, CertificateState, NumberLine
from webinar_hub.certificates.rules import NotYet
from webinar_hub.config import Settings
from webinar_hub.history.models import Entry
from webinar_hub.kit import clock
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import NotFound
from webinar_hub.kit.files import Files
from webinar_hub.messages.models import Letter
from webinar_hub.network import identity
from webinar_hub.network.numbering import BadPattern
from webinar_hub.programmes.models import Series
from webinar_hub.registrations.models import RegistrationState

NOVEMBER = datetime(2099, 11, 24, 3, tzinfo=UTC)
"""A day in November after every meeting of these tests."""


def issue(series: Series, now: datetime = NOVEMBER) -> list[Certificate]:
    return db.write(actions.issue, series, by=DIRECTOR, now=now)


def letters() -> list[tuple[str, str]]:
    rows = db.session.execute(select(Letter.kind, Letter.facts).order_by(Letter.id))
    return [(kind, facts["certificate"]["number"]) for kind, facts in rows]


def test_the_dry_run_says_who_and_why_and_issuing_does_exactly_that(app: Flask, cast: Cast) -> None:
    series, meetings = cohorts.over(cast, cohorts.programme(cast))
    maria, suparmin = cast.maria(), cast.suparmin()
    cohorts.attended(cast, maria, meetings, present=3)
    cohorts.attended(cast, suparmin, meetings, present=2)
    cohorts.attended(
        cast, cast.person("Siti 😀 Aminah", email="siti@example.org"), meetings, present=4
    )
    [run] = queries.dry_runs([series])
    outcomes = {s.registration.person.name: s.outcome for s in run.standings}
    reasons = {
        name: str(o.reasons[0].message % dict(o.reasons[0].values))
        for name, o in outcomes.items()
        if isinstance(o, NotYet)
    }
    assert [s.registration.person_id for s in run.due] == [maria.id]
    assert reasons["Suparmin"] == "Attended 2 of 4 sessions; needed: 3."
    assert reasons["Siti 😀 Aminah"].startswith(
        "“Siti 😀 Aminah” has letters that cannot be printed"
    )
    assert (run.needed, run.issued, run.not_yet, run.silent) == (3, 0, 2, ())

    [certificate] = issue(series)
    assert certificate.person_id == maria.id
    assert certificate.number == "001/SERT/S-JAJAR/XI/2099"
    assert (certificate.sequence, certificate.issued_by) == (1, DIRECTOR.label)
    printed = {
        name: certificate.facts[name]
        for name in ("holder", "title", "jp", "language", "place_and_date", "code", "mode", "role")
    }
    assert printed == {
        "holder": "Dr. Maria Goreti Bere, S.Sos., M.Si.",
        "title": "Pelatihan Kelanjutan Pelayanan, Angkatan 1",
        "jp": 8,
        "language": "id",
        "place_and_date": "Jakarta, 24 November 2099",
        "code": certificate.code,
        "mode": "secara daring",
        "role": "Peserta",
    }
    assert [topic["title"] for topic in certificate.facts["topics"]] == [
        "Topik 1",
        "Topik 2",
        "Topik 3",
    ]
    assert letters() == [("certificates/issued", certificate.number)]
    assert db.session.execute(select(Entry.verb, Entry.subject_key, Entry.after)).all() == [
        ("issued", certificate.key, {"number": certificate.number})
    ]


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
    with pytest.raises(rules.SeriesNotOver):
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
    with pytest.raises(rules.SeriesWithoutEnd):
        issue(rolling)


def test_a_certificate_is_in_the_language_of_the_registration(app: Flask, cast: Cast) -> None:
    training = cohorts.programme(cast)
    training.name_en = "Service continuity training"
    series, meetings = cohorts.over(cast, training, meetings=1, required=None)
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


def test_a_cancelled_meeting_is_asked_of_nobody(app: Flask, cast: Cast) -> None:
    series, meetings = cohorts.over(cast, cohorts.programme(cast), required=None)
    meetings[3].cancelled_at = clock.now()
    cohorts.attended(cast, cast.maria(), meetings, present=3)
    [certificate] = issue(series)
    assert certificate.facts["jp"] == 8


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
    assert letters() == [
        ("certificates/issued", certificate.number),
        ("certificates/revoked", certificate.number),
    ]


def test_whose_certificate_was_revoked_gets_no_other_until_somebody_says_why(
    app: Flask, cast: Cast
) -> None:
    series, meetings = cohorts.over(cast, cohorts.programme(cast))
    cohorts.attended(cast, cast.maria(), meetings, present=4)
    everybody = Actor(id=3, label="Nasional", scopes=frozenset({""}))
    [certificate] = issue(series)
    db.write(actions.revoke, certificate, reason="orang yang salah", by=DIRECTOR, now=NOVEMBER)
    [run] = queries.dry_runs([series])
    assert (run.due, run.not_yet, run.standings[0].barred) == ([], 1, certificate)
    assert (issue(series), _ready(everybody)) == ([], [])
    with pytest.raises(rules.NoReason):
        db.write(actions.lift, certificate, reason=" ", by=DIRECTOR, now=NOVEMBER)
    db.write(actions.lift, certificate, reason="orangnya ternyata benar", by=DIRECTOR, now=NOVEMBER)
    with pytest.raises(rules.NothingToLift):
        db.write(actions.lift, certificate, reason="lagi", by=DIRECTOR, now=NOVEMBER)
    assert _ready(everybody) == [(series.id, 1)]
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
    assert queries.successor(old) == new
    assert old.code != new.code


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


def test_drawing_again_changes_nothing(app: Flask, cast: Cast, tmp_path: Path) -> None:
    series, meetings = cohorts.over(cast, cohorts.programme(cast))
    cohorts.attended(cast, cast.maria(), meetings, present=4)
    cohorts.attended(cast, cast.suparmin(), meetings, present=4)
    issued = issue(series)
    before = [queries.document(certificate, cast.links, tmp_path) for certificate in issued]
    assert actions.draw_due(cast.links, tmp_path) == 2
    assert actions.draw_due(cast.links, tmp_path) == 0
    stored = [
        (tmp_path / "certificates" / queries.file_name(certificate)).read_bytes()
        for certificate in issued
    ]
    assert stored == before
    assert [certificate.digest for certificate in issued] == [
        hashlib.sha256(document).hexdigest() for document in stored
    ]
    assert [c.facts["check_address"] for c in issued] == [
        cast.links.to("certificates.checked", code=c.code) for c in issued
    ]

    # The second worker of a pair, or the first after a crash between file and row: the same bytes, the same digest.
    digests = [certificate.digest for certificate in issued]
    for certificate in issued:
        certificate.digest = ""
    db.session.commit()
    assert actions.draw_due(cast.links, tmp_path) == 2
    assert [certificate.digest for certificate in issued] == digests
    (tmp_path / "certificates" / queries.file_name(issued[0])).unlink()
    assert queries.document(issued[0], cast.links, tmp_path) == before[0]


def test_a_certificate_keeps_the_logo_of_the_day_it_was_issued(app: Flask, cast: Cast) -> None:
    settings: Settings = app.extensions["settings"]
    files = Files(settings.files)

    def choose(picture: bytes) -> str:
        logo = identity.logo_after(settings, picture, without=False, files=files)
        look = {
            "name": "JAJAR",
            "full_name": "",
            "contact": "",
            "whatsapp": "",
            "red": "#7a1f4b",
            "blue": "#0b5d3b",
        }
        db.write(identity.describe, settings, **look, logo=logo, by=DIRECTOR, now=clock.now())
        return logo

    first = choose(logos.picture())
    series, meetings = cohorts.over(cast, cohorts.programme(cast))
    cohorts.attended(cast, cast.maria(), meetings, present=4)
    [issued] = issue(series)
    choose(logos.picture(size=(100, 100)))
    assert issued.facts["logo"] == first
    before = queries.document(issued, cast.links, settings.files)
    actions.draw_due(cast.links, settings.files)
    assert issued.digest == hashlib.sha256(before).hexdigest()
    [shown] = PdfReader(io.BytesIO(before)).pages[0].images
    assert shown.image is not None
    assert shown.image.size == (320, 160)
    (settings.files / identity.ROOM / first).unlink()
    (settings.files / "certificates" / queries.file_name(issued)).unlink()
    assert (
        len(
            PdfReader(io.BytesIO(queries.document(issued, cast.links, settings.files)))
            .pages[0]
            .images
        )
        == 0
    )


def test_ready_counts_what_could_be_issued_in_ones_scope(app: Flask, cast: Cast) -> None:
    cast.region("53")
    mine, meetings = cohorts.over(
        cast, cast.programme("Pelatihan NTT", owner=cast.secretariat("53").organisation)
    )
    cohorts.attended(cast, cast.maria(), meetings, present=4)
    cohorts.over(cast, cohorts.programme(cast))
    ntt = Actor(id=1, label="NTT", scopes=frozenset({"53"}))
    papua = Actor(id=2, label="Papua", scopes=frozenset({"91"}))
    everywhere = Actor(id=3, label="Nasional", scopes=frozenset({""}))
    counted = {actor.label: _ready(actor) for actor in (ntt, papua, everywhere)}
    assert counted == {"NTT": [(mine.id, 1)], "Papua": [], "Nasional": [(mine.id, 1)]}
    assert [
        len(queries.visible_to(actor).over(clock.now()).series)
        for actor in (ntt, papua, everywhere)
    ] == [1, 0, 2]


def _ready(actor: Actor) -> list[tuple[int, int]]:
    return [
        (ready.series.id, ready.number) for ready in queries.ready(actor, now=clock.now(), limit=5)
    ]


@pytest.mark.parametrize(
    ("required", "expected"), [(None, [4]), (3, [3, 4]), (9, [4]), (1, [1, 2, 3, 4])]
)
def test_the_database_counts_by_the_rule_of_the_dry_run(
    app: Flask, cast: Cast, required: int | None, expected: list[int]
) -> None:
    series, meetings = cohorts.over(cast, cohorts.programme(cast), meetings=5, required=required)
    meetings[-1].cancelled_at = clock.now()
    for number in range(6):
        cohorts.attended(
            cast,
            cast.person(f"Peserta {number}", email=f"p{number}@example.org"),
            meetings,
            present=number,
        )
    gone = cohorts.attended(
        cast, cast.person("Yang Mundur", email="mundur@example.org"), meetings, present=4
    )
    gone.state = RegistrationState.LEFT
    db.session.commit()
    [run] = queries.dry_runs([series])
    everybody = Actor(id=3, label="Nasional", scopes=frozenset({""}))
    assert {standing.outcome.attended for standing in run.due} == set(expected)
    assert _ready(everybody) == [(series.id, len(run.due))]


def test_series_that_ended_come_page_by_page(app: Flask, cast: Cast) -> None:
    programme = cohorts.programme(cast)
    ended = [
        cohorts.over(cast, programme, meetings=1, name=f"Angkatan {number}")[0]
        for number in range(1, 4)
    ]
    seen = queries.visible_to(Actor(id=3, label="Nasional", scopes=frozenset({""})))
    first = seen.over(clock.now(), size=2)
    assert [series.id for series in first.series] == [ended[2].id, ended[1].id]
    assert first.after == ended[1].key
    rest = seen.over(clock.now(), after=first.after, size=2)
    assert ([series.id for series in rest.series], rest.after) == ([ended[0].id], None)
    with pytest.raises(NotFound):
        seen.over(clock.now(), after="tidakada")
