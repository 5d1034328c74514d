"""Turn a letter's facts into text, in the receiver's language, with the links of the moment.

The facts are plain JSON, and the templates under templates/letters have them as they are. Besides
they have `name`, `no_more` (where a letter that is no service can be stopped), `hub` (the
settings), `address_of` (the address of a public page) and the secrets that the kind declares, and
of these facts something to read: `registration` {key, code}: `personal_link`; `pages` [{key,
title}]: pairs of a title and a personal link; `meetings` [{key, uid, title, series, number, starts,
ends, zone, revision, venue, venue_link, venue_only, at_venue, before {starts, ends, zone, venue,
venue_only}, waits}]: objects of meetings.Meeting, `dates`, their days in a few words, and `there`,
whether the receiver comes to the venue of each; `zone` of the reader: `own_time`, when the first
of them begins there, and of `until` (ISO), after which the letter has lost its use, `own_until`;
`role` {role, region, organisation, until, change, whose, by}: an object of Role below; `safe`
{name, phone, email}: one line. `entries` are objects of Entry below, in the one kind that holds
others. `calendar` REQUEST or CANCEL asks for an invitation for each meeting. A template that names
what the facts do not hold fails, and the letter is parked.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError, select_autoescape

from webinar_hub.config import ROOT, Settings
from webinar_hub.kit import language, zones
from webinar_hub.kit.links import Links
from webinar_hub.kit.phones import shown_phone
from webinar_hub.kit.text import clean
from webinar_hub.messages import kinds, unwanted
from webinar_hub.messages.kinds import TOGETHER
from webinar_hub.messages.letters import TRIAL
from webinar_hub.messages.meetings import Meeting, days_of, meeting_of, venue_of
from webinar_hub.messages.models import Letter
from webinar_hub.messages.saying import BROKEN, present
from webinar_hub.messages.secrets import Keys
from webinar_hub.messages.wording import queries as wording
from webinar_hub.messages.wording import rules as own_words
from webinar_hub.messages.wording.rules import Words
from webinar_hub.people.words import last_day, role_held
from webinar_hub.web.templates import sentence

HIDDEN = "…"
"""What stands where a link or a code is left out."""

present_editions: list[Callable[[Sequence[str]], Mapping[str, int]]] = []
"""What looks up the present edition of the personal link of registrations, by their keys.

app.py puts it here.
"""

UNWRITABLE = (TemplateError, *BROKEN)
"""What `write` raises where the facts do not fit the kind."""

_NAME_LENGTH = 80


@dataclass(frozen=True)
class Entry:
    """What a letter that holds others says of each.

    Whose it is, what for, and the personal link.
    """

    name: str
    title: str
    personal_link: str


@dataclass(frozen=True)
class Role:
    """What a letter says of a role.

    In words, until when (None: without an end), whose it is, who gave or changed it.
    """

    words: str
    until: str | None
    change: str
    holder: str
    by: str


@dataclass(frozen=True)
class Written:
    """A letter as its receiver reads it.

    The text part is complete by itself and can be passed on by hand, unless something is hidden.
    facts: of which it is made. needless: by now there is nothing left to tell. personal_link: where
    the receiver's page is. no_more: where they say that they want no more of its kind, None for a
    service letter.
    """

    subject: str
    text: str
    html: str
    name: str
    meetings: tuple[Meeting, ...]
    calendar: str | None
    until: datetime | None
    hidden: bool
    facts: dict[str, Any]
    needless: bool
    personal_link: str | None
    no_more: str | None


def write(
    letter: Letter,
    settings: Settings,
    links: Links,
    *,
    show_secret: bool = True,
    words: Words | None = None,
) -> Written:
    """Return a letter written out in its own language; letter.person is loaded.

    Without show_secret codes, and links that are their receiver's alone, are left out. words are
    those to be looked at; else the letter goes in those of the secretariat that answers for it.
    Raises one of UNWRITABLE where the facts do not fit the kind.
    """
    gathered = letter.gathered if letter.kind == TOGETHER else []
    facts, needless = present(letter)
    keys = Keys(links, _editions(facts.get("pages", []), (letter, *gathered)))
    words = words or _words(letter, facts)
    alone = _receivers_alone(
        letter, facts, gathered, keys, str if show_secret else lambda _secret: HIDDEN
    )
    with language.reading(letter.language):
        name = shown_name(letter.person.full_name)
        meetings = tuple(meeting_of(meeting, links) for meeting in facts.get("meetings", []))
        context = {
            **template_values(letter, facts, settings, links),
            "name": name,
            "meetings": meetings,
            "dates": days_of(meetings),
            **alone,
        }
        template = letter.kind
        if words is not None:
            context = {"of": letter.kind, **context}
            context["worded"] = own_words.filled(words, _values(context))
            template = letter.kind if letter.kind == TRIAL else "_worded"
        subject, text, html = (
            templates().get_template(f"{template}.{part}").render(context)
            for part in ("subject.txt", "txt", "html")
        )
    until = facts.get("until")
    return Written(
        subject=clean(subject),
        text=re.sub(r"\n{3,}", "\n\n", text).strip() + "\n",
        html=html,
        name=name,
        meetings=meetings,
        calendar=facts.get("calendar"),
        until=datetime.fromisoformat(until) if until else None,
        hidden=not show_secret and any(alone.values()),
        facts=facts,
        needless=needless,
        personal_link=alone.get("personal_link"),
        no_more=alone["no_more"],
    )


def _words(letter: Letter, facts: Mapping[str, Any]) -> Words | None:
    """Return the words in which a letter goes, None for the hub's own."""
    if letter.kind == TRIAL:
        return Words(facts["subject"], facts["body"])
    offered = kinds.declared[letter.kind].worded
    if offered is None or any(facts.get(each) for each in offered.hub_alone):
        return None
    return wording.words_for(letter.kind, letter.language, facts["registration"]["key"])


