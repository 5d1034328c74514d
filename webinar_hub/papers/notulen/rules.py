"""Decide what a notulen may hold."""

from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import _

MOST_FOLLOW_UPS = 40


class TooManyFollowUps(Refused):
    """A session agrees on more than anybody follows up."""

    sentence = _(
        "A session has at most %(most)s follow-ups. Put some of them together.",
        most=MOST_FOLLOW_UPS,
    )
