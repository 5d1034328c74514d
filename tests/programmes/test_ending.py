"""A weekly series ends with one of its sessions, and goes on again."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests.cast import DIRECTOR, Cast, soon
from tests.client import Client
from tests.programmes.dated import NOW, held, keep, on, plan, start
from tests.programmes.desk import changes, errors, in_english, resend
from tests.registrations.every_week import asked
from webinar_hub.history.models import Entry
from webinar_hub.kit import clock, language, zones
from webinar_hub.kit.db import db
from webinar_hub.messages.models import Letter
from webinar_hub.programmes import rules as programmes
from webinar_hub.programmes.models import Meeting, Series
from webinar_hub.programmes.recurrence import actions, queries
from webinar_hub.programmes.repairing.foreseeing import foreseen_end
from webinar_hub.registrations.letters import CANCELLED
from webinar_hub.registrations.models import Registration

pytestmark = pytest.mark.usefixtures("app")

SECOND = date(2027, 1, 14)


def end(series: Series, last: Meeting | None, reason: str = "Dana habis") -> Series:
    return db.write(actions.end, series, last=last, reason=reason, by=DIRECTOR, now=NOW)


def told(series: Series, last: Meeting) -> list[str]:
    facts: dict[str, Any] = {"last": last, "reason": "Dana habis", "by": DIRECTOR, "now": NOW}
    with language.reading("en"):
        return foreseen_end(lambda: actions.end(series, **facts), series, last, now=NOW)


def cancelled(series: Series) -> list[date]:
    off = select(Meeting.original_on).where(Meeting.cancelled_at.is_not(None))
    return [*db.session.scalars(off.where(Meeting.series_id == series.id).order_by(Meeting.number))]


def test_later_dates_are_cancelled_in_one_act_and_none_is_planned(cast: Cast) -> None:
    series = start(cast, plan(4, weeks_ahead=2))
    third, fourth = on(series, date(2027, 1, 21)), on(series, date(2027, 1, 28))
    third.venue = "Aula Dinsos"
    there = cast.registration(cast.maria(), on(series, SECOND), third, fourth)
    for seat in there.seats:
        seat.at_venue = True
    db.session.commit()
    with pytest.raises(programmes.ReasonMissing):
        end(series, on(series, SECOND), "")
    assert told(series, on(series, SECOND)) == [
        "No more dates are planned.",
        "2 sessions are cancelled: 21–28 January 2027.",
        "1 person has a place there or waits for one.",
        "1 message goes out.",
    ]
    assert cancelled(series) == [], "a rehearsal leaves nothing"
    end(series, on(series, SECOND))
    assert cancelled(series) == [date(2027, 1, 21), date(2027, 1, 28)]
    assert keep(NOW + timedelta(weeks=9)) == 0
    [letter] = db.session.scalars(select(Letter).where(Letter.kind == CANCELLED))
    assert ([each["number"] for each in letter.facts["meetings"]], letter.facts["ends_with"]) == (
        [3, 4],
        "2027-01-14",
    )
    assert queries.last_session(series) == on(series, SECOND)
    entry = db.session.scalars(select(Entry).where(Entry.verb == "ended")).one()
    assert (entry.reason, entry.after) == ("Dana habis", {"meeting": on(series, SECOND).key})
    with pytest.raises(programmes.MeetingCancelled):
        end(series, third)
    more = plan(1, first=date(2027, 2, 4), weeks_ahead=6)
    db.write(actions.plan_on, series, plan=more, by=DIRECTOR, now=NOW)
    assert queries.last_session(series) is None
    assert keep(NOW) == 1
    assert cancelled(series) == [date(2027, 1, 21), date(2027, 1, 28)]
    assert held(series)[-1] == "2027-02-11 > 2027-02-11 14:00 WIB"
    end(series, None)
    assert len(cancelled(series)) == 6


@pytest.mark.usefixtures("ratna")
def test_what_it_changes_is_shown_first_and_until_when_it_runs_is_read(
    client: Client, cast: Cast
) -> None:
    in_english(client)
    first = soon(weeks=1)
    days = [first.astimezone(zones.WIB.info).date() + timedelta(weeks=week) for week in range(3)]
    facts = plan(first=days[0], days=days, until=days[-1], weeks_ahead=4)
    series = start(cast, facts)
    goes_on = asked(on(series, days[0]), proved=True)
    path = f"/desk/seri/{series.key}/akhir"
    with language.reading("en"):
        reads = f"The series ends with the session of {zones.long_date(days[0])}."
    assert "/akhir" in client.get(f"/desk/seri/{series.key}").text
    assert reads not in client.get(f"/sesi/{on(series, days[0]).key}/daftar").text
    typed = {"last": on(series, days[0]).key, "reason": "Dana habis"}
    unsaid = client.submit(path, **typed | {"reason": ""})
    assert (unsaid.status_code, len(errors(unsaid.text))) == (422, 1)
    shown = client.submit(path, **typed)
    assert changes(shown.text)[0] == "No more dates are planned."
    assert changes(shown.text)[-1] == "1 message goes out."
    assert cancelled(series) == []
    assert resend(client, path, shown).location == f"/desk/seri/{series.key}"
    assert cancelled(series) == days[1:]
    own = cast.page(client, db.session.get_one(Registration, goes_on.registration_id))
    read = [
        f"/desk/seri/{series.key}",
        f"/seri/{series.key}",
        f"/program/{series.programme.key}",
        f"/sesi/{on(series, days[0]).key}/daftar",
        own,
    ]
    for page in read:
        assert reads in client.get(page).text, page
    shown = client.submit(path, last="", reason="Dana habis")
    resend(client, path, shown)
    for page in (f"/desk/seri/{series.key}", f"/seri/{series.key}", own):
        assert "The series has ended." in client.get(page).text, page
    cohort = cast.series(series.programme, rolling=False)
    assert client.get(f"/desk/seri/{cohort.key}/akhir").status_code == 404


@pytest.mark.usefixtures("ratna")
def test_who_plans_on_after_a_while_begins_with_a_date_to_come(client: Client, cast: Cast) -> None:
    series = start(cast, plan(1, first=date(2024, 1, 4)))
    fields = client.form(f"/desk/seri/{series.key}/rencana", "first").fields
    assert fields["first"] > [str(clock.now().astimezone(zones.WIB.info).date())]
