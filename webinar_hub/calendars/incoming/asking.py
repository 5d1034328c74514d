"""Ask for a calendar that is due: outside of any transaction, since others may be slow."""

from webinar_hub.calendars.incoming import actions, rules
from webinar_hub.calendars.incoming.fetching import Way, fetch
from webinar_hub.calendars.incoming.reading import read_apart
from webinar_hub.kit import clock
from webinar_hub.kit.db import db


def ask_next(way: Way) -> bool:
    """Fetch the next calendar that is due, and keep what came of it; False where none is."""
    due = db.write(actions.claim, now=clock.now())
    if due is None:
        return False
    try:
        came = fetch(due.address, etag=due.etag, last_modified=due.last_modified, way=way)
        now = clock.now()
        if came is None:
            db.write(actions.keep, due, None, now=now)
        else:
            dates = read_apart(came.body, now - rules.BEFORE, now + rules.AFTER)
            said = {"etag": came.etag, "last_modified": came.last_modified}
            db.write(actions.keep, due, dates, **said, now=now)
    except rules.Unusable as refusal:
        db.write(actions.note_problem, due, refusal.code, now=clock.now())
    return True
