"""The small named cast of the tests, made through the tables alone.

Each method stores its row and returns it. Times are counted from now, so that no test depends on
today's date.
"""

from datetime import datetime, timedelta

from sqlalchemy import select

from tests.cast_network import Network, together
from tests.client import Client
from webinar_hub.accounts.models import Account
from webinar_hub.kit import clock, tokens
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.kit.links import Links
from webinar_hub.messages import own_page
from webinar_hub.network.models import Organisation
from webinar_hub.people.models import Grant, Person, Role
from webinar_hub.people.names import name_key, split_titles
from webinar_hub.programmes.models import (
    Appearance,
    AppearanceRole,
    Meeting,
    Programme,
    ProgrammeKind,
    Series,
    State,
)
from webinar_hub.registrations.models import FormDate, Registration, Seat, SeatStatus, SentForm
from webinar_hub.registrations.proof import queries as sent_forms

DIRECTOR = Actor(id=None, label="director of the test", administrator=True)
"""Who acts where it does not matter who does."""

NATION = Actor(id=None, label="Sekretaris Nasional", scopes=frozenset({""}))
NTT = Actor(id=None, label="Sekretaris NTT", scopes=frozenset({"53"}))
PAPUA = Actor(id=None, label="Sekretaris Papua", scopes=frozenset({"91"}))
"""Secretaries who act where it does not matter who they are, but for which region."""


def acting(person: Person) -> Actor:
    """Return a person as whoever acts, without any role: for what asks for none."""
    return Actor(id=person.id, label=person.full_name)


def soon(**shift: float) -> datetime:
    """Return the full hour that comes next, shifted: `soon(days=2)`."""
    return (
        clock.now().replace(minute=0, second=0, microsecond=0)
        + timedelta(hours=1)
        + timedelta(**shift)
    )


