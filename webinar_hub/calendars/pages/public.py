"""What anybody sees of calendars: a month, how to subscribe, the feeds, one date to save."""

from datetime import date, timedelta

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webinar_hub.calendars import addresses, atom, feeds, ical, queries, rules
from webinar_hub.calendars.incoming import queries as incoming
from webinar_hub.calendars.rules import Entry, EntryKind, Month
from webinar_hub.calendars.scopes import queries as scopes
from webinar_hub.calendars.scopes.queries import Choice, Chosen
from webinar_hub.calendars.scopes.rules import PATTERNS, Wanted
from webinar_hub.kit import clock, language, zones
from webinar_hub.kit.language import Sentence, _
from webinar_hub.kit.making import reached
from webinar_hub.kit.zones import WIB, at_local
from webinar_hub.programmes import queries as programmes
from webinar_hub.programmes.models import Meeting, ProgrammeKind
from webinar_hub.programmes.recurrence import holidays
from webinar_hub.programmes.signals import Elsewhere
from webinar_hub.web import access
from webinar_hub.web.shell import links, settings

pages = Blueprint("calendars", __name__)

_TRIED = 5
"""Among so many sessions one is looked for that takes place."""


@pages.get("/kalender")
@access.public_by(**PATTERNS, bulan=rules.MONTH, tampilan="daftar")
def month() -> ResponseReturnValue:
    """Show a month of everything or of some scopes, as a table of its weeks or as a list."""
    shown = Month.asked(request.args.get("bulan", ""), clock.now())
    chosen = scopes.find(Wanted.of(request.args))
    found = queries.around(chosen.meetings, shown)
    members = [] if chosen.wanted.words else incoming.between(*rules.window(shown))
    entries = [*map(_entry, found.meetings), *map(_entry_of_members, members)]
    of_month = [each for each in entries if Month.of(each.day) == shown]
    as_list, today = "tampilan" in request.args, _today(shown)
    ours = [
        each for each in (of_month if as_list else entries) if each.kind is not EntryKind.MEMBERS
    ]
    return render_template(
        "calendars/month.html",
        month=shown,
        entries=rules.by_day(entries),
        of_month=of_month,
        around=found,
        members=bool(members),
        today=today,
        next_day=rules.next_day((each.day for each in ours), today),
        holidays=holidays.of_days(shown.weeks[0][0], shown.weeks[-1][-1]),
        ramadan=holidays.ramadan(shown.first, shown.after.first - timedelta(days=1)),
        days=zones.days,
        kept_days=queries.KEPT.days,
        as_list=as_list,
        sieve=_sieve(chosen),
        chosen=chosen.wanted.words,
        feed=addresses.feed(links(), settings().network_name, chosen),
    )


_LABELS = {
    "program": _("Programme"),
    "seri": _("Series"),
    "klaster": _("Sector"),
    "wilayah": _("Region"),
    "jaringan": _("Network"),
    "lembaga": _("Organisation"),
    "sekretariat": _("Secretariat"),
}


def _sieve(chosen: Chosen) -> list[tuple[str, Sentence, list[Choice]]]:
    """Return what the page can be narrowed by: word, label, choices, those that are chosen too."""
    offered = scopes.choices()
    for part, (word, key) in zip(chosen.parts, chosen.wanted.words.items(), strict=True):
        if key not in {each.key for each in offered[word]}:
            offered[word].append(Choice(key, part.name))
    return [
        (word, label, offered[word])
        for word, label in _LABELS.items()
        if len(offered[word]) > 1 or word in chosen.wanted.words
    ]


def _entry(meeting: Meeting) -> Entry:
    """Return a meeting of our own as what stands on a day."""
    training = meeting.series.programme.kind is ProgrammeKind.TRAINING
    return Entry(
        meeting.starts_at,
        meeting.ends_at,
        meeting.home,
        ical.title_of(meeting),
        EntryKind.TRAINING if training else EntryKind.WEBINAR,
        address=url_for("registrations.meeting", key=meeting.key),
        of=meeting.series.title if meeting.own_title else "",
        cancelled=meeting.cancelled_at is not None,
    )


def _entry_of_members(date_: Elsewhere) -> Entry:
    """Return a date of an organisation's own calendar as what stands on a day."""
    return Entry(
        date_.starts_at,
        date_.ends_at,
        date_.home,
        date_.title or str(_("Without a title")),
        EntryKind.MEMBERS,
        address=date_.link,
        of=date_.whose,
        whole_day=date_.whole_day,
    )


