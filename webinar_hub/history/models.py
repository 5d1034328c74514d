"""What we remember of every act, and what keeps it as it was written."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, Text, event
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, mapped_column

from webinar_hub.kit.db import Base

_erasing: ContextVar[bool] = ContextVar("erasing", default=False)


class AppendOnly(Exception):
    """Somebody's code would change or delete what the history says."""


class Entry(Base):
    """One act: an actor did a verb to a subject (a table's name and a row's public key).

    place is the network address that somebody with an account acted from. scope is the region whose
    secretariat may read the entry ("" the whole network, None administrators alone), as it was on
    the day; actor_scope the one region the actor answered for.
    """

    __tablename__ = "entry"
    __table_args__ = (
        Index("ix_entry_subject", "subject_kind", "subject_key"),
        Index("ix_entry_scope", "scope", "id"),
    )

    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int | None] = mapped_column(index=True)
    actor_label: Mapped[str] = mapped_column(String(200))
    place: Mapped[str] = mapped_column(String(45), default="")
    verb: Mapped[str] = mapped_column(String(40))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_key: Mapped[str] = mapped_column(String(40))
    before: Mapped[dict[str, Any]] = mapped_column(default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(default=dict)
    reason: Mapped[str] = mapped_column(Text, default="")
    scope: Mapped[str | None] = mapped_column(String(8))
    actor_scope: Mapped[str | None] = mapped_column(String(8), index=True)


class JournalMark(Base):
    """Says that an act which the journal speaks of is in these tables (history/journal.py)."""

    __tablename__ = "journal_mark"

    act: Mapped[str] = mapped_column(String(16), unique=True)


@contextmanager
def erasing() -> Iterator[None]:
    """Let entries be blanked and deleted in a block.

    For the erasure of a person's data, and when their years are over; for nothing else.
    """
    token = _erasing.set(True)
    try:
        yield
    finally:
        _erasing.reset(token)


@event.listens_for(Session, "before_flush")
def _refuse_changed_rows(session: Session, _context: object, _instances: object) -> None:
    touched = [row for row in (*session.dirty, *session.deleted) if isinstance(row, Entry)]
    if not _erasing.get() and any(
        row in session.deleted or session.is_modified(row) for row in touched
    ):
        raise AppendOnly(
            "Entries are only ever added; what erases goes through history.models.erasing()."
        )


@event.listens_for(Session, "do_orm_execute")
def _refuse_changing_statements(state: ORMExecuteState) -> None:
    if not (state.is_update or state.is_delete) or _erasing.get():
        return
    if state.bind_mapper is not None and state.bind_mapper.class_ is Entry:
        raise AppendOnly(
            "Entries are only ever added; what erases goes through history.models.erasing()."
        )
