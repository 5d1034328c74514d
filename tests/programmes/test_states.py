"""Who sees what by the state of a programme, a series and a session: the strictest counts."""

import ast
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from tests.cast import DIRECTOR, Cast, soon
from tests.client import Client
from tests.databases import count
from tests.programmes.desk import changes, in_english, resend
from webinar_hub.config import ROOT
from webinar_hub.kit import clock
from webinar_hub.kit.db import Base, db
from webinar_hub.kit.errors import NotFound
from webinar_hub.programmes import queries, rules
from webinar_hub.programmes.models import Meeting, Programme, Series, State
from webinar_hub.programmes.repairing import actions as repairing
from webinar_hub.registrations.joining.queries import asked_for

_LEVELS = (Programme, Series, Meeting)
_STRICT = [state for state in State if state is not State.PUBLISHED]


def staged(cast: Cast, level: type[Base], state: State) -> Meeting:
    """Return a session that is published but for one of the three levels."""
    series = cast.series(cast.programme("Semidaring Rahasia"), name="Seri Rahasia")
    meeting = cast.meeting(series, title="Judul Rahasia")
    for thing in (series.programme, series, meeting):
        if isinstance(thing, level):
            thing.state = state
    db.session.commit()
    return meeting


@pytest.mark.parametrize(
    ("three", "counts"),
    [
        ((State.PUBLISHED,) * 3, State.PUBLISHED),
        ((State.PUBLISHED, State.UNLISTED, State.PUBLISHED), State.UNLISTED),
        ((State.MEMBERS, State.UNLISTED, State.PUBLISHED), State.MEMBERS),
        ((State.MEMBERS, State.ARCHIVED, State.UNLISTED), State.ARCHIVED),
        ((State.PUBLISHED, State.ARCHIVED, State.DRAFT), State.DRAFT),
    ],
)
def test_the_strictest_counts(three: tuple[State, State, State], counts: State) -> None:
    assert rules.strictest(*three) is counts


@pytest.mark.parametrize("state", _STRICT)
@pytest.mark.parametrize("level", _LEVELS)
def test_what_is_not_published_stands_in_no_public_list(
    sqlite_app: object, client: Client, cast: Cast, level: type[Base], state: State
) -> None:
    meeting = staged(cast, level, state)
    hidden = {
        Programme: ["Semidaring Rahasia", "Judul Rahasia"],
        Series: ["Seri Rahasia", "Judul Rahasia"],
        Meeting: ["Judul Rahasia"],
    }[level]
    for path in ("/", "/program", "/kalender", "/kalender/semua.ics", "/arsip"):
        page = client.get(path).text
        assert [each for each in hidden if each in page] == [], path
    programme = meeting.series.programme
    if level is not Programme:
        for path in (f"/program/{programme.key}", f"/kalender/program/{programme.key}.ics"):
            page = client.get(path).text
            assert [each for each in hidden if each in page] == [], path
    else:
        assert client.get(f"/kalender/program/{programme.key}.ics").status_code == 404


@pytest.mark.parametrize("state", _STRICT)
@pytest.mark.parametrize("level", _LEVELS)
def test_an_address_opens_for_everybody_up_to_unlisted(
    sqlite_app: object, client: Client, cast: Cast, level: type[Base], state: State
) -> None:
    meeting = staged(cast, level, state)
    opens = 200 if state is State.UNLISTED else 404
    asked = asked_for(None, meeting.key, clock.now())
    assert list(asked) == ([meeting] if opens == 200 else []), "a form sent without its page"
    for path in (f"/sesi/{meeting.key}", f"/sesi/{meeting.key}/daftar"):
        assert client.get(path).status_code == opens, path
    assert client.get(f"/sesi/{meeting.key}.ics").status_code == opens
    if level is Programme:
        page = client.get(f"/program/{meeting.series.programme.key}")
        assert page.status_code == opens
        assert ("Judul Rahasia" in page.text) is (opens == 200), "its own page lists its dates"


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("level", _LEVELS)
def test_the_one_query_on_both_databases(cast: Cast, level: type[Base]) -> None:
    for state in _STRICT:
        meeting = staged(cast, level, state)
        public = queries.public()
        assert list(public.meetings()) == []
        assert list(public.next_meetings(clock.now())) == []
        assert not [*public.holding("judul rahasia", limit=9).meetings]
        at_address = state is State.UNLISTED
        assert _opens(partial(queries.public().meeting, meeting.key)) is at_address
        seen = at_address or level is Meeting
        assert _opens(partial(queries.public().series, meeting.series.key)) is seen
        for thing in (meeting, meeting.series, meeting.series.programme):
            db.session.delete(thing)
        db.session.commit()


