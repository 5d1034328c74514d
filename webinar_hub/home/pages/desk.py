"""What staff see of everything together: what waits for them today, and the history of all acts."""

from datetime import date, datetime, timedelta
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from webinar_hub.accounts.rules import browser_name
from webinar_hub.home import entries, queries, words
from webinar_hub.home import search as everything
from webinar_hub.kit import clock, zones
from webinar_hub.kit.errors import NotFound
from webinar_hub.kit.language import _
from webinar_hub.kit.text import clean
from webinar_hub.network import regions
from webinar_hub.web import access

pages = Blueprint("home_desk", __name__, url_prefix="/desk")


@pages.get("/")
@access.desk
def today() -> ResponseReturnValue:
    """Show what waits, the most pressing first, and the sessions of the week behind and the week ahead."""
    day = queries.today(access.current_actor(), clock.now())
    return render_template("home/today.html", today=day, jobs=words.JOBS, named=queries.NAMED)


@pages.get("/cari")
@access.desk
def search() -> ResponseReturnValue:
    """Find people, organisations, programmes, series and sessions within one's scope."""
    typed = clean(request.args.get("q", ""))[:100]
    return render_template(
        "home/search.html", words=typed, found=everything.search(access.current_actor(), typed)
    )


@pages.get("/riwayat")
@access.secretariat
def history() -> ResponseReturnValue:
    """Show who did what, when, from where, with before and after: the newest first, narrowed by person, object, kind and days."""
    narrowed = _narrowed()
    typed = request.args.get("setelah", "")
    if typed and not (typed.isascii() and typed.isdecimal() and len(typed) < 19):
        raise NotFound
    page = entries.visible_to(access.current_actor()).page(
        narrowed, after=int(typed) if typed else None
    )
    asked = {
        name: value
        for name in ("oleh", "orang", "objek", "jenis", "dari", "sampai")
        if (value := clean(request.args.get(name, "")))
    }
    return render_template(
        "home/history.html",
        page=page,
        narrowed=narrowed,
        asked=asked,
        kinds=words.SUBJECTS,
        verbs=words.VERBS,
        fields=words.FIELDS,
        value_of=lambda field, value: _value(field, value, page),
        subject_name=page.subjects.get(narrowed.subject) if narrowed.subject else None,
    )


def _narrowed() -> entries.Filter:
    kind, _colon, key = clean(request.args.get("objek", "")).partition(":")
    first, last = _day("dari"), _day("sampai")
    return entries.Filter(
        actor_words=clean(request.args.get("oleh", ""))[:100],
        actor_key=clean(request.args.get("orang", ""))[:16],
        subject=(kind, key[:40]) if key else None,
        kind=next((each for each in words.SUBJECTS if each == request.args.get("jenis")), ""),
        since=zones.at_local(first, 0, 0, zones.WIB) if first else None,
        before=zones.at_local(last + timedelta(days=1), 0, 0, zones.WIB) if last else None,
    )


def _day(name: str) -> date | None:
    """Return the day that the address asks for, None for none and for what is no day of our time."""
    try:
        found = date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
    return found if found.year // 100 == 20 else None


def _value(field: str, value: Any, page: entries.Page) -> str:
    """Return a value of an entry as it is read: keys as names, moments in words."""
    if isinstance(value, list):
        return "; ".join(_value(field, each, page) for each in value) or "–"
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if field == "browser":
        return browser_name(str(value)) or str(value)
    if field == "region":
        return regions.name_of(value) or str(value)
    if isinstance(value, str) and value in words.VALUES.get(field, {}):
        return str(words.VALUES[field][value])
    if field in entries.MEANT:
        return page.names.get((entries.MEANT[field], str(value)), str(value))
    if isinstance(value, str) and len(value) > 18 and value[10:11] == "T":
        try:
            return zones.moment(datetime.fromisoformat(value), zones.WIB)
        except ValueError:
            return value
    return str(value)
