"""Write down who took a list along. Runs inside db.write."""

from collections.abc import Sequence
from datetime import datetime

from webinar_hub.history.actions import note
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.programmes.models import Meeting


def note_export(
    meeting_id: int,
    form: str,
    *,
    columns: Sequence[str],
    registrations: Sequence[str],
    by: Actor,
    now: datetime,
) -> None:
    """Write down who took which list along.

    registrations are the keys of those in it, so that they can be told should it go astray.
    """
    after = {
        "form": form,
        "columns": list(columns),
        "rows": len(registrations),
        "registrations": list(registrations),
    }
    note(by, "exported list", db.session.get_one(Meeting, meeting_id), now=now, after=after)
