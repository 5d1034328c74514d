"""What everybody in the whole story shares.

The hub, the language, the hours of the training's session.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.journeys.conftest import Window
from tests.journeys.hub import Hub
from tests.journeys.words import Words
from webinar_hub.kit.zones import WIB

NETWORK = "Jaringan Contoh"
WEBINAR = "Semidaring Multisektor"
TRAINING = "Pelatihan Kelanjutan Pelayanan"
COHORT = "Angkatan 1"
ROOM = "https://zoom.example/j/91234567890?pwd=rahasia"


@dataclass(frozen=True)
class Session:
    """The training's session, by the clock of WIB.

    It runs while the story is told, and is closed two hours after its start.
    """

    starts: datetime

    @property
    def planned_end(self) -> datetime:
        """Return the end as it was planned.

        Three hours after the start, so that it is not over yet.
        """
        return self.starts + timedelta(hours=3)

    @property
    def ends(self) -> datetime:
        """Return the end as it came to be, which is past."""
        return self.starts + timedelta(hours=2)

    def after(self, minutes: float) -> datetime:
        """Return a moment of the session's clock, minutes after its start (negative: before it)."""
        return self.starts + timedelta(minutes=minutes)

    @classmethod
    def running_now(cls) -> "Session":
        """Return a session that began two hours ago."""
        return cls(
            datetime.now(WIB.info).replace(second=0, microsecond=0, tzinfo=None)
            - timedelta(hours=2)
        )


@dataclass(frozen=True)
class Story:
    """One telling of the story, in one language."""

    hub: Hub
    window: Window
    say: Words
    session: Session

    def seats(self) -> dict[str, list[str]]:
        """Return how each person's seats in the training stand, in the meetings' order."""
        found: dict[str, list[str]] = {}
        for name, status in self.hub.rows(
            "SELECT person.name, seat.status FROM seat JOIN registration ON registration.id = registration_id"
            " JOIN person ON person.id = person_id JOIN meeting ON meeting.id = meeting_id ORDER BY meeting.number, seat.id"
        ):
            found.setdefault(name, []).append(status)
        return found

    def minutes(self) -> dict[str, int]:
        """Return the minutes of each person in the training's first session, as stored."""
        found = self.hub.rows(
            "SELECT person.name, attendance.seconds FROM attendance JOIN seat ON seat.id = seat_id"
            " JOIN registration ON registration.id = registration_id JOIN person ON person.id = person_id"
        )
        return {name: seconds // 60 for name, seconds in found}

    def code_of(self, name: str) -> str:
        """Return somebody's registration code, as stored."""
        [(code,)] = self.hub.rows(
            "SELECT code FROM registration JOIN person ON person.id = person_id WHERE person.name = ?",
            name,
        )
        return str(code)

    def clock(self, hours: int) -> str:
        """Return when the session starts, hours ahead of WIB, as the language writes it."""
        moment = self.session.after(60 * hours)
        return f"{moment:%H.%M}" if self.say.language == "id" else f"{moment:%H:%M}"

    def month_and_year(self) -> str:
        """Return this month in roman numerals and the year, as in certificates' numbers."""
        today = datetime.now(WIB.info)
        roman = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
        return f"{roman[today.month - 1]}/{today.year}"
