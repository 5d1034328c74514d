"""The bare application beside which the hub is measured.

The same framework, database, queries and rows, and nothing else.
"""

from datetime import datetime, timedelta
from typing import Any

from flask import Flask, Response, redirect, render_template_string, request
from flask.typing import ResponseReturnValue
from icalendar import Calendar, Event
from sqlalchemy import Table, create_engine, func, select
from sqlalchemy.exc import OperationalError

import webinar_hub.schema  # noqa: F401
from webinar_hub.kit import clock, tokens
from webinar_hub.kit.db import Base
from webinar_hub.kit.engines import engine_options, prepare_engine

_MEETING = """<!doctype html><html lang="id"><head><meta charset="utf-8"><title>{{ m.series_name }}</title></head><body><h1>{{ m.title }}</h1>
<p>{{ m.starts_at }} – {{ m.ends_at }}</p><p>{{ taken }} / {{ m.capacity }}</p><p>{{ m.description }}</p>
<ul>{% for name in speakers %}<li>{{ name }}</li>{% endfor %}</ul></body></html>"""
_LIST = """<!doctype html><html lang="id"><head><meta charset="utf-8"><title>Hub</title></head><body><h1>Hub</h1>
<ul>{% for row in rows %}<li><a href="/{{ row.key }}">{{ row.series_name }}</a></li>{% endfor %}</ul></body></html>"""
_FORM = """<!doctype html><html lang="id"><head><meta charset="utf-8"><title>{{ m.series_name }}</title></head><body><h1>{{ m.title }}</h1>
<form method="post"><input name="name"><input name="contact"><select name="region">{% for code, name in regions %}
<option value="{{ code }}">{{ name }}</option>{% endfor %}</select><button>Daftar</button></form></body></html>"""


def create_bare(url: str) -> Flask:
    """Return the bare application on a database that the hub has filled."""
    app = Flask("bare")
    engine = create_engine(url, **engine_options(url))
    prepare_engine(engine)
    app.extensions["engine"] = engine
    reading, writing = engine, engine.execution_options(webinar_hub_writing=True)
    tables: dict[str, Table] = dict(Base.metadata.tables)
    names = ("meeting", "series", "programme", "person", "seat", "appearance", "region")
    meeting, series, programme, person, seat, appearance, region = map(tables.__getitem__, names)
    joined = meeting.join(series, series.c.id == meeting.c.series_id).join(
        programme, programme.c.id == series.c.programme_id
    )

    def one(key: str) -> Any:
        return (
            select(meeting, programme.c.name.label("series_name"))
            .select_from(joined)
            .where(meeting.c.key == key)
        )

    @app.get("/sesi/<key>")
    def page(key: str) -> ResponseReturnValue:
        with reading.connect() as connection:
            found = connection.execute(one(key)).one()
            taken = connection.scalar(
                select(func.count())
                .select_from(seat)
                .where(seat.c.meeting_id == found.id, seat.c.status == "confirmed")
            )
            speaking = (
                select(person.c.name)
                .join(appearance, appearance.c.person_id == person.c.id)
                .where(appearance.c.meeting_id == found.id)
            )
            return render_template_string(
                _MEETING, m=found, taken=taken, speakers=connection.scalars(speaking).all()
            )

    listed = programme.c.state == "published"

    @app.get("/")
    def front() -> ResponseReturnValue:
        coming = select(meeting, programme.c.name.label("series_name")).select_from(joined)
        wanted = coming.where(listed, meeting.c.ends_at > clock.now())
        with reading.connect() as connection:
            found = connection.execute(wanted.order_by(meeting.c.starts_at).limit(5)).all()
            return render_template_string(_LIST, rows=found)

    @app.get("/program")
    def programmes() -> ResponseReturnValue:
        with reading.connect() as connection:
            wanted = select(programme.c.key, programme.c.name.label("series_name")).where(listed)
            found = connection.execute(wanted.order_by(programme.c.name)).all()
            return render_template_string(_LIST, rows=found)

    @app.get("/kalender/semua.ics")
    def feed() -> ResponseReturnValue:
        with reading.connect() as connection:
            since = clock.now() - timedelta(days=90)
            changed = connection.scalar(select(func.max(meeting.c.changed_at)))
            answer = Response(content_type="text/calendar; charset=utf-8")
            answer.set_etag(str(changed), weak=True)
            if request.if_none_match.contains_weak(str(changed)):
                answer.status_code = 304
                return answer
            wanted = (
                select(meeting, programme.c.name.label("series_name"))
                .select_from(joined)
                .where(meeting.c.starts_at >= since)
            )
            answer.data = _calendar(connection.execute(wanted.order_by(meeting.c.starts_at)).all())
            return answer

    @app.get("/sesi/<key>/daftar")
    def form(key: str) -> ResponseReturnValue:
        with reading.connect() as connection:
            found = connection.execute(one(key)).one()
            regions = connection.execute(
                select(region.c.code, region.c.name).where(region.c.parent_code.is_(None))
            ).all()
            return render_template_string(_FORM, m=found, regions=regions)

    @app.post("/sesi/<key>/daftar")
    def join(key: str) -> ResponseReturnValue:
        now = clock.now()
        with writing.begin() as connection:
            found = connection.execute(one(key)).one()
            connection.execute(
                select(series.c.id).where(series.c.id == found.series_id).with_for_update()
            ).one()
            taken = connection.scalar(
                select(func.count())
                .select_from(seat)
                .where(seat.c.meeting_id == found.id, seat.c.status == "confirmed")
            )
            status = "confirmed" if taken < found.capacity else "waitlisted"
            who = request.form["name"], request.form["contact"]
            _register(connection, tables, *who, found, status, now)
        return redirect("/", 303)

    app.register_error_handler(OperationalError, _busy)
    return app


