"""What is done with proposed topics, as the history tells it."""

from collections.abc import Iterable

from sqlalchemy import select

from webinar_hub.history.words import Acts, Verb
from webinar_hub.kit.db import db
from webinar_hub.kit.language import _
from webinar_hub.topics.models import Topic

_PROPOSED = _("topics that were proposed, and how to reach who did")


def _topics(keys: set[str]) -> Iterable[tuple[str, str]]:
    named = select(Topic.key, Topic.title).where(Topic.key.in_(keys))
    return ((key, title) for key, title in db.session.execute(named))


ACTS = Acts(
    verbs={
        "agreed to a topic": Verb(_("Agreed to a topic"), touches=_PROPOSED),
        "declined a topic": Verb(_("Topic declined"), touches=_PROPOSED),
        "scheduled a topic": Verb(_("Topic given a date"), touches=_PROPOSED),
        "took the date of a topic back": Verb(_("Date of a topic taken back"), touches=_PROPOSED),
        "discarded a topic": Verb(_("Topic discarded"), touches=_PROPOSED),
    },
    objects={"topic": _("Topic")},
    names={"topic": _topics},
)
