"""A Zoom participants report of the training's session, typed and counted by hand.

The session lasts 120 minutes; a stay counts within it, overlaps once, the waiting room never.

| row                     | stays, from the start        | whose, and why             | minutes   |
|-------------------------|------------------------------|----------------------------|-----------|
| `CODE Sri Wahyuni`      | -10:00 to 60:30              | Sri: code and name         |           |
| `CODE Sri Wahyuni`      | 60:00 to 121:00              | Sri: code and name         | 120       |
| `Yohanes Bria`          | in the waiting room, 1 to 29 | nobody's                   |           |
| `Yohanes Bria`          | 30:00 to 75:59               | Yohanes: the whole name    | 45 (59 s) |
| `iPhone`, Wayan's mail  | 5:00 to 60:00                | Wayan: the address         | 55 so far |
| `Wayan`                 | 50:00 to 100:30              | one word: Theresia decides | 95        |
"""

from dataclasses import dataclass
from datetime import datetime

from tests.journeys.story import Session

MINUTES = {"Sri Wahyuni": 120, "Yohanes Bria": 45, "I Wayan Sudarma": 95}
BEFORE_THE_REVIEW = MINUTES | {"I Wayan Sudarma": 55}
DOUBTFUL = "Wayan"


@dataclass(frozen=True)
class _Form:
    """How Zoom writes a report in one language.

    What stands above the rows, the heading, the moments, its yes and no.
    """

    above: str
    heading: str
    moment: str
    yes: str
    no: str


_FORMS = {
    "en": _Form(
        "Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants\n"
        "912 3456 7890,Pelatihan Kelanjutan Pelayanan,{starts},{ends},host@contoh.example,131,4\n\n",
        "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,In Waiting Room",
        "%m/%d/%Y %I:%M:%S %p",
        "Yes",
        "No",
    ),
    "id": _Form(
        "",
        "Nama (nama asli),Email,Waktu bergabung,Waktu keluar,Durasi (menit),Tamu,Di ruang tunggu",
        "%d/%m/%Y %H:%M:%S",
        "Ya",
        "Tidak",
    ),
}


def typed(language: str, session: Session, *, sri: str, wayan: str) -> bytes:
    """Return the report: English with Zoom's heading block, Indonesian as the flat download.

    sri is the name that the hub gave Sri to use, code and all; wayan is Wayan's e-mail address.
    """
    form = _FORMS[language]
    stays = (
        (sri, "", -10, 60.5, form.no),
        (sri, "", 60, 121, form.no),
        ("Yohanes Bria", "", 1, 29, form.yes),
        ("Yohanes Bria", "", 30, 75 + 59 / 60, form.no),
        ("iPhone", wayan, 5, 60, form.no),
        (DOUBTFUL, "", 50, 100.5, form.no),
    )
    rows = [
        f"{name},{email},{_at(session.after(joined), form)},{_at(session.after(left), form)},{-(-(left - joined) // 1):.0f},{form.yes},{waiting}"
        for name, email, joined, left, waiting in stays
    ]
    above = form.above.format(
        starts=_at(session.after(-10), form), ends=_at(session.after(121), form)
    )
    return (above + "\n".join([form.heading, *rows]) + "\n").encode("utf-8-sig")


def _at(moment: datetime, form: _Form) -> str:
    return moment.strftime(form.moment)
