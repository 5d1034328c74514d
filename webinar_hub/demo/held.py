"""Hold the demo's past meetings.

People press "Gabung", Zoom writes its report, the facilitator imports it and decides.
"""

import random
from datetime import datetime, timedelta

from webinar_hub.attendance.entering.actions import enter
from webinar_hub.attendance.evidence import actions as reports
from webinar_hub.attendance.matching.actions import Decision, Verdict, decide
from webinar_hub.attendance.matching.queries import groups
from webinar_hub.demo.crowd import Crowd
from webinar_hub.demo.programmes import DemoMeeting
from webinar_hub.demo.stage import Run
from webinar_hub.demo.timeline import Timeline
from webinar_hub.demo.zoom import Attendee, Intent, draw_intent, participants_report
from webinar_hub.demo.zoom_file import Form
from webinar_hub.kit import zones
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations import queries as registrations
from webinar_hub.registrations.models import SeatStatus

_DOOR_OPENS = timedelta(minutes=25)
_PRESS = 0.5
_STEADINESS_WEEKLY, _STEADINESS_COHORT = 0.8, 0.93


class Held:
    """The meetings of a run that are over when the demo is built.

    The last of a rolling series keep their doubtful rows for the desk.
    """

    def __init__(
        self, rng: random.Random, run: Run, crowd: Crowd, timeline: Timeline, *, undecided: int
    ) -> None:
        self._rng, self._run, self._crowd, self._timeline = rng, run, crowd, timeline
        self._steadiness = _STEADINESS_WEEKLY if run.series.rolling else _STEADINESS_COHORT
        over = [pair for pair in run.dates if pair[1].ends_at + timedelta(hours=6) <= timeline.end]
        for index, (demo, meeting) in enumerate(over):
            decided = index < len(over) - undecided
            timeline.at(
                demo.starts_at - _DOOR_OPENS,
                self._open,
                demo,
                meeting,
                list(Form)[index % len(Form)],
                decided,
            )

    def _open(
        self, demo: DemoMeeting, meeting: Meeting, form: Form, decided: bool, _now: datetime
    ) -> None:
        # By row, since databases sort names differently and the same seed must give the same stays.
        seats = sorted(registrations.seats_of([meeting.id]), key=lambda seat: seat.id)
        keys: dict[Attendee, str] = {}
        online = [each for each in seats if not each.at_venue]
        for registration in (
            seat.registration for seat in online if seat.status is SeatStatus.CONFIRMED
        ):
            attendee = Attendee(
                self._crowd.behind[registration.key],
                registration.code,
                draw_intent(self._rng, steadiness=self._steadiness),
            )
            keys[attendee] = registration.key
            if attendee.intent in (Intent.STAYS, Intent.RECONNECTS) and self._rng.random() < _PRESS:
                moment = demo.starts_at + timedelta(seconds=self._rng.randint(-1_480, 500))
                self._timeline.at(moment, self._press, registration.id, meeting.key)
        imported = demo.ends_at + timedelta(minutes=self._rng.randint(20, 90))
        self._timeline.at(imported, self._import, demo, meeting, form, keys, decided)

    def _press(self, registration_id: int, meeting_key: str, now: datetime) -> None:
        enter(registration_id, meeting_key, now=now)

    def _import(
        self,
        demo: DemoMeeting,
        meeting: Meeting,
        form: Form,
        keys: dict[Attendee, str],
        decided: bool,
        now: datetime,
    ) -> None:
        report = participants_report(
            self._rng,
            form,
            topic=demo.title,
            starts_at=demo.starts_at,
            ends_at=demo.ends_at,
            zone=demo.zone,
            attendees=list(keys),
        )
        number = demo.join_link.partition("/j/")[2].partition("?")[0]
        upload = reports.open_report(
            report.content,
            name=f"participants_{number}.csv",
            zone=zones.zone(demo.zone),
            around=demo.starts_at,
        )
        reports.import_report(meeting.id, upload, by=self._run.facilitator, now=now)
        if decided:
            people = {
                name: keys[attendee]
                for name, attendee in report.attendee_of.items()
                if attendee is not None
            }
            self._timeline.at(
                now + timedelta(minutes=self._rng.randint(5, 60)), self._decide, meeting, people
            )

    def _decide(self, meeting: Meeting, people: dict[str, str], now: datetime) -> None:
        """Say of each row that the rules left open what only the facilitator can know."""
        for group in groups(meeting.id, undecided=True):
            now += timedelta(seconds=self._rng.randint(8, 40))
            who = people.get(group.name, "")
            verdict = Verdict.SOMEBODY if who else Verdict.NOBODY
            decision = Decision([row.fingerprint for row in group.rows], verdict, who)
            decide(meeting.id, decision, by=self._run.facilitator, now=now)
