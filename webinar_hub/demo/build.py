"""Build the demo network: all that happened in its weeks, at the moments when it would have.

Everything is done by the rooms' own actions. No row is made here.
"""

import random
from datetime import datetime, time, timedelta

from webinar_hub.calendars.incoming import actions as incoming
from webinar_hub.calendars.incoming.rules import Date
from webinar_hub.certificates import queries as earned
from webinar_hub.certificates.assignments import actions as assignments
from webinar_hub.certificates.earning.queries import dry_runs
from webinar_hub.certificates.issuing import actions as certificates
from webinar_hub.certificates.statements import actions as statements
from webinar_hub.certificates.statements.queries import presences
from webinar_hub.demo import door, keeping, photos, speaking, writing
from webinar_hub.demo.crowd import Crowd
from webinar_hub.demo.held import Held
from webinar_hub.demo.networks import NETWORKS, ORGANISATIONS
from webinar_hub.demo.persons import ASKING, people
from webinar_hub.demo.programmes import DemoMeeting, DemoProgramme, programmes
from webinar_hub.demo.stage import Directory, Run, ask_to_stand, staff, start
from webinar_hub.demo.timeline import Timeline
from webinar_hub.kit.actor import Actor, machine
from webinar_hub.kit.db import db
from webinar_hub.kit.zones import WIB
from webinar_hub.messages import actions as messages
from webinar_hub.messages.queries import seen_by as letters_seen_by
from webinar_hub.programmes.gathering import actions as gathering
from webinar_hub.programmes.models import Meeting, Series
from webinar_hub.programmes.planning.actions import change_meeting
from webinar_hub.programmes.queries import seen_by as programmes_seen_by
from webinar_hub.registrations.channels import actions as channels
from webinar_hub.registrations.reminding import actions as reminding
from webinar_hub.web.shell import links, settings

_LEFT_TO_ISSUE = 8
_LEFT_TO_REVIEW = 2
_HANDED_OVER_AT = time(17, 0)
_AWARDED = timedelta(hours=6)
_ASKED = timedelta(hours=30)
_REMINDED = timedelta(hours=24)
_TAKEN_IN = timedelta(minutes=5)
_SHOWN = timedelta(days=3)
_SENT = timedelta(hours=2)
_PROPOSING = 5
_NETWORK = NETWORKS[0].key
_NOT_YET_HANDED_OVER = timedelta(hours=6)
_RIGHT, _WRONG = "menggantikan", "mengantikan"


def is_empty() -> bool:
    """Say whether there is no programme yet."""
    return not programmes_seen_by(machine("demo")).programmes()


def build(seed: int, *, now: datetime) -> None:
    """Fill the database with the demo network as it stands at an aware moment.

    All of it or, when something fails, nothing.

    The same seed and day give the same people, dates and stays; keys and codes are random as
    always.
    """
    db.write(_live_through, seed, now=now)


def _live_through(seed: int, *, now: datetime) -> None:
    # Everything is drawn here, so that the whole can be run again when it was rolled back.
    rng = random.Random(seed)
    timeline = Timeline(now)
    everybody = people(rng, ORGANISATIONS)
    planned = programmes(rng, everybody, now.astimezone(WIB.info).date())
    first = min(demo.series.opens_at for demo in planned)
    set_up = first - timedelta(days=7)
    directory = Directory(rng, now=set_up)
    secretariat = staff(directory, now=set_up)
    crowd = Crowd(rng, everybody, directory, timeline)

    def begin(demo: DemoProgramme, moment: datetime) -> None:
        run = start(demo, directory, by=secretariat, now=moment)
        crowd.come_to(run)
        rolling = demo.series.rolling
        Held(rng, run, crowd, timeline, undecided=_LEFT_TO_REVIEW if rolling else 0)
        keeping.keep(run, timeline, by=secretariat)
        if rolling:
            door.hold(run, timeline, by=secretariat)
            _share(run.series, by=secretariat, now=moment)
            writing.write(run.meetings, timeline, by=secretariat)
            proposing = [each for each in everybody if each.email][-_PROPOSING:]
            writing.propose(run.series.programme, proposing, directory, timeline, by=secretariat)
            timeline.at(
                timeline.end - _SHOWN, speaking.show, _around(run, timeline), directory, secretariat
            )
            timeline.at(timeline.end, photos.show, _last_over(run, timeline), secretariat)
            _award_last(run, timeline, by=secretariat)
            _remind(run, timeline)
            timeline.at(timeline.end - _SENT, _send, _next(run, timeline), secretariat)
        else:
            _award(run, timeline, by=secretariat)

    for demo in planned:
        timeline.at(demo.series.opens_at, begin, demo)
    timeline.at(now - _ASKED, _ask, directory)
    weekly = next(demo.series for demo in planned if demo.series.rolling)
    coming = next(each.starts_at for each in weekly.meetings if each.starts_at > now)
    timeline.at(now - _TAKEN_IN, _take_in, directory, coming, secretariat)
    handed_over = datetime.combine(first, _HANDED_OVER_AT, WIB.info)
    while handed_over <= now - _NOT_YET_HANDED_OVER:
        timeline.at(handed_over, _hand_over, secretariat)
        handed_over += timedelta(days=1)
    timeline.run()


