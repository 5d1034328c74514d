"""What we remember of what a session has so that more people can take part."""

from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from webinar_hub.kit.db import Base


class Provision(StrEnum):
    """What a session can have; of some it is said what exactly.

    Sign language: which. Dial-in: the number, a secret as the room's address is. Rehearsal: the
    hour, of the day before.
    """

    SIGN_LANGUAGE = "sign_language"
    CAPTIONS = "captions"
    DIAL_IN = "dial_in"
    MATERIALS = "materials"
    REHEARSAL = "rehearsal"


class SignLanguage(StrEnum):
    """Into which sign language a session is interpreted."""

    BISINDO = "bisindo"
    SIBI = "sibi"
    BOTH = "both"


class Arranged(Base):
    """That a provision of a meeting is arranged, as somebody at the desk said."""

    __tablename__ = "arranged_provision"
    __table_args__ = (UniqueConstraint("meeting_id", "kind"),)

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    kind: Mapped[Provision]
