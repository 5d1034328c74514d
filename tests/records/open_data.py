"""A participant whose data are open in a browser, as the tests of this room want it.

The code comes as a letter does.
"""

from typing import Any

from sqlalchemy import select

from tests.cast import Cast
from tests.client import Client
from webinar_hub.kit.db import db
from webinar_hub.messages.models import Letter
from webinar_hub.records import letters as record_letters
from webinar_hub.registrations.models import Registration


def letters(kind: str) -> list[Letter]:
    """Return the letters of a kind, the oldest first."""
    return list(db.session.scalars(select(Letter).where(Letter.kind == kind).order_by(Letter.id)))


def digits(cast: Cast, kind: str = "records/code") -> str:
    """Return the code that the latest letter of a kind tells."""
    key: Any = letters(kind)[-1].facts["data_code"]
    return record_letters.digits(cast.links.link_key, key)


def data_path(cast: Cast, registration: Registration) -> str:
    """Return the address of a registration's "Data saya"."""
    return f"/saya/{cast.link(registration)}/data"


def open_data(cast: Cast, client: Client, registration: Registration) -> str:
    """Ask for a code, type it, and return the address of the page that is open now."""
    path = data_path(cast, registration)
    assert client.submit(path, action="/kode").status_code == 303
    answer = client.submit(path, action="/buka", code=digits(cast))
    assert (answer.status_code, answer.location) == (303, path)
    return path


def marias(cast: Cast) -> Registration:
    return cast.registration(cast.maria(), cast.meeting())
