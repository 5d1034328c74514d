"""The lines of numbers as the journal and a restore speak of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from webinar_hub.certificates.models import NumberLine
from webinar_hub.history import journal
from webinar_hub.history.journal import Fact
from webinar_hub.kit.db import db
from webinar_hub.network import numbering
from webinar_hub.network.models import Organisation, Secretariat


@dataclass(frozen=True)
class Line:
    """The line of numbers of an issuer, kind and year: its name in the journal, its last number."""

    name: str
    issuer: str
    kind: str
    year: int
    last: int


def locked(issuer: Secretariat, kind: str, now: datetime) -> NumberLine:
    """Return the issuer's line for the year in its own zone, locked until the transaction ends."""
    year = now.astimezone(issuer.home.info).year
    names = {"issuer_id": issuer.id, "kind": kind, "year": year}
    db.session.execute(db.insert(NumberLine).values(**names, last=0).on_conflict_do_nothing())
    line_id = db.session.execute(select(NumberLine.id).filter_by(**names)).scalar_one()
    return db.lock(NumberLine, line_id)


def numbered(
    line: NumberLine,
    issuer: Secretariat,
    pattern: str,
    now: datetime,
    *,
    taken: Callable[[str], bool],
) -> str:
    """Return the next number of a locked line by a pattern.

    One that is taken is passed over: another issuer had this one's short name before.
    """
    month, number = now.astimezone(issuer.home.info).month, ""
    while not number or taken(number):
        line.last += 1
        number = numbering.number_from_pattern(
            pattern,
            number=line.last,
            issuer=issuer.issuer_code,
            kind=line.kind,
            month=month,
            year=line.year,
        )
    return number


def name_of(issuer: Secretariat, line: NumberLine) -> str:
    """Return the name of a line in the journal: a random key, the kind or "all", and the year."""
    return f"{issuer.organisation.key} {line.kind} {line.year}"


def remember(issuer: Secretariat, line: NumberLine) -> None:
    """Write down for good which number was the last one; runs inside db.write."""
    journal.remember(Fact.NUMBER, {name_of(issuer, line): line.last})


def every() -> Iterator[Line]:
    """Yield every line of numbers that was begun."""
    lines = select(NumberLine, Secretariat).join(
        Secretariat, Secretariat.id == NumberLine.issuer_id
    )
    for line, issuer in db.session.execute(lines.order_by(NumberLine.id)):
        name = name_of(issuer, line)
        yield Line(name, issuer.issuer_code, line.kind, line.year, line.last)


def raise_to(name: str, last: int) -> bool:
    """Let a line go on after a number at least; return False where its issuer is not there.

    Runs inside db.write.
    """
    key, kind, year = name.split()
    issuer = select(Secretariat.id).join(Secretariat.organisation).where(Organisation.key == key)
    issuer_id = db.session.scalar(issuer)
    if issuer_id is None:
        return False
    names = {"issuer_id": issuer_id, "kind": kind, "year": int(year)}
    db.session.execute(db.insert(NumberLine).values(**names, last=0).on_conflict_do_nothing())
    line = db.session.scalars(select(NumberLine).filter_by(**names)).one()
    line.last = max(line.last, last)
    return True
