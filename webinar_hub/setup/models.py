"""What we remember of setting up."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from webinar_hub.kit.db import Base


class Step(StrEnum):
    """One step of setting up, as it stands in its address."""

    LOOK = "nama"
    SECRETARIAT = "sekretariat"
    REGIONS = "wilayah"
    ORGANISATIONS = "lembaga"
    SERIES = "seri"


class StepTaken(Base):
    """A step that was saved or skipped; led_to is the key of the series that the last one made."""

    __tablename__ = "step_taken"

    step: Mapped[Step] = mapped_column(unique=True)
    at: Mapped[datetime]
    skipped: Mapped[bool]
    led_to: Mapped[str] = mapped_column(String(16), default="")
