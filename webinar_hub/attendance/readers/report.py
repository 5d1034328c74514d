"""What every reader of attendance reports returns, and why it may refuse."""

from dataclasses import dataclass
from datetime import datetime

from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import Sentence, _

MAX_BYTES = 5 * 1024 * 1024
MAX_ROWS = 50_000


@dataclass(frozen=True)
class Row:
    """One stay as the report tells it; line is where its record starts in the file, counted from 1.

    name is the whole display name, original_name what stands in its last bracket. joined and left
    are aware UTC; a row that has only a duration has seconds instead. One that has both tells the
    first coming and the last leaving, and how long somebody was there in all. email is normalised
    where it is an address, else as it stands. Waiting-room rows count nothing.
    """

    line: int
    name: str
    original_name: str | None
    email: str | None
    joined: datetime | None
    left: datetime | None
    seconds: int | None
    waiting: bool


@dataclass(frozen=True)
class Problem:
    """What could not be read, and on which line of the file."""

    line: int
    what: Sentence


@dataclass(frozen=True)
class Reading:
    """A report that was read, wholly or in part; dated: it says itself of which day it is."""

    format: str
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]
    dated: bool = True


class NotRecognised(Refused):
    """The file is not a report that the hub can read."""

    sentence = _(
        "The file was not recognised as an attendance report of Zoom, Google Meet, Microsoft Teams or BigBlueButton. A table will do, too, if its first row names the columns: name, e-mail, joined and left, or minutes."
    )


class OwnList(Refused):
    """The file is the hub's own list of a session, which tells what was counted already."""

    sentence = _(
        "This is the hub’s own list of a session, not a report: its minutes were counted already. Whoever is missing there can be added in the roll call."
    )


class NotMinutes(Refused):
    """Somebody would have been there for more than a day."""

    sentence = _(
        "Somebody would have been there for more than a day: are these seconds? Write minutes, or a unit with each number, such as 90 min."
    )


class ReportTooBig(Refused):
    """The file has more bytes than a report of one meeting can have."""

    status = 413
    sentence = _("The file is larger than 5 MB. Please upload the report of one session.")


class ReportTooLong(Refused):
    """The file has more rows than a report of one meeting can have."""

    sentence = _("The report has more than 50,000 rows. Please upload the report of one session.")
