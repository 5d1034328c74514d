"""Word letters anew, take the hub's own words again, try words out. Each runs inside db.write."""

from datetime import datetime

from webinar_hub.history.actions import change, note
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.messages.actions import post
from webinar_hub.messages.letters import TRIAL
from webinar_hub.messages.models import Letter
from webinar_hub.messages.wording import queries, rules
from webinar_hub.messages.wording.models import Wording
from webinar_hub.messages.wording.rules import Words
from webinar_hub.network.models import Secretariat
from webinar_hub.people.models import Person


def word_anew(
    secretariat: Secretariat,
    kind: str,
    language: str,
    words: Words,
    *,
    version: int,
    by: Actor,
    now: datetime,
) -> Wording:
    """Let letters of a kind go in a secretariat's own words, from now on.

    version is that of the text on which the form was filled in, 0 without one. Raises UnfitSubject,
    UnfitBody and ChangedMeanwhile.
    """
    words = rules.tidied(words)
    rules.check(words, queries.offered(kind))
    held = db.lock(Secretariat, secretariat.id)
    found = queries.own(held, kind, language)
    if (found.version if found else 0) != version:
        raise rules.ChangedMeanwhile
    told = {"subject": words.subject, "body": words.body}
    if found is None:
        found = Wording(secretariat=held, kind=kind, language=language, saved_at=now, **told)
        db.session.add(found)
        db.session.flush()
        about = {"letter_kinds": kind, "language": language}
        note(by, "worded a message", found, now=now, after=about | told)
    elif change(by, "worded a message", found, told, now=now):
        found.version, found.saved_at = found.version + 1, now
    return found


def take_back(
    secretariat: Secretariat, kind: str, language: str, *, by: Actor, now: datetime
) -> None:
    """Let letters of a kind go in the words from above again, else in the hub's own."""
    held = db.lock(Secretariat, secretariat.id)
    found = queries.own(held, kind, language)
    if found is not None:
        before = {"letter_kinds": kind, "language": language}
        before |= {"subject": found.subject, "body": found.body}
        note(by, "took the usual words", found, now=now, before=before)
        db.session.delete(found)


def try_out(person: Person, kind: str, language: str, words: Words, *, now: datetime) -> Letter:
    """Send whoever words letters one of an example; no link in it opens anything.

    Raises UnfitSubject and UnfitBody.
    """
    words = rules.tidied(words)
    rules.check(words, queries.offered(kind))
    told = {"of": kind, "subject": words.subject, "body": words.body}
    return post(
        TRIAL,
        subject=f"trial:{kind}",
        person=person,
        facts=queries.sample_in(language, now) | told,
        due=now,
        language=language,
        now=now,
    )
