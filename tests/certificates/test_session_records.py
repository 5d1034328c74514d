"""What other rooms know of a session's certificate: whose it is, who counts it, who may see it."""

from flask import Flask

from tests.cast import DIRECTOR, Cast
from tests.certificates import thursdays
from tests.records.merged_lives import merge
from webinar_hub.certificates import queries
from webinar_hub.certificates.issuing import actions
from webinar_hub.certificates.models import Certificate
from webinar_hub.certificates.sessions.queries import dry_run
from webinar_hub.directory.focal.queries import OwnOrganisations
from webinar_hub.kit import clock
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.people.models import Person
from webinar_hub.programmes.models import Meeting
from webinar_hub.records.own.card import card
from webinar_hub.records.upkeep.actions import erase
from webinar_hub.reports.queries import reached_by_series

NUSA_TENGGARA = Actor(id=4, label="NTT", scopes=frozenset({"53"}))


def certified(cast: Cast, person: Person, meeting: Meeting) -> Certificate:
    thursdays.stayed(cast, person, meeting, minutes=120)
    [given] = db.write(actions.issue, meeting, [person.id], by=DIRECTOR, now=clock.now())
    return given


def test_who_is_made_one_with_the_holder_holds_it(app: Flask, cast: Cast) -> None:
    meeting = thursdays.over(cast)
    one, other = cast.suparmin(), cast.person("Suparman", email="suparman@example.org")
    thursdays.stayed(cast, one, meeting, minutes=10)
    given = certified(cast, other, meeting)
    done = merge(one, other)
    kept = db.session.get_one(Person, done.kept_id, populate_existing=True)
    [entitlement] = dry_run(meeting).entitlements
    assert (queries.of_person(kept), entitlement.certificate) == ([given], given)
    assert queries.of_registration(entitlement.registration) == [given]


def test_erasing_takes_the_name_off_it_and_gives_no_other(app: Flask, cast: Cast) -> None:
    meeting = thursdays.over(cast)
    given = certified(cast, cast.maria(), meeting)
    erase(given.person, by=DIRECTOR, now=clock.now())
    db.session.commit()
    assert (given.facts["holder"], given.facts["title"]) == (
        "",
        "Pangan pesisir, Semidaring Multisektor",
    )
    assert db.write(actions.issue, meeting, by=DIRECTOR, now=clock.now()) == []


def test_the_copy_of_her_data_names_the_session(app: Flask, cast: Cast) -> None:
    given = certified(cast, cast.maria(), thursdays.over(cast))
    [row] = queries.copy_of(given.person)
    assert (row["title"], row["jp"]) == ("Pangan pesisir, Semidaring Multisektor", 2)


def test_her_organisation_her_province_and_the_figures_know_it(app: Flask, cast: Cast) -> None:
    meeting, organisation = thursdays.over(cast), cast.pelita()
    given = certified(cast, cast.maria(), meeting)
    registration = dry_run(meeting).entitlements[0].registration
    registration.organisation_id, registration.region_code = organisation.id, "53.71"
    db.session.commit()
    desk = OwnOrganisations([organisation.id])
    assert desk.certificates(organisation) == [given]
    [member] = desk.people(organisation, clock.now()).members
    assert member.certificates == [given]
    assert card(given.person, NUSA_TENGGARA).certificates == [given]
    assert reached_by_series([meeting.series.programme_id]).certificates == {meeting.series_id: 1}
