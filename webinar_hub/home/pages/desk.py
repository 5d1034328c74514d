"""What staff see of everything together: what waits for them today, and the history of all acts."""

from datetime import date

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from webinar_hub.backups import nightly
from webinar_hub.history import words as history_words
from webinar_hub.home import entries, queries
from webinar_hub.home import search as everything
from webinar_hub.kit import clock, zones
from webinar_hub.kit.errors import NotFound
from webinar_hub.kit.text import clean
from webinar_hub.web import access, runs
from webinar_hub.web.shell import settings

pages = Blueprint("home_desk", __name__, url_prefix="/desk")


@pages.get("/")
@access.desk
def today() -> ResponseReturnValue:
    """Show what waits, the most pressing first, and the sessions of last week and next."""
    day = queries.today(access.current_actor(), clock.now(), mail_per_day=settings().mail_per_day)
    return render_template(
        "home/today.html",
        today=day,
        jobs={job.name: job.words for job in runs.jobs},
        named=queries.NAMED,
        backups=nightly.last_backup(settings()),
    )


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
    """Show who did what, when and from where, with before and after, the newest first.

    Narrowed by person, object, kind and days.
    """
    narrowed = _narrowed()
    typed = request.args.get("setelah", "")
    if typed and not (typed.isascii() and typed.isdecimal() and len(typed) < 19):
        raise NotFound
    page = entries.readable_by(access.current_actor()).page(
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
        kinds=dict(sorted(history_words.objects.items(), key=lambda kind: str(kind[1]))),
        verbs={verb: each.words for verb, each in history_words.verbs.items()},
        fields=history_words.fields,
        value_of=lambda field, value: history_words.readable(field, value, page.names),
        subject_name=page.subjects.get(narrowed.subject) if narrowed.subject else None,
    )


def _narrowed() -> entries.Filter:
    kind, _colon, key = clean(request.args.get("objek", "")).partition(":")
    first, last = _day("dari"), _day("sampai")
    return entries.Filter(
        actor_words=clean(request.args.get("oleh", ""))[:100],
        actor_key=clean(request.args.get("orang", ""))[:16],
        subject=(kind, key[:40]) if key else None,
        kind=next(
            (each for each in history_words.objects if each == request.args.get("jenis")), ""
        ),
        since=zones.at_local(first, 0, 0, zones.WIB) if first else None,
        before=zones.end_of(last, zones.WIB),
    )


def _day(name: str) -> date | None:
    """Return the day that the address asks for, None for what is no day of this century."""
    try:
        found = date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
    return found if found.year // 100 == 20 else None
