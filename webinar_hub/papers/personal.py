"""What this room holds of a person."""

from sqlalchemy import select

from webinar_hub.kit.db import db
from webinar_hub.kit.text import blanked
from webinar_hub.papers.models import FollowUp, Notulen, Terms
from webinar_hub.papers.terms.rules import TEXTS
from webinar_hub.people.holdings import Erasure, Holding


def _blank_terms(erasure: Erasure) -> None:
    """Take their name out of what was written, line by line: the rest of the text stays."""
    pattern = erasure.naming_them_whole
    for each in db.session.scalars(select(Terms)):
        for name in TEXTS:
            lines = getattr(each, name).split("\n")
            setattr(each, name, "\n".join(blanked(lines, pattern)))
        each.agenda = [(begins, ends, blanked(what, pattern)) for begins, ends, what in each.agenda]
    db.session.flush()


def _blank_notulen(erasure: Erasure) -> None:
    pattern = erasure.naming_them_whole
    for each in db.session.scalars(select(Notulen)):
        each.said = "\n".join(blanked(each.said.split("\n"), pattern))
        each.decided = "\n".join(blanked(each.decided.split("\n"), pattern))
    db.session.flush()


def _blank_follow_ups(erasure: Erasure) -> None:
    for each in db.session.scalars(select(FollowUp)):
        each.what = blanked(each.what, erasure.naming_them_whole)
        each.who = blanked(each.who, erasure.naming_them_whole)
    db.session.flush()


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
        blanked=_blank_notulen,
    ),
    Holding(
        FollowUp,
        copied="who does it was typed as it was said, and no key leads to a person",
        moved="no key leads to a person",
        erased="it is blanked once everything is found",
        blanked=_blank_follow_ups,
    ),
)
