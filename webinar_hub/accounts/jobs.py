"""What happens by itself in this room."""

from webinar_hub.accounts import actions
from webinar_hub.web.runs import PASSING_KEPT, Forget

ANSWERS = {"sign-in link": actions.send_link}
FORGETS: tuple[Forget, ...] = (lambda now: actions.forget(now - PASSING_KEPT),)
