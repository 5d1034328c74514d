"""What we remember of the codes that open somebody's own data, and of people who became one."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webinar_hub.kit.db import UNNESTED, Base, Keyed
from webinar_hub.people.models import Person


class DataCode(Keyed, Base):
    """A code of six digits that was sent to a person.

    The digits follow from the key under a key of the installation. Without an address it opens what
    is remembered of the person: the browser that typed it holds a token, the row its digest, until
    open_until. With an address, to which it went, typing it makes that address the person's own.
    """

    __tablename__ = "data_code"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    address: Mapped[str | None] = mapped_column(String(254))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]
    token_digest: Mapped[str | None] = mapped_column(String(64), unique=True)
    open_until: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=UNNESTED)


class Merge(Keyed, Base):
    """Two people who became one.

    manifest says row by row what that changed (history/ledger.py), {} once it is forgotten.
    """

    __tablename__ = "merge"

    kept_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    gone_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    by_label: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(index=True)
    manifest: Mapped[dict[str, Any]]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str] = mapped_column(String(200), default="")

    kept: Mapped[Person] = relationship(lazy="joined", innerjoin=UNNESTED, foreign_keys=[kept_id])
    gone: Mapped[Person] = relationship(lazy="joined", innerjoin=UNNESTED, foreign_keys=[gone_id])
