"""What happens by itself in this room."""

from webinar_hub.directory import actions, asking, merging
from webinar_hub.history.ledger import UNDO_WITHIN
from webinar_hub.web.runs import PASSING_KEPT, Forget

ANSWERS = {"focal person": asking.ask_at}
FORGETS: tuple[Forget, ...] = (
    lambda now: actions.forget_tables(before=now - PASSING_KEPT),
    lambda now: asking.forget(now - PASSING_KEPT),
    lambda now: merging.forget_merges(before=now - UNDO_WITHIN),
)
