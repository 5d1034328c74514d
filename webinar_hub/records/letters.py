"""What records write to people: kinds and facts; the sender makes text and links of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from webinar_hub.kit import tokens
from webinar_hub.kit.language import _, reading
from webinar_hub.messages.actions import drop, post
from webinar_hub.messages.kinds import Kind, Opens
from webinar_hub.messages.models import Lane, Letter
from webinar_hub.messages.secrets import Keys
from webinar_hub.people.models import DataRequest, Person
from webinar_hub.people.queries import language_of
from webinar_hub.people.words import REQUESTS
from webinar_hub.records.models import DataCode
from webinar_hub.registrations.models import Registration

CODE, CONFIRM, CHANGED, ANSWERED = (
    "records/code",
    "records/confirm_address",
    "records/address_changed",
    "records/answered",
)
MERGED = "records/merged"

_PAGES_AT_MOST = 20


def digits(link_key: bytes, code_key: str) -> str:
    """Return the digits of a code."""
    return tokens.digits(link_key, "data-code", code_key)


def _digits(facts: dict[str, Any], keys: Keys) -> str:
    return digits(keys.links.link_key, facts["data_code"])


_GIVES_A_CODE: dict[str, Any] = {
    "lane": Lane.KEYS,
    "service": True,
    "opens": Opens.DATA,
    "secrets": {"data_code": _digits},
}
KINDS = (
    Kind(CODE, _("Code to open one's own data"), **_GIVES_A_CODE),
    Kind(CONFIRM, _("Code for a new address"), **_GIVES_A_CODE),
    Kind(CHANGED, _("Address changed"), Lane.REST, service=True),
    Kind(MERGED, _("Two entries made one"), Lane.CHANGES, service=True),
    Kind(ANSWERED, _("Answer to a request"), Lane.REST, service=True),
)


def code(sent: DataCode, registration: Registration, *, now: datetime) -> Letter:
    """Write a code to the address it is for.

    A letter with an earlier one that is not sent yet is dropped.
    """
    kind = CODE if sent.address is None else CONFIRM
    drop(about(sent.person), kinds=[kind], now=now)
    with reading(registration.language):
        facts = {
            "data_code": sent.key,
            "until": sent.expires_at.isoformat(),
            "title": registration.series.title,
        }
    return _write(kind, sent.person, facts, registration.language, now, address=sent.address)


def drop_codes(person: Person, *, now: datetime) -> None:
    """Drop the letters with codes that are not sent yet."""
    drop(about(person), kinds=[CODE, CONFIRM], now=now)


def address_changed(
    person: Person, before: str, language: str, *, by_desk: bool = False, now: datetime
) -> Letter:
    """Write to somebody's former address that another has taken its place, and who did it."""
    facts = {"by_desk": True} if by_desk else {}
    return _write(CHANGED, person, facts, language, now, address=before)


def merged(
    person: Person, address: str, pages: Sequence[Registration], *, elsewhere: bool, now: datetime
) -> Letter:
    """Write to somebody who was made one with another where their pages are now.

    elsewhere: messages go to another address from now on.
    """
    language = language_of(person)
    with reading(language):
        listed = [{"key": each.key, "title": each.series.title} for each in pages[:_PAGES_AT_MOST]]
    facts = {"pages": listed, "elsewhere": elsewhere}
    return _write(MERGED, person, facts, language, now, address=address)


def drop_merged(*persons: Person, now: datetime) -> None:
    """Drop what is not sent yet of it that people were made one, as they are two again."""
    drop(*map(about, persons), kinds=[MERGED], now=now)


def answered(request: DataRequest, registration: Registration, *, now: datetime) -> Letter:
    """Write what became of a request."""
    with reading(request.language):
        facts: dict[str, Any] = {"title": str(REQUESTS[request.kind]), "answer": request.answer}
    facts["registration"] = {"key": registration.key, "code": registration.code}
    return _write(ANSWERED, request.person, facts, request.language, now)


def about(person: Person) -> str:
    """Return the name under which letters about a person's data are kept."""
    return f"person:{person.key}"


def _write(
    kind: str,
    person: Person,
    facts: dict[str, Any],
    language: str,
    now: datetime,
    *,
    address: str | None = None,
) -> Letter:
    return post(
        kind,
        subject=about(person),
        person=person,
        facts=facts,
        due=now,
        language=language,
        now=now,
        address=address,
    )
