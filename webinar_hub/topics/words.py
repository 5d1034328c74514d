"""What the room's choices are called where people read them."""

from webinar_hub.kit.language import Sentence, _
from webinar_hub.topics.models import TopicState

STATES: dict[TopicState, Sentence] = {
    TopicState.WAITING: _("Waiting for an answer"),
    TopicState.AGREED: _("Agreed, without a date"),
    TopicState.SCHEDULED: _("Agreed, with a date"),
    TopicState.DECLINED: _("Declined"),
}
