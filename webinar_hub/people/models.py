"""What we remember of people."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from webinar_hub.kit.db import UNNESTED, Base, Keyed, Shown
from webinar_hub.kit.language import _
from webinar_hub.network.models import Organisation, Region
from webinar_hub.people.names import PersonName

_MERGED = text("merged_into_id IS NOT NULL")
_UNDECIDED = text("decision IS NULL")


class Sex(StrEnum):
    """What reports count by; no answer stays unknown."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "another"


class AgeBand(StrEnum):
    """The years of a life as reports count them. Nobody is asked for a date of birth."""

    CHILD = "0-17"
    YOUTH = "18-24"
    TO_34 = "25-34"
    TO_44 = "35-44"
    TO_59 = "45-59"
    OLDER = "60+"


class Person(Keyed, Base):
    """A human being.

    The same address with the same normalised name is the same person; a name alone never is.

    sex and age_band are what somebody agreed to have remembered for their next registrations.
    restricted_at: since then nothing but service letters is written to them. erased_at: nothing of
    them is left but the row.
    merged_into_id: the row of the same human being that everything of this one went to; never one
    that is merged itself.
    compared_at: when others were last looked for who might be the same; None since name, address,
    organisation or region changed.
    """

    __tablename__ = "person"
    shown = Shown(("name", "title_before", "title_after", "erased_at"), alone=False)
    __table_args__ = (
        UniqueConstraint("email", "name_key"),
        UniqueConstraint("phone", "name_key"),
        Index("ix_person_listed", "name_key", "id"),
        # Only of those who were merged: SQLite would else gather everybody who was not by it, and
        # sort them.
        Index(
            "ix_person_merged_into_id",
            "merged_into_id",
            sqlite_where=_MERGED,
            postgresql_where=_MERGED,
        ),
    )

    name: Mapped[str] = mapped_column(String(160))
    title_before: Mapped[str] = mapped_column(String(60), default="")
    title_after: Mapped[str] = mapped_column(String(120), default="")
    name_key: Mapped[str] = mapped_column(String(160))
    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(20))
    region_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    language: Mapped[str] = mapped_column(String(2), default="id")
    sex: Mapped[Sex | None]
    age_band: Mapped[AgeBand | None]
    added_at: Mapped[datetime]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    compared_at: Mapped[datetime | None] = mapped_column(index=True)
    restricted_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]

    @validates("name_key", "email", "phone", "organisation_id", "region_code")
    def _compare_anew(self, _name: str, value: Any) -> Any:
        self.compared_at = None
        return value

    def history_scope(self) -> str:
        """Return the person's region: its secretariat reads what is done with them."""
        return self.region_code or ""

    @property
    def full_name(self) -> str:
        """Return the name with its titles, as the holder wants it printed.

        Of an erased person, that it was erased.
        """
        if self.erased_at is not None:
            return str(_("Name erased"))
        return PersonName(self.title_before, self.name, self.title_after).full

    @property
    def initials(self) -> str:
        """Return the first letters of the name, which stand where there is no photo."""
        return "".join(word[0] for word in self.name.split()[:2])


BY_NAME = Person.erased_at.is_not(None), Person.name_key
"""The order of a list of people: whoever was erased has no name any more, and stands at its end."""


class Affiliation(Base):
    """A person's time in an organisation, one of perhaps several.

    A registration keeps the one of its day by itself.
    """

    __tablename__ = "affiliation"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    since: Mapped[datetime]
    until: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship(lazy="joined", innerjoin=UNNESTED)


class Sound(Base):
    """A key under which a person's name is found in other spellings (people/sounds.py)."""

    __tablename__ = "sound"
    __table_args__ = (
        UniqueConstraint("person_id", "key"),
        Index("ix_sound_key", "key", "person_id"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    key: Mapped[str] = mapped_column(String(80))


class Decision(StrEnum):
    """What somebody said of two people who may be one."""

    SAME = "same"
    DIFFERENT = "different"
    LATER = "later"


class Duplicate(Keyed, Base):
    """Two people who may be one.

    The one with the smaller id stands first. reasons are codes of people/rules.py, a blank between.
    """

    __tablename__ = "duplicate"
    __table_args__ = (
        UniqueConstraint("one_id", "other_id"),
        Index("ix_duplicate_queue", "decision", "score", "id"),
        # PostgreSQL reads the other one in the order of the queue only for a decision that is
        # there.
        Index(
            "ix_duplicate_waiting",
            "score",
            "id",
            sqlite_where=_UNDECIDED,
            postgresql_where=_UNDECIDED,
        ),
    )

    one_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    other_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    score: Mapped[int]
    reasons: Mapped[str] = mapped_column(String(60))
    found_at: Mapped[datetime]
    decision: Mapped[Decision | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str] = mapped_column(String(200), default="")

    one: Mapped[Person] = relationship(lazy="raise", foreign_keys=[one_id])
    other: Mapped[Person] = relationship(lazy="raise", foreign_keys=[other_id])


class ConsentKind(StrEnum):
    """What a person can agree to, each apart from the others."""

    NEWS = "news"
    RECORDING = "recording"
    PARTNERS = "partners"
    PHOTOS = "photos"
    REMEMBER = "remember"
    DISABILITY = "disability"


class Consent(Base):
    """One yes or no to a wording of a version and language; a yes can be withdrawn."""

    __tablename__ = "consent"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[ConsentKind]
    agreed: Mapped[bool]
    text_version: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(2))
    source: Mapped[str] = mapped_column(String(60))
    answered_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class Guardian(Base):
    """The parent or guardian who agreed that a child takes part (UU 27/2022, article 25)."""

    __tablename__ = "guardian"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    name: Mapped[str] = mapped_column(String(160))
    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(20))
    text_version: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(2))
    given_at: Mapped[datetime]


