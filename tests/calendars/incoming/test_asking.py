"""Members' calendars are fetched, kept and shown; what cannot be fetched keeps its last dates."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from tests.calendars.incoming.server import OPEN, Server, says, serving, way
from tests.calendars.incoming.steps import (
    ADDRESS,
    as_stored,
    date_of,
    event,
    taken_in,
    wait_out_pauses,
    written_down,
)
from tests.cast import DIRECTOR, NTT, Cast, soon
from webinar_hub.calendars.feeds import feed_bytes
from webinar_hub.calendars.incoming import actions, asking, queries, reading, rules
from webinar_hub.calendars.incoming.actions import Due
from webinar_hub.calendars.incoming.fetching import Way
from webinar_hub.calendars.models import IncomingCalendar, IncomingEntry
from webinar_hub.calendars.scopes.rules import Wanted
from webinar_hub.history.models import Entry
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.network.rules import OrganisationElsewhere


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """Yield a server at a number that counts as public."""
    with serving() as running:
        yield running


def _shown() -> list[str]:
    db.session.rollback()
    return [each.title for each in queries.between(soon(days=-300), soon(days=600))]


def _at(server: Server, cast: Cast, path: str = "/a.ics") -> IncomingCalendar:
    server.asked.clear()
    return written_down(cast.organisation("Forum PRB"), server.address(path))


def test_a_calendar_is_fetched_once_in_its_pause(app: Flask, cast: Cast, server: Server) -> None:
    server.answers["/a.ics"] = says(event("Rapat"), ETag='"1"')
    made = _at(server, cast)
    assert asking.ask_next(way()[0])
    assert not asking.ask_next(way()[0])
    assert (len(server.asked), _shown()) == (1, ["Rapat"])
    stored = as_stored(made.key)
    assert stored.problem == ""
    assert stored.fetched_at is not None
    assert timedelta(minutes=59) < stored.next_at - clock.now() <= rules.PAUSE


def test_what_did_not_change_stays_and_is_read_anew_each_week(
    sqlite_app: Flask, cast: Cast, server: Server
) -> None:
    server.answers["/a.ics"] = says(event("Rapat"), ETag='"1"')
    _at(server, cast)
    asking.ask_next(way()[0])
    server.answers["/a.ics"] = says(b"", 304)
    for asked in ('"1"', None):
        wait_out_pauses()
        asking.ask_next(way()[0])
        assert (server.asked[-1][1].get("If-None-Match"), _shown()) == (asked, ["Rapat"])
        week_ago = clock.now() - rules.READ_ANEW
        db.session.execute(update(IncomingCalendar).values(read_at=week_ago))
        db.session.commit()


def test_what_a_server_says_of_its_age_can_be_stored(
    app: Flask, cast: Cast, server: Server
) -> None:
    """PostgreSQL takes no NUL."""
    server.answers["/a.ics"] = says(event("Rapat"), ETag='"1\0"', Last_Modified="Mon\0")
    made = _at(server, cast)
    assert asking.ask_next(way()[0])
    stored = as_stored(made.key)
    assert (_shown(), stored.etag, stored.last_modified) == (["Rapat"], '"1"', "Mon")


def test_a_dead_calendar_keeps_its_dates_and_waits_longer_each_time(
    app: Flask, cast: Cast, server: Server
) -> None:
    server.answers["/a.ics"] = says(event("Rapat"))
    made = _at(server, cast)
    asking.ask_next(way()[0])
    server.answers["/a.ics"] = says(b"<html>", 200)
    since = []
    for hours in (2, 4, 8):
        wait_out_pauses()
        asking.ask_next(way()[0])
        stored = as_stored(made.key)
        assert (stored.problem, _shown()) == (rules.WebPage.code, ["Rapat"])
        assert round((stored.next_at - clock.now()) / timedelta(hours=1)) == hours
        since.append(stored.failing_since)
    assert len({*since}) == 1
    server.answers["/a.ics"] = says(event("Rapat baru"))
    wait_out_pauses()
    asking.ask_next(way()[0])
    stored = as_stored(made.key)
    assert (stored.problem, stored.failing_since, stored.failures) == ("", None, 0)
    assert _shown() == ["Rapat baru"]


def test_nothing_paused_is_fetched_or_shown(app: Flask, cast: Cast) -> None:
    made = taken_in(cast.organisation("Forum PRB"), [date_of("Rapat")])
    wait_out_pauses()
    db.write(actions.pause, made, by=DIRECTOR, now=clock.now())
    assert (db.write(actions.claim, now=clock.now()), _shown()) == (None, [])
    db.write(actions.go_on, made, by=DIRECTOR, now=clock.now())
    assert db.write(actions.claim, now=clock.now()) is not None
    assert _shown() == ["Rapat"]


def test_only_what_differs_is_written_anew(app: Flask, cast: Cast) -> None:
    stays = date_of("Rapat")
    made = taken_in(cast.organisation("Forum PRB"), [stays, date_of("Pelatihan")])
    ids = {row.title: row.id for row in queries.entries(made.id)}
    due = Due(made.id, made.address, "", "")
    db.write(actions.keep, due, [stays, date_of("Lokakarya")], now=clock.now())
    after = {row.title: row.id for row in queries.entries(made.id)}
    assert after.keys() == {"Rapat", "Lokakarya"}
    assert after["Rapat"] == ids["Rapat"]


def test_hubs_that_take_each_other_give_one_event(
    sqlite_app: Flask, cast: Cast, server: Server
) -> None:
    """Our own feed, as a member's calendar hands it on, and what two members both have."""
    cast.meeting(cast.series(), title="Semidaring")
    ours = feed_bytes(Wanted(), "id", "JAJAR", cast.links)
    now = clock.now()
    read = reading.read(ours, now - rules.BEFORE, now + rules.AFTER)
    assert [each.title for each in read] == ["Semidaring"]
    both = date_of("Rapat bersama")
    taken_in(cast.organisation("Forum PRB"), [*read, both])
    taken_in(cast.pelita(), [both, date_of("Lokakarya")], "https://pelita.test/a.ics")
    assert sorted(_shown()) == ["Lokakarya", "Rapat bersama"]
    assert feed_bytes(Wanted(), "id", "JAJAR", cast.links) == ours


