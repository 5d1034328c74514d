"""Make words for links, and count what came through them. Each runs inside db.write."""

from datetime import datetime

from sqlalchemy import select, update

from webinar_hub.history.actions import note
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.programmes.models import Series
from webinar_hub.registrations.channels import rules
from webinar_hub.registrations.models import Channel


def add(series: Series, typed: str, *, by: Actor, now: datetime) -> Channel:
    """Make a word for a group or mailing. Raises BadWord and WordTaken."""
    series = db.lock(Series, series.id)
    word = rules.word(typed)
    taken = select(Channel.id).where(Channel.series_id == series.id, Channel.word == word)
    if db.session.scalar(taken) is not None:
        raise rules.WordTaken
    channel = Channel(series_id=series.id, word=word)
    db.session.add(channel)
    db.session.flush()
    note(by, "added a word", series, now=now, after={"word": word})
    return channel


def remove(series: Series, channel: Channel, *, by: Actor, now: datetime) -> None:
    """Take a word back, with what was counted under it; its links lead on as before."""
    counted = {"word": channel.word, "forms": channel.forms}
    note(by, "removed a word", series, now=now, before=counted)
    db.session.delete(channel)
    db.session.flush()


def count(series_id: int, word: str) -> None:
    """Count one form that came through a word; a word that nobody made counts nothing."""
    found = update(Channel).where(Channel.series_id == series_id, Channel.word == word)
    db.session.execute(found.values(forms=Channel.forms + 1))
