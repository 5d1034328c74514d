"""Whoever was slower writes over nobody's paper without having read it."""

from typing import Any

import pytest

from tests import html
from tests.cast import Cast
from tests.client import EN, Client
from tests.papers.steps import notulen_of, terms_of
from webinar_hub.kit.db import db
from webinar_hub.papers.models import Notulen, Terms
from webinar_hub.papers.notulen import queries as notulen
from webinar_hub.papers.terms import queries as terms
from webinar_hub.programmes.models import Meeting

TOR = {"background": "Yang saya tulis.", "aims": "Satu"}
NOTULEN = {"said": "Yang saya tulis.", "visibility": "attended"}


@pytest.fixture
def meeting(client: Client, cast: Cast) -> Meeting:
    """Return a session whose papers a secretary writes."""
    cast.sign_in(client, cast.staff())
    return cast.meeting()


def _stored(meeting: Meeting) -> dict[str, Terms | Notulen | None]:
    return {"tor": terms.terms_of(meeting), "notulen": notulen.notulen_of(meeting)}


def _compared(page: str) -> dict[str, list[str]]:
    """Return what is shown side by side, by the label of the field."""
    [table] = [
        each for each in html.parse(page).iter("table") if "Both texts" in html.text_of(each)
    ]
    rows = [[html.text_of(cell).strip() for cell in row] for row in table.iter("tr")][1:]
    return {row[0]: row[1:] for row in rows}


@pytest.mark.usefixtures("sqlite_app")
@pytest.mark.parametrize(
    ("paper", "typed", "text", "differing"),
    [
        ("tor", TOR, "background", {"Background": ["Yang lain.", "Yang saya tulis."]}),
        (
            "notulen",
            NOTULEN,
            "said",
            {
                "What was said": ["Yang lain.", "Yang saya tulis."],
                "Read by": ["Everybody", "Whoever was present"],
            },
        ),
    ],
)
@pytest.mark.parametrize("there", [True, False])
def test_what_somebody_else_wrote_meanwhile_is_read_first(
    client: Client,
    meeting: Meeting,
    *,
    paper: str,
    typed: dict[str, str],
    text: str,
    differing: dict[str, list[str]],
    there: bool,
) -> None:
    path, write = f"/desk/sesi/{meeting.key}/{paper}", {"tor": terms_of, "notulen": notulen_of}
    rest: dict[str, Any] = {"tor": {"aims": "Satu"}, "notulen": {}}[paper]
    stored = write[paper](meeting, **{text: "Mula-mula."}, **rest) if there else None
    opened = client.form(path, text).fields | typed
    if stored is None:
        stored = write[paper](meeting, **rest)
    setattr(stored, text, "Yang lain.")
    db.session.commit()
    shown = client.post(path, data=opened, headers=EN)
    assert (shown.status_code, getattr(_stored(meeting)[paper], text)) == (409, "Yang lain.")
    compared = _compared(shown.text)
    assert {name: compared[name] for name in differing} == differing
    [form] = [each for each in html.forms(html.parse(shown.text)) if text in each.names]
    assert client.post(path, data=form.fields).status_code == 303
    assert getattr(_stored(meeting)[paper], text) == "Yang saya tulis."


@pytest.mark.usefixtures("sqlite_app")
def test_what_somebody_else_removed_meanwhile_is_not_written_anew_unread(
    client: Client, meeting: Meeting
) -> None:
    path, written = f"/desk/sesi/{meeting.key}/tor", terms_of(meeting)
    opened = client.form(path, "background").fields | TOR
    db.session.delete(written)
    db.session.commit()
    shown = client.post(path, data=opened)
    assert (shown.status_code, terms.terms_of(meeting)) == (409, None)
