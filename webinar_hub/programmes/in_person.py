"""What we remember of where people come together."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column


class Venue:
    """Where a session is in person, beside online or instead of it (venue_only).

    venue is its name and address, "" for online alone; venue_link shows it on a map. Of all places
    of the session so many are there as venue_places says, None for any number of them.
    """

    venue: Mapped[str] = mapped_column(String(300), default="")
    venue_link: Mapped[str] = mapped_column(String(500), default="")
    venue_only: Mapped[bool] = mapped_column(default=False)
    venue_places: Mapped[int | None]

    @property
    def either(self) -> bool:
        """Say whether one chooses between coming there and taking part online."""
        return bool(self.venue) and not self.venue_only

    def comes(self, *, at_venue: bool) -> bool:
        """Say whether somebody comes there; at_venue: where one chooses, they chose to."""
        return bool(self.venue) and (self.venue_only or at_venue)