def _values(context: Mapping[str, Any]) -> dict[str, str]:
    """Return what stands for the placeholders within a line."""
    meetings = context["meetings"]
    about = meetings[0].title if len(meetings) == 1 else context["title"]
    return {
        "name": context["name"],
        "title": clean(about),
        "when": context["dates"],
        "hour": context.get("own_time", ""),
    }


def _editions(pages: Sequence[dict[str, Any]], letters: Iterable[Letter]) -> Mapping[str, int]:
    """Return the present edition of each personal link that stands in letters."""
    registrations = [*pages, *(each.facts.get("registration") for each in letters)]
    keys = [each["key"] for each in registrations if each]
    return present_editions[0](keys) if keys else {}


def template_values(
    letter: Letter, facts: dict[str, Any], settings: Settings, links: Links
) -> dict[str, Any]:
    """Return what a template may say, but for the receiver's own links; every fact is there."""
    told = facts.get("meetings", [])
    said: dict[str, Any] = {
        **facts,
        "zoom_name": shown_name(letter.person.name),
        "hub": settings,
        "ask": _where_to_ask(letter, settings),
        "address_of": links.to,
        "waits": facts.get("waits", False),
        "offered": facts.get("offered", False),
        "proof": facts.get("proof"),
        "soon": facts.get("soon", False),
        "every_date": facts.get("every_date", False),
        "ends_with": _day(facts.get("ends_with")),
        "there": bool(told) and all(map(venue_of, told)),
        "stream": facts.get("stream", ""),
        "reason": facts.get("reason", ""),
        "role_ends_first": facts.get("role_ends_first", False),
        "by_desk": facts.get("by_desk", False),
        "safe": _safe(facts.get("safe")),
    }
    if "role" in facts:
        said["role"] = _role(facts["role"])
    if "zone" in facts:
        starts = datetime.fromisoformat(facts["meetings"][0]["starts"])
        said["own_time"] = clean(zones.moment(starts, zones.zone(facts["zone"])))
        if "until" in facts:
            until = datetime.fromisoformat(facts["until"])
            said["own_until"] = clean(zones.moment(until, zones.zone(facts["zone"])))
    return said


def _day(stamp: str | None) -> str:
    return zones.long_date(date.fromisoformat(stamp)) if stamp else ""


def _where_to_ask(letter: Letter, settings: Settings) -> str:
    """Return where the receiver asks.

    By mail, or by WhatsApp where they are reached by telephone alone.
    """
    mailed = "@" in (letter.address or letter.person.email or "")
    return (
        settings.contact
        if mailed or not settings.whatsapp
        else f"WhatsApp {shown_phone(settings.whatsapp)}"
    )


def shown_name(full_name: str) -> str:
    """Return a name for a letter.

    One line of at most 80 characters in which mail programs find no address to make a link of.
    Whoever types a name chooses whom the letter goes to as well, so a name could carry an
    advertisement.
    """
    plain = re.sub(r"\w*:?//|www\.", " ", clean(full_name), flags=re.IGNORECASE)
    plain = clean(re.sub(r"(?<=\w{3})\.(?=\w{2})|(?<=\w)\.(?=\w{2,}/)", ". ", plain))
    return plain if len(plain) <= _NAME_LENGTH else f"{plain[: _NAME_LENGTH - 1].rstrip()}…"


def _role(fact: dict[str, Any]) -> Role:
    until = last_day(datetime.fromisoformat(fact["until"])) if fact["until"] else None
    words = str(role_held(fact["role"], fact["region"], fact["organisation"]))
    return Role(words, until, fact["change"], shown_name(fact["whose"]), shown_name(fact["by"]))


def _safe(fact: dict[str, str] | None) -> str:
    """Return the safeguarding contact in one line, "" for none."""
    if fact is None:
        return ""
    return ", ".join(
        part
        for part in (
            fact["name"],
            shown_phone(fact["phone"]) if fact["phone"] else "",
            fact["email"],
        )
        if part
    )


def _receivers_alone(
    letter: Letter,
    facts: dict[str, Any],
    gathered: Iterable[Letter],
    keys: Keys,
    shown: Callable[[str], str],
) -> dict[str, Any]:
    """Return what is the receiver's alone, by its name in the templates, as it is shown."""
    no_more = unwanted.address(keys.links, letter)
    alone: dict[str, Any] = {
        "pages": [
            (page["title"], shown(keys.personal_link(page))) for page in facts.get("pages", [])
        ],
        "entries": [
            _entry(each, shown(keys.personal_link(each.facts["registration"]))) for each in gathered
        ],
        "no_more": shown(no_more) if no_more else None,
    }
    for name, written in kinds.declared[facts.get("of", letter.kind)].secrets.items():
        secret = written(facts, keys)
        alone[name] = (
            shown(secret)
            if isinstance(secret, str)
            else {what: shown(each) for what, each in secret.items()}
        )
    if "registration" in facts:
        alone["personal_link"] = shown(keys.personal_link(facts["registration"]))
    return alone


def _entry(letter: Letter, link: str) -> Entry:
    return Entry(shown_name(letter.person.full_name), letter.facts["title"], link)


@cache
def templates() -> Environment:
    """Return what the templates of letters are looked up in."""
    found = Environment(
        loader=FileSystemLoader(ROOT / "templates" / "letters"),
        undefined=StrictUndefined,
        autoescape=select_autoescape(["html"]),
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.install_gettext_callables(  # type: ignore[attr-defined]
        language.gettext, language.ngettext, newstyle=True
    )
    found.globals.update(language=language.current, _=sentence)
    return found
