"""What happens by itself in this room."""

from webinar_hub.directory.focal_requests import actions as focal_requests
from webinar_hub.directory.imports.actions import forget_tables
from webinar_hub.directory.merging.actions import forget_merges
from webinar_hub.history.ledger import UNDO_WITHIN
from webinar_hub.web.runs import PASSING_KEPT, Forget

ANSWERS = {"focal person": focal_requests.ask_at}
FORGETS: tuple[Forget, ...] = (
    lambda now: forget_tables(before=now - PASSING_KEPT),
    lambda now: focal_requests.forget(now - PASSING_KEPT),
    lambda now: forget_merges(before=now - UNDO_WITHIN),
)