def test_no_calendar_puts_the_date_of_another_out_of_sight(sqlite_app: Flask, cast: Cast) -> None:
    """Whoever knows its UID may write another title under it: then both are there."""
    taken_in(cast.organisation("Forum PRB"), [date_of("Bukan rapat", uid="rapat-1")])
    own = date_of("Rapat", uid="rapat-1")
    taken_in(cast.pelita(), [own], "https://pelita.test/a.ics")
    assert sorted(_shown()) == ["Bukan rapat", "Rapat"]


def test_what_was_fetched_from_an_earlier_address_is_not_kept(app: Flask, cast: Cast) -> None:
    made = taken_in(cast.organisation("Forum PRB"))
    wait_out_pauses()
    due = db.write(actions.claim, now=clock.now())
    assert due is not None
    new = f"{ADDRESS}?baru"
    db.write(actions.describe, made, name="Agenda", address=new, by=DIRECTOR, now=clock.now())
    db.write(actions.keep, due, [date_of("Rapat")], now=clock.now())
    db.write(actions.note_problem, due, rules.NotThere.code, now=clock.now())
    assert (_shown(), as_stored(made.key).problem) == ([], "")
    again = db.write(actions.claim, now=clock.now())
    assert again is not None
    assert again.address == new


def test_a_removed_calendar_leaves_nothing_but_its_history(app: Flask, cast: Cast) -> None:
    made = taken_in(cast.organisation("Forum PRB"), [date_of("Rapat")])
    key, due = made.key, Due(made.id, made.address, "", "")
    db.write(actions.remove, made, by=DIRECTOR, now=clock.now())
    db.write(actions.keep, due, [date_of("Rapat")], now=clock.now())
    assert db.session.scalars(select(IncomingEntry.id)).all() == []
    told = db.session.scalars(select(Entry.verb).where(Entry.subject_key == key).order_by(Entry.id))
    assert told.all() == ["added", "removed a calendar"]


def test_nobody_takes_in_what_is_not_theirs_or_is_there(app: Flask, cast: Cast) -> None:
    made = taken_in(cast.organisation("Forum PRB", region="91"))
    with pytest.raises(OrganisationElsewhere):
        written_down(made.organisation, f"{ADDRESS}?2", by=NTT)
    with pytest.raises(rules.AddressTaken):
        written_down(made.organisation)
    assert queries.seen_by(NTT).calendars() == []


def test_dates_long_over_are_forgotten(app: Flask, cast: Cast) -> None:
    dates = [date_of("lama", starts=soon(days=-91)), date_of("Rapat")]
    taken_in(cast.organisation("Forum PRB"), dates)
    db.write(actions.forget, before=clock.now() - timedelta(days=90))
    assert _shown() == ["Rapat"]


def test_the_worker_refuses_what_leads_to_itself(sqlite_app: Flask, cast: Cast) -> None:
    """The usual way, as the job goes it, to this very machine."""
    with serving(OPEN) as inside:
        inside.answers["/a.ics"] = says(event("Rapat"))
        address = f"https://{OPEN}:{inside.port}/a.ics"
        made = taken_in(cast.organisation("Forum PRB"), address=address)
        wait_out_pauses()
        asking.ask_next(Way())
        assert (inside.asked, as_stored(made.key).problem) == ([], rules.NotPublic.code)
