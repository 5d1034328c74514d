"""Let the demo's people join and leave: who comes to what, and when they fill in the form."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import TypeVar

from werkzeug.datastructures import MultiDict

from webinar_hub.demo.persons import DemoPerson
from webinar_hub.demo.stage import Directory, Run
from webinar_hub.demo.timeline import Timeline
from webinar_hub.kit import language
from webinar_hub.kit.actor import ONESELF, VISITOR
from webinar_hub.network import regions
from webinar_hub.network.models import OrganisationKind
from webinar_hub.people import queries as people_known
from webinar_hub.people.forms import UNSAID
from webinar_hub.people.models import AgeBand, ConsentKind, Sex
from webinar_hub.people.names import name_key
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations import queries
from webinar_hub.registrations.every_date import actions as every_date
from webinar_hub.registrations.forms import JoinForm
from webinar_hub.registrations.joining import actions as joining
from webinar_hub.registrations.proof import actions as proof
from webinar_hub.registrations.proof import queries as sent_forms
from webinar_hub.registrations.standing import actions as standing

Choice = TypeVar("Choice")

_FAITHFUL = 50
_FAITHFUL_COME = 0.65
_OTHERS_COME = 0.09
_LEAVE = 0.03
_PROVED_BY_PHONE = 0.4
_EARLY = 20
_LEAVES_BEFORE = timedelta(minutes=30)
_SINCE = timedelta(hours=3)
_ON_THEIR_OWN = "Pribadi"
_TICKED = "y"
_SCREEN_READER = "Bahan dalam Word, bukan foto: saya memakai pembaca layar."
# From which regions people come to a cohort, by its programme, and how many apply.
_COHORTS: dict[str, tuple[tuple[str, ...], int]] = {
    "pelayanan": (("1", "2", "3"), 67),
    "peksos": (("51", "52", "53", "6", "7"), 47),
    "kesekretariatan": (("8", "9"), 19),
}


@dataclass(frozen=True)
class Stay:
    """When somebody applies to a cohort, and when they leave it, None where they stay."""

    person: DemoPerson
    joins: datetime
    leaves: datetime | None


def applications(
    rng: random.Random,
    people: Sequence[DemoPerson],
    number: int,
    *,
    opens: datetime,
    closes: datetime,
) -> list[Stay]:
    """Return who applies between two aware moments, the first one first.

    Two of the early ones leave, near the end.
    """
    joins = sorted(
        _awake(rng, opens + (closes - opens) * rng.random() ** 1.5) for _person in range(number)
    )
    chosen = rng.sample(people, number)
    leavers = set(rng.sample(range(min(number, _EARLY)), 2))
    return [
        Stay(
            person,
            joins[place],
            joins[place] + (closes - joins[place]) * rng.uniform(0.95, 1)
            if place in leavers
            else None,
        )
        for place, person in enumerate(chosen)
    ]


def _awake(rng: random.Random, moment: datetime) -> datetime:
    """Return the moment, or one of the evening before where people sleep."""
    if 6 <= moment.hour <= 22:
        return moment
    return moment - timedelta(hours=(moment.hour - rng.randint(16, 21)) % 24)


class Crowd:
    """The people who register, and who is behind each registration."""

    def __init__(
        self,
        rng: random.Random,
        people: Sequence[DemoPerson],
        directory: Directory,
        timeline: Timeline,
    ) -> None:
        self.behind: dict[str, DemoPerson] = {}
        self._rng, self._people, self._directory, self._timeline = rng, people, directory, timeline
        self._ticked: dict[DemoPerson, tuple[ConsentKind, ...]] = {}
        self._shared = {
            phone
            for phone, number in Counter(person.phone for person in people).items()
            if phone and number > 1
        }

    def come_to(self, run: Run) -> None:
        """Put everybody who registers for a programme into the timeline."""
        if run.series.rolling:
            self._come_weekly(run)
        else:
            self._apply(run)

    def _come_weekly(self, run: Run) -> None:
        faithful = set(self._rng.sample(self._people, _FAITHFUL))
        never = set(self._people)
        past = [meeting for meeting in run.meetings if meeting.ends_at <= self._timeline.end]
        for demo, meeting in run.dates:
            for person in self._people:
                if self._rng.random() < (_FAITHFUL_COME if person in faithful else _OTHERS_COME):
                    self._joins_date(run, person, meeting, demo.starts_at)
                    if meeting in past:
                        never.discard(person)
        for person in self._people:
            if person in never:
                demo, meeting = self._rng.choice([pair for pair in run.dates if pair[1] in past])
                self._joins_date(run, person, meeting, demo.starts_at)
        self._timeline.at(self._timeline.end - _SINCE, self._come_to_every_date, run)

    def _come_to_every_date(self, run: Run, now: datetime) -> None:
        """Let the first two who said that their form is theirs come each time; one pauses."""
        by_row = sorted(queries.live_of_series(run.series.id), key=lambda each: each.id)
        one, other = islice(filter(sent_forms.proved, by_row), 2)
        for each in (one, other):
            every_date.go_on(each, by=ONESELF, now=now)
        every_date.pause(other, by=ONESELF, now=now)

    def _joins_date(
        self, run: Run, person: DemoPerson, meeting: Meeting, starts_at: datetime
    ) -> None:
        moment = self._moment(starts_at)
        self._timeline.at(moment, self._join, run, person, meeting)
        latest = starts_at - _LEAVES_BEFORE
        if self._rng.random() < _LEAVE and moment < latest:
            self._timeline.at(
                moment + (latest - moment) * self._rng.random(), self._leave, run, person, meeting
            )

    def _moment(self, starts_at: datetime) -> datetime:
        """Return when somebody registers for a date: mostly on the last days."""
        return _awake(
            self._rng,
            starts_at - timedelta(seconds=self._rng.triangular(1_600, 12 * 86_400, 86_400)),
        )

    def _apply(self, run: Run) -> None:
        regions, number = _COHORTS[run.demo.key]
        closes = min(run.demo.series.closes_at or self._timeline.end, self._timeline.end)
        near = [person for person in self._people if person.region.startswith(regions)]
        for stay in applications(
            self._rng, near, number, opens=run.demo.series.opens_at, closes=closes
        ):
            self._timeline.at(stay.joins, self._join, run, stay.person, None)
            if stay.leaves:
                self._timeline.at(stay.leaves, self._leave, run, stay.person, None)

    def _join(self, run: Run, person: DemoPerson, meeting: Meeting | None, now: datetime) -> None:
        with language.reading("en" if person.organisation == "bridges" else "id"):
            application = self._filled_in(person, meeting).application()
        whole = run.series.key if meeting is None else None
        key = joining.join(
            whole, meeting.key if meeting else None, application, by=VISITOR, now=now
        )
        form = sent_forms.by_key(key)
        if form.email or self._rng.random() < _PROVED_BY_PHONE:
            proof.prove(form, now=now + timedelta(minutes=5))
        self.behind[form.registration.key] = person

    def _filled_in(self, person: DemoPerson, meeting: Meeting | None) -> JoinForm:
        """Return the public form as a person fills it in.

        Most choose their district where it is offered, some have no script for that.
        """
        offered = self._of(person, (True, False), (8, 2))
        chosen = {"region": "", "district": regions.name_of(person.region)}
        typed: dict[str, str | None] = {
            "name": person.name,
            "organisation": self._typed_organisation(person),
            "contact": person.email
            if person.email and person.phone not in self._shared
            else person.phone,
            "sex": self._of(person, (Sex.FEMALE, Sex.MALE, UNSAID), (54, 38, 8)),
            "age_band": self._of(person, (*list(AgeBand)[1:], UNSAID), (14, 30, 26, 16, 4, 10)),
            **(chosen if offered else JoinForm.filled(person.region)),
            **dict.fromkeys(self._consents(person), _TICKED),
            **self._wishes(person, meeting),
        }
        form = JoinForm(formdata=MultiDict(typed), meta={"csrf": False})
        assert form.validate(), form.errors
        return form

    def _typed_organisation(self, person: DemoPerson) -> str:
        """Return what people write.

        The name, its short form, one of its other names, and now and then none.
        """
        home = self._directory.listed[person.organisation]
        short = self._rng.choice([home.abbreviation, *home.aliases])
        return self._rng.choices(
            (home.name, short, home.name.lower(), _ON_THEIR_OWN), weights=(60, 30, 7, 3)
        )[0]

    def _of(self, person: DemoPerson, choices: Sequence[Choice], weights: Sequence[int]) -> Choice:
        """Return what a person answers, the same each time."""
        return random.Random(f"{person.bare_name} {person.region} {len(choices)}").choices(
            choices, weights
        )[0]

    def _wishes(self, person: DemoPerson, meeting: Meeting | None) -> dict[str, str]:
        """Return what somebody with a disability needs in meetings to come."""
        home = self._directory.listed[person.organisation]
        if home.kind is not OrganisationKind.DISABILITY or (
            meeting is not None and meeting.ends_at < self._timeline.end
        ):
            return {}
        reader = {"materials": _TICKED, "other": _SCREEN_READER}
        return self._of(
            person, ({"sign_language": _TICKED}, {"captions": _TICKED}, reader, {}), (3, 2, 2, 1)
        )

    def _consents(self, person: DemoPerson) -> tuple[ConsentKind, ...]:
        """Return what somebody ticks, the same on each form."""
        wanted = {ConsentKind.RECORDING: 0.85, ConsentKind.NEWS: 0.6, ConsentKind.PARTNERS: 0.25}
        if person not in self._ticked:
            self._ticked[person] = tuple(
                kind for kind, share in wanted.items() if self._rng.random() < share
            )
        return self._ticked[person]

    def _leave(self, run: Run, person: DemoPerson, meeting: Meeting | None, now: datetime) -> None:
        email, phone = self._directory.contact(person)
        known = people_known.find(name_key(person.bare_name), email=email, phone=phone)
        assert known
        registration = queries.of_person(run.series.id, known.id)
        assert registration
        standing.leave(registration, meeting.id if meeting else None, by=VISITOR, now=now)