def _busy(_error: Exception) -> ResponseReturnValue:
    return "The database was locked for too long.", 503


def _register(
    connection: Any,
    tables: dict[str, Table],
    name: str,
    email: str,
    meeting: Any,
    status: str,
    now: datetime,
) -> None:
    who = {
        "name": name,
        "title_before": "",
        "title_after": "",
        "name_key": name.lower(),
        "email": email,
        "language": "id",
        "added_at": now,
    }
    person_id = _insert(connection, tables["person"], key=tokens.key(), **who)
    held = {
        "code": tokens.plain_code(6),
        "link_version": 1,
        "language": "id",
        "registered_at": now,
        "organisation_name": "",
    }
    registration_id = _insert(
        connection,
        tables["registration"],
        key=tokens.key(),
        person_id=person_id,
        series_id=meeting.series_id,
        **held,
    )
    _insert(
        connection,
        tables["seat"],
        registration_id=registration_id,
        meeting_id=meeting.id,
        status=status,
        queued_at=now,
    )
    kind = {
        "kind": "registrations/confirmed",
        "subject": f"registration:{registration_id}",
        "language": "id",
        "facts": {},
        "state": "kept",
    }
    times = {"due": now, "next_at": now, "written_at": now}
    _insert(
        connection,
        tables["letter"],
        key=tokens.key(),
        person_id=person_id,
        message_id=tokens.key(),
        **kind,
        **times,
    )


def _insert(connection: Any, table: Table, **values: Any) -> int:
    known = {name: value for name, value in values.items() if name in table.c}
    empty = {
        c.name: ""
        for c in table.c
        if not c.nullable
        and c.name not in known
        and not c.primary_key
        and c.type.python_type is str
    }
    numbers = {
        c.name: 0
        for c in table.c
        if not c.nullable
        and c.name not in known
        and not c.primary_key
        and c.type.python_type is int
    }
    made: int = connection.execute(
        table.insert().values({**empty, **numbers, **known})
    ).inserted_primary_key[0]
    return made


def _calendar(rows: Any) -> bytes:
    calendar = Calendar()
    calendar.add("PRODID", "-//bare//")
    calendar.add("VERSION", "2.0")
    for row in rows:
        event = Event()
        event.add("UID", f"{row.key}@bare")
        event.add("SEQUENCE", row.revision)
        event.add("DTSTAMP", row.changed_at)
        event.add("DTSTART", row.starts_at)
        event.add("DTEND", row.ends_at)
        event.add("SUMMARY", row.title or row.series_name)
        event.add("DESCRIPTION", row.description)
        calendar.add_component(event)
    return bytes(calendar.to_ical())
