"""Who earns a certificate is decided by one rule, in a dry run and in what waits at the desk."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from tests.cast import DIRECTOR, Cast
from tests.certificates import cohorts
from webinar_hub.certificates import queries
from webinar_hub.certificates.earning.queries import dry_runs
from webinar_hub.certificates.earning.rules import NotYet
from webinar_hub.certificates.issuing import actions
from webinar_hub.certificates.models import Certificate
from webinar_hub.history.models import Entry
from webinar_hub.kit import clock
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import NotFound
from webinar_hub.messages.models import Letter
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
    [run] = dry_runs([series])
    outcomes = {s.registration.person.name: s.outcome for s in run.entitlements}
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


def test_a_cancelled_meeting_is_asked_of_nobody(app: Flask, cast: Cast) -> None:
    series, meetings = cohorts.over(cast, cohorts.programme(cast), required=None)
    meetings[3].cancelled_at = clock.now()
    cohorts.attended(cast, cast.maria(), meetings, present=3)
    [certificate] = issue(series)
    assert certificate.facts["jp"] == 8


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
    counted = {actor.label: cohorts.waiting(actor) for actor in (ntt, papua, everywhere)}
    assert counted == {"NTT": [(mine.id, 1)], "Papua": [], "Nasional": [(mine.id, 1)]}
    assert [
        len(queries.run_by(actor).ended(clock.now()).rows) for actor in (ntt, papua, everywhere)
    ] == [1, 0, 2]


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
    [run] = dry_runs([series])
    everybody = Actor(id=3, label="Nasional", scopes=frozenset({""}))
    assert {entitlement.outcome.attended for entitlement in run.due} == set(expected)
    assert cohorts.waiting(everybody) == [(series.id, len(run.due))]


def test_series_that_ended_come_page_by_page(app: Flask, cast: Cast) -> None:
    programme = cohorts.programme(cast)
    ended = [
        cohorts.over(cast, programme, meetings=1, name=f"Angkatan {number}")[0]
        for number in range(1, 4)
    ]
    seen = queries.run_by(Actor(id=3, label="Nasional", scopes=frozenset({""})))
    first = seen.ended(clock.now(), size=2)
    assert [series.id for series in first.rows] == [ended[2].id, ended[1].id]
    assert first.after == ended[1].key
    rest = seen.ended(clock.now(), after=first.after, size=2)
    assert ([series.id for series in rest.rows], rest.after) == ([ended[0].id], None)
    with pytest.raises(NotFound):
        seen.ended(clock.now(), after="tidakada")
