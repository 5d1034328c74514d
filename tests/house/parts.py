"""The places of the stage, and the people who ask.

A place is a region with everything that can lie in it, and three more that are watched for: a draft
of a province, a session that its facilitator does not lead, and a session of the whole network in
which people of provinces sit.
"""

from dataclasses import dataclass, field

from webinar_hub.kit.db import Base, db
from webinar_hub.network import scope
from webinar_hub.people.models import (
    Person,
)
from webinar_hub.registrations.models import Registration

NATION, PROVINCE, DISTRICT, ELSEWHERE = "nation", "province", "district", "elsewhere"
DRAFT, ASIDE, GUESTS, SPENT = "draft", "aside", "guests", "spent"
REGIONS: dict[str, str | None] = {
    NATION: None,
    PROVINCE: "53",
    DISTRICT: "53.71",
    ELSEWHERE: "91",
    DRAFT: "53",
    ASIDE: "53",
    GUESTS: None,
}
"""In which region each place lies.

SPENT lies nowhere, there are only links in it that open nothing any more.
"""


SECRET = "rahasia"
"""On this ends each secret of the stage that is a word."""


@dataclass(frozen=True)
class Part:
    """Somebody who asks.

    runs, looks_at: the regions (None: the whole network). leads: where they lead a session.
    stands: the place of the organisation they stand for. cares: whose inclusion officer they are.
    proved: the second step was taken.
    """

    runs: tuple[str | None, ...] = ()
    looks_at: tuple[str | None, ...] = ()
    leads: str = ""
    administrator: bool = False
    home: str = ""
    stands: str = ""
    cares: tuple[str | None, ...] = ()
    proved: bool = True

    def cares_for(self, place: str) -> bool:
        """Say whether the part is the inclusion officer of a place."""
        return any(scope.inside(REGIONS[place], region or "") for region in self.cares)

    def has(self, place: str, *, looking: bool) -> bool:
        """Say whether a place lies in the part's hands, or, when looking, before its eyes."""
        regions = (*self.runs, *self.looks_at) if looking else self.runs
        return self.administrator or any(
            scope.inside(REGIONS[place], region or "") for region in regions
        )


PARTS: dict[str, Part] = {
    "visitor": Part(),
    "closed": Part(),
    "ended": Part(),
    "unproved": Part(runs=("53",), proved=False),
    "leader": Part(leads=PROVINCE),
    "other leader": Part(leads=ELSEWHERE),
    "focal": Part(stands=PROVINCE),
    "other focal": Part(stands=ELSEWHERE),
    "officer": Part(cares=("53",)),
    "other officer": Part(cares=("91",)),
    "viewer": Part(looks_at=("53",)),
    "all viewer": Part(looks_at=(None,)),
    "district": Part(runs=("53.71",), home=DISTRICT),
    "province": Part(runs=("53",), home=PROVINCE),
    "elsewhere": Part(runs=("91",), home=ELSEWHERE),
    "mixed": Part(runs=("91",), looks_at=(None,)),
    "nation": Part(runs=(None,), home=NATION),
    "administrator": Part(administrator=True),
}
"""Everybody who asks, by the name that heads their column."""


@dataclass
class Stage:
    """What stands on the stage.

    things: by kind and place, what fills the addresses of such a thing. people: whom a part signs
    in as. secrets: by place and kind, words that nobody outside may read. forms: by endpoint and
    place, fields without which a form cannot say what it is about. participant: whose links open
    on this stage.
    """

    things: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    secrets: dict[str, dict[str, str]] = field(default_factory=dict)
    forms: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)
    participant: Registration | None = None

    def put(self, kind: str, place: str, **values: str) -> None:
        """Put a thing of a kind into a place; values fill the places of addresses."""
        self.things.setdefault(kind, {})[place] = values

    def secret(self, place: str, kind: str) -> str:
        """Return a word that stands for one kind of secret of one place, and watch for it."""
        word = f"{place.title()}{kind}{SECRET}"
        return self.secrets.setdefault(place, {}).setdefault(kind, word)


def store(*rows: Base) -> None:
    db.session.add_all(rows)
    db.session.commit()
