"""What we remember of letters that a secretariat worded anew."""

from datetime import datetime

from sqlalchemy import ForeignKey, ScalarSelect, String, Text, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webinar_hub.kit.db import UNNESTED, Base
from webinar_hub.network.models import Secretariat


class Wording(Base):
    """How a secretariat words letters of a kind in a language.

    Where it has no row of its own, that of the secretariat above holds, else the hub's own text.
    """

    __tablename__ = "wording"
    __table_args__ = (UniqueConstraint("secretariat_id", "kind", "language"),)

    secretariat_id: Mapped[int] = mapped_column(ForeignKey("secretariat.id"))
    kind: Mapped[str] = mapped_column(String(60))
    language: Mapped[str] = mapped_column(String(2))
    subject: Mapped[str] = mapped_column(String(120))
    body: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=1)
    saved_at: Mapped[datetime]

    secretariat: Mapped[Secretariat] = relationship(lazy="joined", innerjoin=UNNESTED)

    def history_scope(self) -> ScalarSelect[str]:
        """Return the region of its secretariat."""
        region = select(func.coalesce(Secretariat.region_code, ""))
        return region.where(Secretariat.id == self.secretariat_id).scalar_subquery()
