"""What we remember of the directory's own work."""

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from webinar_hub.kit.db import Base, Keyed


class DirectoryImport(Keyed, Base):
    """A table of organisations that somebody uploaded and looks at before it is taken in.

    content has "rows" and "verdicts", one a line of the table; both are emptied once it is taken in, and "counts" says what came of it.
    """

    __tablename__ = "directory_import"

    actor_id: Mapped[int | None] = mapped_column(index=True)
    file_name: Mapped[str] = mapped_column(String(200))
    content: Mapped[dict[str, Any]]
    made_at: Mapped[datetime] = mapped_column(index=True)
    taken_in_at: Mapped[datetime | None]
