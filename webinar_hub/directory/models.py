"""What we remember of the directory's own work."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webinar_hub.kit.db import UNNESTED, Base, Keyed
from webinar_hub.network.models import Organisation
from webinar_hub.people.models import Person


class DirectoryImport(Keyed, Base):
    """A table of organisations that somebody uploaded and looks at before it is taken in.

    content has "rows" and "verdicts", one a line of the table; both are emptied once it is taken
    in, and "counts" says what came of it.
    """

    __tablename__ = "directory_import"

    actor_id: Mapped[int | None] = mapped_column(index=True)
    file_name: Mapped[str] = mapped_column(String(200))
    content: Mapped[dict[str, Any]]
    made_at: Mapped[datetime] = mapped_column(index=True)
    taken_in_at: Mapped[datetime | None]


class FocalRequest(Keyed, Base):
    """Somebody who says that they stand for an organisation, and how that can be checked.

    It waits for whoever answers for the organisation's region once the link that went to the
    address was opened (confirmed_at); accepted None: nobody answered yet.
    """

    __tablename__ = "focal_request"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    email: Mapped[str] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(20))
    proof: Mapped[str] = mapped_column(String(300))
    language: Mapped[str] = mapped_column(String(2))
    made_at: Mapped[datetime] = mapped_column(index=True)
    confirmed_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    accepted: Mapped[bool | None]

    organisation: Mapped[Organisation] = relationship(lazy="joined", innerjoin=UNNESTED)
    person: Mapped[Person] = relationship(lazy="joined", innerjoin=UNNESTED)


class OrganisationMerge(Keyed, Base):
    """Two organisations that became one; after thirty days the row is deleted.

    manifest says row by row what changed (history/ledger.py). names are the other names that the
    one that stays got by it; reopen says whether the one that went was open.
    """

    __tablename__ = "organisation_merge"

    kept_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    gone_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    at: Mapped[datetime] = mapped_column(index=True)
    manifest: Mapped[dict[str, Any]]
    names: Mapped[str] = mapped_column(Text)
    reopen: Mapped[bool]
    undone_at: Mapped[datetime | None]

    kept: Mapped[Organisation] = relationship(
        lazy="joined", innerjoin=UNNESTED, foreign_keys=[kept_id]
    )
    gone: Mapped[Organisation] = relationship(
        lazy="joined", innerjoin=UNNESTED, foreign_keys=[gone_id]
    )
