"""What we look up of letters that a secretariat worded anew."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from webinar_hub.kit.db import db
from webinar_hub.kit.errors import NotFound
from webinar_hub.kit.language import LANGUAGES, gettext, reading
from webinar_hub.messages import kinds
from webinar_hub.messages.kinds import Kind, Worded
from webinar_hub.messages.wording.models import Wording
from webinar_hub.messages.wording.rules import Words, fits
from webinar_hub.network import scope
from webinar_hub.network.models import Secretariat

answering: list[Callable[[str], Secretariat | None]] = []
"""What looks up the secretariat that answers for a registration, by its key.

app.py puts it here.
"""


@dataclass(frozen=True)
class InUse:
    """What letters of a kind say, for a secretariat, in a language.

    wording: its own text or one from above, None for the hub's. fits: whether it goes out; one that
    names what the hub no longer offers does not, and the hub's own goes instead.
    """

    kind: Kind
    language: str
    wording: Wording | None
    own: bool
    fits: bool

    @property
    def words(self) -> Words | None:
        """Return the words in which the letters go, None for the hub's."""
        return _words(self.wording) if self.wording is not None and self.fits else None


def offered(kind: str) -> Worded:
    """Return what a kind offers to whoever words it; raise NotFound where nobody does."""
    found = kinds.declared[kind].worded if kind in kinds.declared else None
    if found is None:
        raise NotFound
    return found


def own(secretariat: Secretariat, kind: str, language: str) -> Wording | None:
    """Return a secretariat's own text, None without one."""
    return db.session.scalar(
        select(Wording).where(
            Wording.secretariat_id == secretariat.id,
            Wording.kind == kind,
            Wording.language == language,
        )
    )


def in_use(secretariat: Secretariat, kind: str, language: str) -> InUse:
    """Return what letters of one kind say; raise NotFound for what nobody words."""
    offered(kind)
    if language not in LANGUAGES:
        raise NotFound
    return _in_use(secretariat, kinds.declared[kind], language, _rows(kind, language))


def listed(secretariat: Secretariat) -> list[InUse]:
    """Return what letters of every kind say that can be worded, in each language."""
    rows = db.session.scalars(select(Wording)).all()
    return [
        _in_use(secretariat, kind, language, _of_kind(rows, kind, language))
        for kind in kinds.declared.values()
        if kind.worded is not None
        for language in LANGUAGES
    ]


def words_for(kind: str, language: str, registration_key: str) -> Words | None:
    """Return in which words a letter about a registration goes, None for the hub's own."""
    rows = _rows(kind, language)
    secretariat = answering[0](registration_key) if rows else None
    if secretariat is None:
        return None
    return _in_use(secretariat, kinds.declared[kind], language, rows).words


def sample(now: datetime) -> dict[str, Any]:
    """Return facts of a letter that serve every kind that can be worded; they are of nobody.

    The titles are in the language being read.
    """
    starts = (now + timedelta(days=3)).replace(hour=7, minute=0, second=0, microsecond=0)
    hours, before = _hours(starts), _hours(starts - timedelta(days=1))
    title = gettext("An example of a session")
    return {
        "title": title,
        "registration": {"key": "x" * 16, "code": "K7M2"},
        "meetings": [
            {
                "key": "x" * 16,
                "uid": "example",
                "title": title,
                "series": title,
                "number": 1,
                "revision": 0,
                "before": before,
                **hours,
            }
        ],
        "zone": "WIB",
        "until": starts.isoformat(),
        "hours": 12,
        "by_hand": False,
        "rolling": True,
        "reason": gettext("An example of a reason"),
        "certificate": {"key": "x" * 16, "number": "012/SERT/XI/2026", "code": "X" * 16},
    }


def _hours(starts: datetime) -> dict[str, str]:
    ends = starts + timedelta(hours=2)
    return {"starts": starts.isoformat(), "ends": ends.isoformat(), "zone": "WIB"}


def sample_in(language: str, now: datetime) -> dict[str, Any]:
    """Return the facts of `sample`, with titles in a language."""
    with reading(language):
        return sample(now)


def _words(row: Wording) -> Words:
    return Words(row.subject, row.body)


def _rows(kind: str, language: str) -> Sequence[Wording]:
    wanted = select(Wording).where(Wording.kind == kind, Wording.language == language)
    return db.session.scalars(wanted).all()


def _of_kind(rows: Iterable[Wording], kind: Kind, language: str) -> list[Wording]:
    return [row for row in rows if row.kind == kind.name and row.language == language]


def _in_use(secretariat: Secretariat, kind: Kind, language: str, rows: Iterable[Wording]) -> InUse:
    found = _nearest(secretariat, rows)
    good = found is None or (kind.worded is not None and fits(_words(found), kind.worded))
    mine = found is not None and found.secretariat_id == secretariat.id
    return InUse(kind, language, found, mine, good)


def _nearest(secretariat: Secretariat, rows: Iterable[Wording]) -> Wording | None:
    """Return a secretariat's own text, else that of the nearest region above."""
    above: list[tuple[int, int, Wording]] = []
    for row in rows:
        region = row.secretariat.region_code or ""
        if row.secretariat_id == secretariat.id:
            return row
        if region != (secretariat.region_code or "") and scope.inside(
            secretariat.region_code, region
        ):
            above.append((-len(region), row.secretariat_id, row))
    return min(above, key=lambda found: found[:2])[2] if above else None
