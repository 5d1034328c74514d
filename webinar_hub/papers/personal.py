"""What this room holds of a person."""

from collections.abc import Iterable
from functools import partial

from sqlalchemy import select

from webinar_hub.kit.db import Base, db
from webinar_hub.kit.text import blanked
from webinar_hub.papers.models import FollowUp, Notulen, Terms
from webinar_hub.papers.terms.rules import TEXTS
from webinar_hub.people.holdings import Erasure, Holding


def _blank_lines(table: type[Base], names: Iterable[str], erasure: Erasure) -> None:
    """Take their name out of what was written, line by line: the rest of the text stays."""
    for each in db.session.scalars(select(table)):
        for name in names:
            lines = getattr(each, name).split("\n")
            setattr(each, name, "\n".join(blanked(lines, erasure.naming_them_whole)))
    db.session.flush()


def _blank_terms(erasure: Erasure) -> None:
    pattern = erasure.naming_them_whole
    for each in db.session.scalars(select(Terms)):
        each.agenda = [(begins, ends, blanked(what, pattern)) for begins, ends, what in each.agenda]
    _blank_lines(Terms, TEXTS, erasure)


PERSONAL = (
    Holding(
        Terms,
        copied="it tells of a session; whoever speaks stands with their part",
        moved="no key leads to a person",
        erased="it is blanked once everything is found",
        blanked=_blank_terms,
    ),
    Holding(
        Notulen,
        copied="it tells of a session; no key leads to a person",
        moved="no key leads to a person",
        erased="it is blanked once everything is found",
        blanked=partial(_blank_lines, Notulen, ("said", "decided")),
    ),
    Holding(
        FollowUp,
        copied="who does it was typed as it was said, and no key leads to a person",
        moved="no key leads to a person",
        erased="it is blanked once everything is found",
        blanked=partial(_blank_lines, FollowUp, ("what", "who")),
    ),
)