class Cast(Network):
    """Puts people and things on the stage."""

    def __init__(self, links: Links) -> None:
        self.links = links

    @together
    def person(
        self,
        name: str,
        *,
        email: str | None = None,
        phone: str | None = None,
        region: str | None = None,
        language: str = "id",
    ) -> Person:
        """Return a new person; addresses as they are stored (phone: +62...)."""
        parts = split_titles(name)
        code = self.region(region).code if region else None
        return self._store(
            Person(
                name=parts.name,
                title_before=parts.before,
                title_after=parts.after,
                name_key=name_key(name),
                email=email,
                phone=phone,
                region_code=code,
                language=language,
                added_at=clock.now(),
            )
        )

    def maria(self) -> Person:
        """Return a participant with titles and an e-mail address."""
        return self.person(
            "Dr. Maria Goreti Bere, S.Sos., M.Si.", email="maria@example.org", region="53.71"
        )

    def suparmin(self) -> Person:
        """Return a participant of one name, with a telephone and no e-mail."""
        return self.person("Suparmin", phone="+6281234567890", region="31")

    def with_account(self, person: Person) -> Person:
        """Open the desk for a person."""
        assert person.email
        self._store(Account(person_id=person.id, email=person.email))
        return person

    @together
    def staff(
        self,
        role: Role = Role.SECRETARIAT,
        *,
        region: str | None = None,
        name: str = "",
        email: str = "",
    ) -> Person:
        """Return somebody with an account and a grant; region None is the whole network."""
        title = {
            Role.ADMINISTRATOR: "Ratna Wulandari",
            Role.SECRETARIAT: "Yosep Rumbiak",
            Role.VIEWER: "Grace Simanjuntak",
            Role.INCLUSION: "Dewi Lestari",
        }[role]
        address = email or f"{role.value}{region or ''}@jajar.example"
        person = self.with_account(self.person(name or title, email=address))
        code = self.region(region).code if region else None
        self._store(Grant(person_id=person.id, role=role, region_code=code))
        return person

    @together
    def grant(
        self,
        person: Person,
        role: Role,
        region: str | None = None,
        *,
        until: datetime | None = None,
    ) -> Grant:
        """Give a person one more role."""
        code = self.region(region).code if region else None
        return self._store(Grant(person_id=person.id, role=role, region_code=code, until=until))

    @together
    def focal(
        self, organisation: Organisation, name: str = "Maya Sopha", *, until: datetime | None = None
    ) -> Person:
        """Return somebody with an account who stands for an organisation."""
        person = self.with_account(
            self.person(name, email=f"{name_key(name).split()[0]}@lembaga.example")
        )
        self.stand_for(person, organisation, until=until)
        return person

    def stand_for(
        self, person: Person, organisation: Organisation, *, until: datetime | None = None
    ) -> Grant:
        """Let somebody stand for an organisation."""
        facts = {
            "region_code": organisation.region_code,
            "organisation_id": organisation.id,
            "until": until,
        }
        return self._store(Grant(person_id=person.id, role=Role.FOCAL, **facts))

    def ratna(self) -> Person:
        """Return the administrator."""
        return self.staff(Role.ADMINISTRATOR)

    @together
    def facilitator(self, meeting: Meeting, name: str = "Theresia Ina Tukan") -> Person:
        """Return somebody with an account who leads this meeting; the same name leads several."""
        email = f"{name_key(name).split()[0]}@jajar.example"
        person = db.session.scalar(
            select(Person).where(Person.email == email)
        ) or self.with_account(self.person(name, email=email))
        self._store(
            Appearance(meeting_id=meeting.id, person_id=person.id, role=AppearanceRole.FACILITATOR)
        )
        return person

    @together
    def programme(
        self,
        name: str = "Semidaring Multisektor",
        *,
        state: State = State.PUBLISHED,
        owner: Organisation | None = None,
        kind: ProgrammeKind = ProgrammeKind.WEBINAR,
    ) -> Programme:
        """Return a programme, owned by the network's secretariat unless told."""
        owner_id = owner.id if owner else self.secretariat().organisation_id
        return self._store(Programme(kind=kind, name=name, state=state, owner_id=owner_id))

    @together
    def series(
        self,
        programme: Programme | None = None,
        *,
        name: str = "",
        rolling: bool = True,
        zone: str = "WIB",
        capacity: int | None = None,
        waiting_list: bool = True,
        required_meetings: int | None = None,
    ) -> Series:
        """Return a series of a programme, a rolling one unless told."""
        programme = programme or self.programme()
        return self._store(
            Series(
                programme_id=programme.id,
                name=name,
                rolling=rolling,
                zone=zone,
                capacity=capacity,
                waiting_list=waiting_list,
                required_meetings=required_meetings,
            )
        )

    @together
    def meeting(
        self,
        series: Series | None = None,
        *,
        starts_at: datetime | None = None,
        minutes: int = 120,
        capacity: int | None = None,
        title: str = "",
        join_link: str = "https://zoom.example/j/123",
    ) -> Meeting:
        """Return the next meeting of a series, two days from now unless told.

        capacity None is the series' own.
        """
        series = series or self.series()
        numbers = db.session.scalars(
            select(Meeting.number).where(Meeting.series_id == series.id)
        ).all()
        begins = starts_at or soon(days=2)
        now = clock.now()
        return self._store(
            Meeting(
                series_id=series.id,
                number=max(numbers, default=0) + 1,
                title=title,
                starts_at=begins,
                ends_at=begins + timedelta(minutes=minutes),
                zone=series.zone,
                capacity=series.capacity if capacity is None else capacity,
                join_link=join_link,
                planned_at=now,
                changed_at=now,
            )
        )

    @together
    def registration(
        self, person: Person, *meetings: Meeting, status: SeatStatus = SeatStatus.CONFIRMED
    ) -> Registration:
        """Return a person's registration in the meetings' series, with a seat in each of them."""
        series_id, now = meetings[0].series_id, clock.now()
        known = db.session.scalar(
            select(Registration.id).where(
                Registration.person_id == person.id, Registration.series_id == series_id
            )
        )
        registration = (
            db.session.get_one(Registration, known)
            if known
            else Registration(
                person_id=person.id,
                series_id=series_id,
                region_code=person.region_code,
                code=tokens.plain_code(6),
                language=person.language,
                registered_at=now,
            )
        )
        registration.seats += [
            Seat(meeting_id=meeting.id, status=status, queued_at=now) for meeting in meetings
        ]
        return self._store(registration)

    def sent_form(
        self,
        registration: Registration,
        *meetings: Meeting,
        proved: bool = False,
        made_registration: bool = False,
        organisation_name: str = "",
    ) -> SentForm:
        """Return a form for a registration's meetings, as its person would have filled it in."""
        person, now = registration.person, clock.now()
        return self._store(
            SentForm(
                registration_id=registration.id,
                name=person.full_name,
                email=person.email,
                phone=person.phone,
                organisation_name=organisation_name,
                language=registration.language,
                brought_person=False,
                made_registration=made_registration,
                code=tokens.plain_code(4),
                sent_at=now,
                proved_at=now if proved else None,
                dates=[
                    FormDate(meeting_id=meeting.id, given=SeatStatus.CONFIRMED)
                    for meeting in meetings
                ],
            )
        )

    def form_link(self, form: SentForm) -> str:
        """Return the capability that opens a form's own page."""
        return tokens.signed(
            self.links.link_key, sent_forms.LINK, tokens.edition(form.key, form.link_version)
        )

    def link(self, registration: Registration) -> str:
        """Return the capability that stands in a registration's personal link."""
        return own_page.link(self.links.link_key, registration.key, registration.link_version)

    def page(self, client: Client, registration: Registration) -> str:
        """Return the path of a registration's own page, which this browser said is its own."""
        path = f"/saya/{self.link(registration)}"
        client.set_cookie("saya", "ya", domain="127.0.0.1", path=path)
        return path

    def sign_in(self, client: Client, person: Person, *, proved: bool = True) -> None:
        """Sign a person in, as a good link does; its page has tests of its own.

        proved: with a link that the machine printed, which takes no second step; otherwise with one
        from a letter.
        """
        from webinar_hub.accounts import actions, rules

        account = db.session.scalars(select(Account).where(Account.person_id == person.id)).one()
        now, token = clock.now(), tokens.secret()
        since = now if proved else None
        db.write(actions.begin, account, tokens.digest(token), browser="", proved_at=since, now=now)
        client.carry(rules.COOKIE, token)