class Portrait(Base):
    """What pages show of whoever speaks: their office, some words on them, their photo.

    photo names the stored files of it (people/portraits), None for none: it is there as long as
    they agree to it.
    """

    __tablename__ = "portrait"
    shown = Shown()

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    office: Mapped[str] = mapped_column(String(160), default="")
    bio: Mapped[str] = mapped_column(Text, default="")
    photo: Mapped[str | None] = mapped_column(String(16), unique=True)


class GonePhoto(Base):
    """A photo that nobody has any more, until its stored files are removed."""

    __tablename__ = "gone_photo"

    photo: Mapped[str] = mapped_column(String(16), unique=True)


class Difficulty(StrEnum):
    """The four answers of the Washington Group short set."""

    NONE = "none"
    SOME = "some"
    LOT = "lot"
    CANNOT = "cannot"


class Functioning(Base):
    """A person's answers to the Washington Group short set on functioning.

    They are kept apart, shown to that person alone, else only counted. None is a question that was
    left out.
    https://www.washingtongroup-disability.com/question-sets/wg-short-set-on-functioning-wg-ss/
    """

    __tablename__ = "functioning"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    seeing: Mapped[Difficulty | None]
    hearing: Mapped[Difficulty | None]
    walking: Mapped[Difficulty | None]
    remembering: Mapped[Difficulty | None]
    washing: Mapped[Difficulty | None]
    communicating: Mapped[Difficulty | None]
    answered_at: Mapped[datetime]


class Role(StrEnum):
    """What a grant lets somebody do; a facilitator needs none: leading a meeting is an appearance.

    A viewer only reads. A focal person stands for one organisation; an inclusion officer reads and
    answers what people need to be able to take part, and nothing else.
    """

    ADMINISTRATOR = "administrator"
    SECRETARIAT = "secretariat"
    VIEWER = "viewer"
    FOCAL = "focal"
    INCLUSION = "inclusion"


class Grant(Keyed, Base):
    """A role held in a scope until a date.

    region_code None is the whole network. since None: it was not written down.

    by_id: who gave it, None for a command on the machine.

    A focal person's has the organisation, and as region where that lay when the role was given: who
    answers for it gives and ends it.
    """

    __tablename__ = "grant"
    __table_args__ = (
        CheckConstraint(
            "role != 'administrator' OR region_code IS NULL", name="administrator_everywhere"
        ),
        CheckConstraint(
            "(role = 'focal') = (organisation_id IS NOT NULL)", name="focal_of_an_organisation"
        ),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[Role]
    region_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    since: Mapped[datetime | None]
    until: Mapped[datetime | None]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)

    person: Mapped[Person] = relationship(lazy="raise", foreign_keys=[person_id])
    region: Mapped[Region | None] = relationship(lazy="raise")
    organisation: Mapped[Organisation | None] = relationship(lazy="raise")


class RequestKind(StrEnum):
    """What a person can ask of a secretariat about their own data."""

    ERASE = "erase"
    CERTIFICATE = "certificate"
    RESTRICT = "restrict"
    OTHER = "other"


class RequestState(StrEnum):
    """How far a request is."""

    OPEN = "open"
    GRANTED = "granted"
    REFUSED = "refused"


class DataRequest(Keyed, Base):
    """What a person asked about their own data.

    due_at is when the answer has to be there at the latest.
    """

    __tablename__ = "data_request"
    __table_args__ = (Index("ix_data_request_waiting", "state", "due_at"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[RequestKind]
    words: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(String(2), default="id")
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime]
    state: Mapped[RequestState] = mapped_column(default=RequestState.OPEN)
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=UNNESTED)

    def history_scope(self) -> str:
        """Return the region of the person who asked."""
        return self.person.history_scope()
