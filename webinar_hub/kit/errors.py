"""A refusal: what happened and what to do next, said in one sentence and named by one code."""

import re
from typing import ClassVar, TypeVar

from webinar_hub.kit.language import Sentence, _

T = TypeVar("T")


class Refused(Exception):
    """Something that cannot be done now; nothing was written.

    A subclass gives the sentence; an instance may bring its own.
    code: its room and name, for machines: `accounts.wrong_code`. status: of the page that says it.
    """

    code: ClassVar[str] = "kit.refused"
    status: ClassVar[int] = 422
    sentence: Sentence = _("This cannot be done now.")

    def __init_subclass__(cls) -> None:
        room = cls.__module__.split(".")[1]
        cls.code = f"{room}.{re.sub('(?<=[a-z])(?=[A-Z])', '_', cls.__name__).lower()}"

    def __init__(self, sentence: Sentence | None = None) -> None:
        if sentence is not None:
            self.sentence = sentence
        super().__init__(self.code)

    def __str__(self) -> str:
        return str(self.sentence)


class NotFound(Refused):
    """What was asked for does not exist, or not for this reader."""

    status = 404
    sentence = _("This page does not exist, or is not for you.")


def existing(row: T | None) -> T:
    """Return what a query found; raise NotFound for None."""
    if row is None:
        raise NotFound
    return row


class Forbidden(Refused):
    """The thing is the actor's to see, but not to do this with."""

    status = 403
    sentence = _("Your role does not allow this. Ask your secretariat.")


class TooMany(Refused):
    """Too many attempts in a short time."""

    status = 429
    sentence = _("Too many attempts. Please wait a few minutes, then try again.")


class NotStored(Refused):
    """The database could not be written to.

    What was typed is still in the form, and reading goes on.
    """

    status = 503


class Busy(NotStored):
    """Others were writing all the time, or the connection was lost; try again."""

    sentence = _("The hub is busy. Nothing was lost: please press the button again in a moment.")


class Unwritable(NotStored):
    """The disk is full, or may not be written to.

    The sentence waits for the number under which the log says the cause.
    """

    sentence = _(
        "The hub cannot store anything at the moment, and nothing was changed. "
        "Please try again later, and tell the secretariat this number: %(reference)s"
    )


class Unreachable(Refused):
    """The database does not answer at all.

    The sentence waits for the number under which the log says the cause.
    """

    status = 503
    sentence = _(
        "The hub does not reach its data at the moment. "
        "Please try again in a few minutes; if that does not help, tell the secretariat this number: %(reference)s"
    )
