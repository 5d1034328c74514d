"""What we remember of the photos of sessions."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webinar_hub.kit.db import UNNESTED, Base, Keyed, Shown
from webinar_hub.materials.models import Visibility
from webinar_hub.people.models import Person


class Photo(Keyed, Base):
    """A photo of a meeting; its files are stored under its key.

    words: what is seen on it, for whoever does not see it. visibility: who sees it besides the
    desk, None for nobody. agreed_at: when somebody said that everybody who can be recognised on it
    is named (Pictured) and agrees; until then the desk alone sees it.
    """

    __tablename__ = "session_photo"
    shown = Shown()

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    words: Mapped[str] = mapped_column(String(200))
    visibility: Mapped[Visibility | None]
    agreed_at: Mapped[datetime | None]
    added_at: Mapped[datetime]


class Pictured(Base):
    """Somebody who can be recognised on a photo."""

    __tablename__ = "pictured"
    __table_args__ = (UniqueConstraint("photo_id", "person_id"),)

    photo_id: Mapped[int] = mapped_column(ForeignKey("session_photo.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=UNNESTED)
