"""What the shell remembers: answers of forms, counts of attempts, jobs, what was asked for."""

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from webinar_hub.kit.db import Base


class FormAnswer(Base):
    """What a form led to (a row's key, never a secret address).

    A second press of the same form gets it again.
    """

    __tablename__ = "form_answer"

    form_id: Mapped[str] = mapped_column(String(64), unique=True)
    reference: Mapped[str] = mapped_column(String(80))
    made_at: Mapped[datetime] = mapped_column(index=True)


class Attempts(Base):
    """How often something was tried under a name since the window began."""

    __tablename__ = "attempts"

    name: Mapped[str] = mapped_column(String(200), unique=True)
    since: Mapped[datetime] = mapped_column(index=True)
    count: Mapped[int]


class Asked(Base):
    """What a visitor asked for at an address, until the worker answers it a moment later."""

    __tablename__ = "asked"

    what: Mapped[str] = mapped_column(String(20))
    facts: Mapped[dict[str, Any]]


class JobRun(Base):
    """When a job last ended well, and the latest that the clock ever said when it did.

    every: the seconds between two runs.
    """

    __tablename__ = "job_run"

    name: Mapped[str] = mapped_column(String(40), unique=True)
    every: Mapped[int]
    ran_at: Mapped[datetime]
    latest_at: Mapped[datetime]


class Arrival(Base):
    """A request of the doctor's own, known by a one-time word, and how it came in.

    Read once and deleted.
    """

    __tablename__ = "arrival"

    word: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime] = mapped_column(index=True)
    peer: Mapped[str | None] = mapped_column(String(64))
    address: Mapped[str | None] = mapped_column(String(64))
    scheme: Mapped[str | None] = mapped_column(String(8))
    forwarded: Mapped[str | None] = mapped_column(String(500))