def _today(shown: Month) -> date | None:
    """Return today where it stands in a month's weeks, by the clock of Jakarta."""
    days = [day for week in shown.weeks for day in week]
    begun = [day for day in days if reached(at_local(day, 0, 0, WIB))]
    over = reached(at_local(days[-1] + timedelta(days=1), 0, 0, WIB))
    return None if over or not begun else begun[-1]


@pages.get("/kalender/cara")
@access.public
def how() -> ResponseReturnValue:
    """Say how to subscribe, in each kind of calendar, and show what then stands in it."""
    coming = programmes.public().meetings(ends_after=clock.now(), limit=_TRIED)
    sample = next((each for each in coming if each.cancelled_at is None), None)
    return render_template(
        "calendars/how.html",
        everything=addresses.everything(links(), settings().network_name),
        sample=sample and ical.entry(sample, links()),
    )


@pages.get("/kalender/semua.ics")
@access.public_by(**PATTERNS, bahasa="id|en")
def everything() -> ResponseReturnValue:
    """Hand over the feed of everything that is published, or of what is in several scopes."""
    return _feed(Wanted.of(request.args))


@pages.get("/kalender/program/<key>.ics")
@access.public_by(bahasa="id|en")
def programme(key: str) -> ResponseReturnValue:
    """Hand over the feed of one programme."""
    return _feed(Wanted(programme=key))


@pages.get("/kalender/seri/<key>.ics")
@access.public_by(bahasa="id|en")
def series(key: str) -> ResponseReturnValue:
    """Hand over the feed of one series."""
    return _feed(Wanted(series=key))


@pages.get("/kalender/klaster/<key>.ics")
@access.public_by(bahasa="id|en")
def sector(key: str) -> ResponseReturnValue:
    """Hand over the feed of the organisations that work in a sector."""
    return _feed(Wanted(sector=key))


@pages.get("/kalender/wilayah/<key>.ics")
@access.public_by(bahasa="id|en")
def region(key: str) -> ResponseReturnValue:
    """Hand over the feed of a region, with what lies inside it."""
    return _feed(Wanted(region=key))


@pages.get("/kalender/jaringan/<key>.ics")
@access.public_by(bahasa="id|en")
def network(key: str) -> ResponseReturnValue:
    """Hand over the feed of a network and its members."""
    return _feed(Wanted(network=key))


@pages.get("/kalender/lembaga/<key>.ics")
@access.public_by(bahasa="id|en")
def organisation(key: str) -> ResponseReturnValue:
    """Hand over the feed of an organisation, with its branches."""
    return _feed(Wanted(organisation=key))


@pages.get("/kalender/sekretariat/<key>.ics")
@access.public_by(bahasa="id|en")
def secretariat(key: str) -> ResponseReturnValue:
    """Hand over the feed of a secretariat."""
    return _feed(Wanted(secretariat=key))


@pages.get("/sesi/<key>.ics")
@access.public_by(bahasa="id|en")
def meeting(key: str) -> ResponseReturnValue:
    """Hand over one date as a file, in the language of whoever saves it."""
    found = programmes.public().meeting(key)
    with language.reading(_spoken() or language.current()):
        title = found.series.title
        url = links().to("registrations.meeting", key=key)
        body = ical.write(
            name=title,
            description=title,
            url=url,
            network=settings().network_name,
            events=[ical.event(found, links())],
        )
    answer = _calendar(body)
    answer.headers["Content-Disposition"] = f'attachment; filename="{key}.ics"'
    return answer


@pages.get("/sesi-baru.atom")
@access.public_by(bahasa="id|en")
def news() -> ResponseReturnValue:
    """Hand over the sessions that were planned last, as an Atom feed."""
    network = settings().network_name
    with language.reading(_spoken()):
        body = atom.write(
            title=str(_("%(network)s: new sessions", network=network)),
            subtitle=str(_("What was planned last, of what is still to come.")),
            own=links().to("calendars.news", **addresses.spoken()),
            page=links().to("calendars.month"),
            network=network,
            meetings=queries.newest(clock.now()),
            links=links(),
        )
    return Response(body, content_type="application/atom+xml; charset=utf-8")


def _spoken() -> str:
    return request.args.get("bahasa", "")


def _feed(wanted: Wanted) -> Response:
    network = settings().network_name
    return _calendar(feeds.feed_bytes(wanted, _spoken(), network, links()))


def _calendar(body: bytes) -> Response:
    return Response(body, content_type="text/calendar; charset=utf-8")
