"""Set the demo's stage: the directory, the staff, the programmes and who appears in them."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from webinar_hub.accounts.actions import grant, open_account
from webinar_hub.accounts.rules import actor_for
from webinar_hub.demo.networks import (
    NETWORKS,
    ORGANISATIONS,
    PARENTS,
    PROVINCE,
    SECRETARIAT,
    DemoOrganisation,
    DemoSecretariat,
)
from webinar_hub.demo.persons import FOCAL, KNOWN_FROM, NATIONAL, STAFF, DemoPerson
from webinar_hub.demo.programmes import DemoMeeting, DemoProgramme, DemoSeries
from webinar_hub.directory.focal_requests.actions import accept, ask, confirm
from webinar_hub.directory.imports.rules import part_kind
from webinar_hub.directory.models import FocalRequest
from webinar_hub.kit import zones
from webinar_hub.kit.actor import Actor, machine
from webinar_hub.kit.phones import normal_phone
from webinar_hub.network import parents
from webinar_hub.network.actions import add_organisation, join_network
from webinar_hub.network.models import Organisation
from webinar_hub.network.secretariats import name_safe_contact, set_up_secretariat
from webinar_hub.people.actions import affiliate, find_or_add
from webinar_hub.people.contacts import normal_email
from webinar_hub.people.models import Person
from webinar_hub.programmes.appearing import actions as appointing
from webinar_hub.programmes.models import AppearanceRole, Meeting, Series, Spoken, State
from webinar_hub.programmes.planning import actions as planning
from webinar_hub.programmes.provisions import actions as provisions
from webinar_hub.programmes.provisions.models import Provision, SignLanguage
from webinar_hub.programmes.recurrence import actions as recurrence
from webinar_hub.programmes.recurrence.rules import Plan, rrule
from webinar_hub.programmes.repairing import actions as repairing

_JOINED_BETWEEN = (2012, 2025)
_BY = machine("demo")


class Directory:
    """The organisations by their demo keys, and the people of the demo as the hub knows them."""

    def __init__(self, rng: random.Random, *, now: datetime) -> None:
        self.listed: dict[str, DemoOrganisation] = {
            o.key: o for o in (SECRETARIAT.organisation, *NETWORKS, *ORGANISATIONS)
        }
        self.organisations: dict[str, Organisation] = {
            key: _added(o, now) for key, o in self.listed.items()
        }
        self._contacts: dict[DemoPerson, tuple[str | None, str | None]] = {}
        for organisation in ORGANISATIONS:
            for network in organisation.networks:
                since = date(rng.randint(*_JOINED_BETWEEN), rng.randint(1, 12), 1)
                join_network(
                    self.organisations[organisation.key],
                    self.organisations[network],
                    since=since,
                    by=_BY,
                    now=now,
                )

        for below, above in PARENTS:
            part, whole = self.organisations[below], self.organisations[above]
            parents.put_below(
                part, whole, part_kind(part.kind, whole.kind), since=None, by=_BY, now=now
            )

    def contact(self, person: DemoPerson) -> tuple[str | None, str | None]:
        """Return a person's e-mail address and telephone, normalised."""
        if person not in self._contacts:
            email, phone = person.email, person.phone
            self._contacts[person] = (
                normal_email(email) if email else None,
                normal_phone(phone) if phone else None,
            )
        return self._contacts[person]

    def person(self, person: DemoPerson, *, now: datetime) -> Person:
        """Return the person, added to the hub where they are not there yet."""
        email, phone = self.contact(person)
        home = self.organisations[person.organisation]
        found = find_or_add(
            typed_name=person.name,
            email=email,
            phone=phone,
            region_code=person.region,
            organisation_id=home.id,
            now=now,
        ).person
        affiliate(found, home.id, now=now)
        return found


def _added(organisation: DemoOrganisation, now: datetime) -> Organisation:
    return add_organisation(
        organisation.name,
        organisation.kind,
        region_code=organisation.region,
        abbreviation=organisation.abbreviation,
        aliases=organisation.aliases,
        sectors=organisation.sectors,
        by=_BY,
        now=now,
    )


def staff(directory: Directory, *, now: datetime) -> Actor:
    """Set up secretariats and staff, and return the national secretariat's actor."""
    for demo in (SECRETARIAT, PROVINCE):
        _set_up(demo, directory.organisations[demo.organisation.key], now)
    by = _BY
    for each in STAFF:
        person = directory.person(each.person, now=now)
        assert person.email
        open_account(person, person.email, by=by, now=now)
        grant(person, each.role, each.region, by=by, now=now)
        if each is NATIONAL:
            by = actor_for(person.id, person.full_name, [(each.role, each.region)])
    _stands_for(FOCAL, directory, by=by, now=now)
    return by


