"""What happens by itself in this room."""

from webinar_hub.topics import actions, rules
from webinar_hub.web.runs import Forget

FORGETS: tuple[Forget, ...] = (lambda now: actions.forget(now - rules.KEPT),)
