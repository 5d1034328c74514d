"""What a secretariat sees of one person: what all rooms know, within its scope."""

from collections.abc import Sequence
from dataclasses import dataclass

from webinar_hub.attendance.minutes.queries import Turnout, turnouts
from webinar_hub.certificates import queries as certificates
from webinar_hub.certificates.models import Certificate
from webinar_hub.kit.actor import Actor
from webinar_hub.network import scope
from webinar_hub.people import queries as people
from webinar_hub.people.models import Affiliation, Person
from webinar_hub.registrations import known_people
from webinar_hub.registrations.models import Registration


@dataclass(frozen=True)
class Card:
    """What is shown beside a person's name and addresses.

    own: whether they are of the reader's region, who then sees what was written to them, too.
    """

    affiliations: Sequence[Affiliation]
    registrations: Sequence[tuple[Registration, Turnout]]
    certificates: Sequence[Certificate]
    own: bool


def card(person: Person, actor: Actor) -> Card:
    """Return what an actor sees of a person of theirs.

    Organisations, registrations and certificates of other scopes are left out.
    """
    mine = scope.within(actor, person.region_code)
    registrations = known_people.known_to(actor).registrations(person)
    turnout = turnouts([registration.id for registration in registrations])
    series = {registration.series_id for registration in registrations}
    return Card(
        affiliations=[
            each
            for each in people.affiliations(person)
            if _is_shown(each, person, actor, mine=mine)
        ],
        registrations=[
            (registration, turnout.get(registration.id, Turnout()))
            for registration in registrations
        ],
        certificates=[
            each
            for each in reversed(certificates.of_person(person))
            if actor.everywhere or each.within_id in series
        ],
        own=mine,
    )


def _is_shown(affiliation: Affiliation, person: Person, actor: Actor, *, mine: bool) -> bool:
    organisation = affiliation.organisation
    if scope.within(actor, organisation.region_code):
        return True
    return mine and (organisation.id == person.organisation_id or organisation.region_code is None)