def _opens(look: Callable[[], object]) -> bool:
    try:
        look()
    except NotFound:
        return False
    return True


def _decides(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield what stands in a tree, but for the columns that are loaded alone."""
    if isinstance(tree, ast.Call) and ast.unparse(tree.func).endswith("load_only"):
        return
    yield tree
    for each in ast.iter_child_nodes(tree):
        yield from _decides(each)


def test_states_become_a_condition_in_one_place_alone() -> None:
    """Every list goes through it: nobody else compares states in a select."""
    compared = {f"{each.__name__}.state" for each in _LEVELS}
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sorted((ROOT / "webinar_hub").rglob("*.py"))
        for node in _decides(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute)
        and node.attr == "state"
        and ast.unparse(node) in compared
    ]
    assert found == []


@pytest.mark.usefixtures("sqlite_app", "ratna")
def test_what_changes_for_people_is_shown_before_it_is_saved(client: Client, cast: Cast) -> None:
    in_english(client)
    meeting = cast.meeting(cast.series(capacity=1))
    cast.registration(cast.maria(), meeting)
    path = f"/desk/seri/{meeting.series.key}/ubah"
    asked = client.submit(path, capacity="0", closes_on=f"{soon(days=-3):%Y-%m-%d}")
    assert (asked.status_code, len(changes(asked.text))) == (200, 2)
    assert db.session.get_one(Series, meeting.series_id).capacity == 1
    saved = resend(client, path, asked)
    assert saved.location == f"/desk/seri/{meeting.series.key}"
    again = client.submit(path, name="Angkatan 2")
    assert again.status_code == 303, "what changes nothing for anybody is saved at once"
    db.session.expire_all()
    series = db.session.get_one(Series, meeting.series_id)
    assert (series.capacity, series.name) == (0, "Angkatan 2")


@pytest.mark.usefixtures("sqlite_app", "ratna")
def test_what_changed_meanwhile_is_shown_anew(client: Client, cast: Cast) -> None:
    in_english(client)
    meeting = cast.meeting(cast.series(capacity=1))
    cast.registration(cast.maria(), meeting)
    path = f"/desk/sesi/{meeting.key}/terlihat"
    asked = client.submit(path, state="members")
    cast.registration(cast.suparmin(), meeting)
    anew = resend(client, path, asked)
    assert changes(anew.text) == [
        "2 people are registered and keep their places and personal pages."
    ]
    assert resend(client, path, anew).status_code == 303
    db.session.expire_all()
    assert db.session.get_one(Meeting, meeting.id).state is State.MEMBERS


@pytest.mark.usefixtures("sqlite_app", "ratna")
def test_the_desk_of_a_session_says_who_sees_it(client: Client, cast: Cast) -> None:
    in_english(client)
    meeting = staged(cast, Meeting, State.PUBLISHED)
    for state, word, said in (
        (State.MEMBERS, "Members only", True),
        (State.PUBLISHED, "Published", False),
    ):
        db.write(repairing.show, meeting, state, by=DIRECTOR, now=clock.now())
        desk = client.get(f"/desk/sesi/{meeting.key}").text
        assert (f'<span class="st wait">{word}</span>' in desk) == said
        trail = client.get(f"/desk/sesi/{meeting.key}/terlihat").text
        assert f'href="/desk/seri/{meeting.series.key}"' in trail


@pytest.mark.usefixtures("sqlite_app", "ratna")
def test_a_draft_is_deleted_from_its_page(client: Client, cast: Cast) -> None:
    meeting = cast.meeting()
    db.write(repairing.show, meeting, State.DRAFT, by=DIRECTOR, now=clock.now())
    page = f"/desk/sesi/{meeting.key}/terlihat"
    assert client.submit(page, action="/hapus").status_code == 303
    assert count(Meeting) == 0
