"""What we remember of what stays of a session."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webinar_hub.kit.db import Base, Keyed, Shown
from webinar_hub.people.models import Person


class Visibility(StrEnum):
    """Who opens a recording or a material; everybody sees that it is there."""

    PUBLIC = "public"
    REGISTERED = "registered"
    ATTENDED = "attended"


class Format(StrEnum):
    """What a file is, as its content says; the value ends its name."""

    PDF = "pdf"
    PPTX = "pptx"
    DOCX = "docx"
    XLSX = "xlsx"
    ODT = "odt"
    ODS = "ods"
    ODP = "odp"
    PNG = "png"
    JPEG = "jpg"


class Recording(Base):
    """The recording of a meeting, which lies elsewhere; a meeting has one at most.

    minutes is its length. note says what helps to follow it, such as captions. audio_link leads to
    the sound alone. chapters: a line for each, when it begins and what it is about.
    """

    __tablename__ = "recording"
    shown = Shown()
    __table_args__ = (CheckConstraint("minutes > 0", name="minutes"),)

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), unique=True)
    link: Mapped[str] = mapped_column(String(500))
    audio_link: Mapped[str] = mapped_column(String(500), default="")
    minutes: Mapped[int]
    note: Mapped[str] = mapped_column(String(200), default="")
    chapters: Mapped[str] = mapped_column(Text, default="")
    visibility: Mapped[Visibility]


class Material(Keyed, Base):
    """A file or a link that belongs to a meeting, in the order of position.

    Either link is set, or file, the stored name, with what it is and how many bytes it has. Its
    author is one of the people who appear in the meeting.
    """

    __tablename__ = "material"
    shown = Shown()
    __table_args__ = (CheckConstraint("(link = '') != (file = '')", name="link_or_file"),)

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    visibility: Mapped[Visibility]
    link: Mapped[str] = mapped_column(String(500), default="")
    file: Mapped[str] = mapped_column(String(24), default="")
    format: Mapped[Format | None]
    size: Mapped[int] = mapped_column(default=0)
    added_at: Mapped[datetime]

    author: Mapped[Person | None] = relationship(lazy="joined")