def _set_up(demo: DemoSecretariat, organisation: Organisation, now: datetime) -> None:
    secretariat = set_up_secretariat(
        organisation,
        issuer_code=demo.issuer_code,
        region_code=demo.region,
        place=demo.place,
        signatory=demo.signatory,
        signatory_title=demo.signatory_title,
        zone=demo.zone,
    )
    phone, email = normal_phone("0812-0000-0112"), f"aman@{demo.organisation.key}.example"
    name_safe_contact(
        secretariat, name="Narahubung Pelindungan", phone=phone, email=email, by=_BY, now=now
    )


def _stands_for(who: DemoPerson, directory: Directory, *, by: Actor, now: datetime) -> None:
    request = ask_to_stand(who, directory, now=now)
    accept(request, by=by, now=now + timedelta(days=1))


def ask_to_stand(who: DemoPerson, directory: Directory, *, now: datetime) -> FocalRequest:
    """Ask, from a proved address, to stand for the organisation that somebody is of."""
    email, phone = directory.contact(who)
    assert email
    home = directory.organisations[who.organisation]
    request = ask(
        home,
        typed_name=who.name,
        email=email,
        phone=phone,
        proof=KNOWN_FROM,
        language="id",
        now=now,
    )
    return confirm(request, now=now + timedelta(minutes=5))


@dataclass(frozen=True)
class Run:
    """A programme that runs.

    Its values, its series, its meetings in order, and the actor who leads them.
    """

    demo: DemoProgramme
    series: Series
    meetings: tuple[Meeting, ...]
    facilitator: Actor

    @property
    def dates(self) -> Sequence[tuple[DemoMeeting, Meeting]]:
        """Return each meeting's values with its row."""
        return list(zip(self.demo.series.meetings, self.meetings, strict=True))


def start(demo: DemoProgramme, directory: Directory, *, by: Actor, now: datetime) -> Run:
    """Start and publish a programme, plan its meetings and appoint who appears in them."""
    programme = planning.start_programme(
        kind=demo.kind,
        name=demo.name,
        name_en=demo.name_en,
        summary=demo.summary,
        audience=demo.audience,
        owner=directory.organisations[SECRETARIAT.organisation.key],
        by=by,
        now=now,
    )
    planned = demo.series
    series = planning.start_series(
        programme,
        name=planned.name,
        rolling=planned.rolling,
        zone=planned.zone,
        capacity=planned.capacity,
        waiting_list=planned.waiting_list,
        offer_hours=planned.offer_hours,
        closes_at=planned.closes_at,
        threshold_percent=planned.threshold_percent,
        required_meetings=planned.required_meetings,
        jp_minutes=planned.jp_minutes,
        by=by,
        now=now,
    )
    meetings = tuple(
        _meeting(series, meeting, directory, by=by, now=now) for meeting in planned.meetings
    )
    recurrence.plan_on(series, plan=_plan(planned), by=by, now=now)
    if planned.rolling:
        wanted = {Provision.SIGN_LANGUAGE: SignLanguage.BISINDO.value, Provision.CAPTIONS: ""}
        provisions.choose_for_series(series, wanted, version=series.version, by=by, now=now)
    repairing.show(programme, State.PUBLISHED, by=by, now=now)
    leader = next(
        a.person for a in planned.meetings[0].appearances if a.role is AppearanceRole.FACILITATOR
    )
    person = directory.person(leader, now=now)
    return Run(demo, series, meetings, Actor(id=person.id, label=person.full_name))


def _plan(planned: DemoSeries) -> Plan:
    """Return what the dates of a series have in common; the weekly one is planned on and on."""
    where, last = zones.zone(planned.zone), planned.meetings[-1]
    days = [each.starts_at.astimezone(where.info).date() for each in planned.meetings]
    return Plan(
        rule=rrule("W1", days[0].weekday()) if planned.rolling else "",
        days=days,
        until=days[-1],
        starts=last.starts_at.astimezone(where.info).time(),
        minutes=int((last.ends_at - last.starts_at).total_seconds()) // 60,
        zone=planned.zone,
        capacity=planned.capacity,
        weeks_ahead=8 if planned.rolling else None,
    )


def _meeting(
    series: Series, demo: DemoMeeting, directory: Directory, *, by: Actor, now: datetime
) -> Meeting:
    meeting = planning.plan_meeting(
        series,
        title=demo.title,
        description=demo.description,
        starts_at=demo.starts_at,
        ends_at=demo.ends_at,
        capacity=demo.capacity,
        join_link=demo.join_link,
        sector=demo.sector,
        spoken=Spoken(demo.spoken),
        by=by,
        now=now,
    )
    for appearance in demo.appearances:
        appointing.appoint(
            meeting,
            person=directory.person(appearance.person, now=now),
            role=appearance.role,
            by=by,
            now=now,
        )
    return meeting