def _around(run: Run, timeline: Timeline) -> list[DemoMeeting]:
    """Return the next session of a run, the last that is over and the one after the next."""
    over = sum(each.ends_at <= timeline.end for each in run.meetings)
    last, coming, later = (demo for demo, _meeting in run.dates[over - 1 : over + 2])
    return [coming, last, later]


def _next(run: Run, timeline: Timeline) -> Meeting:
    return next(each for each in run.meetings if each.ends_at > timeline.end)


def _last_over(run: Run, timeline: Timeline) -> Meeting:
    return [each for each in run.meetings if each.ends_at <= timeline.end][-1]


def _share(series: Series, *, by: Actor, now: datetime) -> None:
    """Say where the weekly webinar is streamed, and make a word for two groups."""
    link = "https://video.example/jajar/langsung"
    gathering.stream(series, stream_link=link, stream_beside=False, by=by, now=now)
    for word in ("grup-ntt", "surat-bulanan"):
        channels.add(series, word, by=by, now=now)


def _remind(run: Run, timeline: Timeline) -> None:
    """Remind the people of the last session that is over, and of the next, a day before."""
    over = sum(each.ends_at <= timeline.end for each in run.meetings)
    for meeting in run.meetings[over - 1 : over + 1]:
        timeline.at(meeting.starts_at - _REMINDED, _remind_all)


def _remind_all(now: datetime) -> None:
    while reminding.remind_some(now=now):
        pass


def _ask(directory: Directory, now: datetime) -> None:
    ask_to_stand(ASKING, directory, now=now)


def _take_in(directory: Directory, coming: datetime, by: Actor, now: datetime) -> None:
    """Take a network's own calendar in, as it was fetched: one date meets the weekly webinar."""
    network = directory.organisations[_NETWORK]
    address = f"https://kalender.{_NETWORK}.example/agenda.ics"
    incoming.take_in(network, name="Agenda jaringan", address=address, by=by, now=now)
    due = incoming.claim(now=now)
    assert due is not None
    midnight = datetime.combine(coming.astimezone(WIB.info).date(), time(), WIB.info)
    dates = [
        Date(f"{title}@{_NETWORK}.example", starts, ends, whole, title, place)
        for title, place, starts, ends, whole in (
            ("Rapat pengurus", "", coming, coming + timedelta(hours=1), False),
            (
                "Lokakarya relawan",
                "Yogyakarta",
                midnight + timedelta(days=5),
                midnight + timedelta(days=7),
                True,
            ),
            (
                "Pertemuan anggota",
                "Daring",
                midnight + timedelta(days=1, hours=9),
                midnight + timedelta(days=1, hours=11),
                False,
            ),
        )
    ]
    incoming.keep(due, dates, now=now)


def _hand_over(by: Actor, now: datetime) -> None:
    """Pass on what waits, as a secretariat without a mail server does once a day."""
    for group in ("troubled", "waiting"):
        for letter in letters_seen_by(by).page(group=group, size=1_000).rows:
            messages.hand_over(letter.id, by=by, now=now)


def _award_last(run: Run, timeline: Timeline, *, by: Actor) -> None:
    """Issue what the last session gives whose names are all decided, that evening."""
    over = [each for each in run.meetings if each.ends_at + _AWARDED <= timeline.end]
    for meeting in over[:-_LEFT_TO_REVIEW][-1:]:
        timeline.at(meeting.ends_at + _AWARDED, _issue, meeting, by)


def _issue(meeting: Meeting, by: Actor, now: datetime) -> None:
    certificates.issue(meeting, by=by, now=now)
    present = [each.person.id for each in presences(meeting)]
    statements.give_some(meeting, present, settings=settings(), by=by, now=now)


def _send(meeting: Meeting, by: Actor, now: datetime) -> None:
    """Give everybody who has a part in a session their letter of assignment."""
    assignments.give_to_all(meeting, settings=settings(), links=links(), by=by, now=now)


def _award(run: Run, timeline: Timeline, *, by: Actor) -> None:
    """Issue the certificates of a cohort once it is over, all but the last few.

    The first one shows a slip of spelling in a topic; it is corrected, and the certificate
    replaced, before the others are issued.
    """
    over = run.meetings[-1].ends_at
    corrected = next((meeting for meeting in run.meetings if _WRONG in meeting.title), None)
    if corrected is None:
        return

    def due() -> list[int]:
        return sorted(standing.registration.person_id for standing in dry_runs([run.series])[0].due)

    def issue_first(now: datetime) -> None:
        certificates.issue(run.series, due()[:1], by=by, now=now)

    def correct(now: datetime) -> None:
        change_meeting(
            corrected,
            version=corrected.version,
            title=corrected.title.replace(_WRONG, _RIGHT),
            description=corrected.description,
            starts_at=corrected.starts_at,
            ends_at=corrected.ends_at,
            capacity=corrected.capacity,
            join_link=corrected.join_link,
            by=by,
            now=now,
        )
        [printed] = earned.of_series(run.series.id)
        certificates.replace(printed, reason="Ejaan judul sesi 2 diperbaiki.", by=by, now=now)

    def issue_others(now: datetime) -> None:
        certificates.issue(run.series, due()[:-_LEFT_TO_ISSUE], by=by, now=now)

    timeline.at(over + timedelta(hours=4), issue_first)
    timeline.at(over + timedelta(hours=4, minutes=12), correct)
    timeline.at(over + timedelta(hours=4, minutes=20), issue_others)
