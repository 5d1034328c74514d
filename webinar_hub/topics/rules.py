"""Decide what may become of a proposed topic. Plain values in, a refusal out."""

from datetime import timedelta

from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import _
from webinar_hub.topics.models import TopicState

KEPT = timedelta(days=365)
"""How long a topic is kept after something last became of it."""


class TopicChanged(Refused):
    """Somebody else answered meanwhile, or what is asked for does not follow."""

    status = 409
    sentence = _("Somebody else answered this topic meanwhile. Look at what stands here now.")


class AnswerMissing(Refused):
    """A topic is declined without a word."""

    sentence = _("Please write a word: whoever proposed it reads it.")


class DateTaken(Refused):
    """The date is no longer one without a topic."""

    status = 409
    sentence = _("That date has a topic by now, or it is over. Choose another one.")


_BEFORE = {
    TopicState.AGREED: (TopicState.WAITING, TopicState.DECLINED),
    TopicState.DECLINED: (TopicState.WAITING, TopicState.AGREED),
    TopicState.SCHEDULED: (TopicState.WAITING, TopicState.AGREED),
}
"""From where a topic comes to each state; an answer can be corrected until there is a date."""


def may_become(state: TopicState, *, now_is: TopicState) -> None:
    """Raise TopicChanged unless a topic in one state may come to another by an answer."""
    if now_is not in _BEFORE[state]:
        raise TopicChanged
