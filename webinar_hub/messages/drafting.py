"""The hub's own words of a letter, with placeholders: what whoever words it anew begins with."""

from dataclasses import replace
from datetime import datetime

from webinar_hub.config import Settings
from webinar_hub.kit import language
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.kit.links import Links
from webinar_hub.messages.meetings import meeting_of
from webinar_hub.messages.models import Letter
from webinar_hub.messages.queries import seen_by
from webinar_hub.messages.rendering import template_values, templates
from webinar_hub.messages.wording import queries
from webinar_hub.messages.wording.rules import Words, tidied
from webinar_hub.messages.wording.words import VALUES
from webinar_hub.people.models import Person


def draft(kind: str, tongue: str, settings: Settings, links: Links, now: datetime) -> Words:
    """Return the hub's own words for a kind in a language.

    They are its templates', in which each value and each part is the placeholder that stands for
    it: so they never differ from what goes out.
    """
    offered = queries.offered(kind)
    marks = {name: f"{{{name}}}" for name in offered.names if name in VALUES}
    parts = (name for name in offered.names if name not in VALUES)
    blocks = "".join(f"{{% block {name} %}}{{{name}}}\n{{% endblock %}}" for name in parts)
    own = f'{{% extends "{kind}.txt" %}}{{% block closing %}}{{% endblock %}}{blocks}'
    with language.reading(tongue):
        facts = queries.sample(now)
        letter = Letter(kind=kind, person=Person(name=""), facts=facts, address="")
        about = replace(meeting_of(facts["meetings"][0], links), title="{title}", series="{title}")
        context = {
            **template_values(letter, facts, settings, links),
            "meetings": [about],
            "dates": marks.get("when", ""),
            "own_time": marks.get("hour", ""),
            **marks,
        }
        subject = templates().get_template(f"{kind}.subject.txt").render(context)
        body = templates().from_string(own).render(context)
    return tidied(Words(subject, body))


def latest(actor: Actor, kind: str, tongue: str) -> Letter | None:
    """Return the latest letter of a kind and a language that somebody may see, None without one."""
    wanted = seen_by(actor).every().where(Letter.kind == kind, Letter.language == tongue)
    return db.session.scalar(wanted.where(~Letter.emptied).order_by(Letter.id.desc()).limit(1))


def example(kind: str, tongue: str, person: Person, now: datetime) -> Letter:
    """Return a letter of a kind that stands in no table, about nothing that there is."""
    facts = queries.sample_in(tongue, now)
    return Letter(kind=kind, key="x" * 16, person=person, facts=facts, language=tongue, gathered=[])
