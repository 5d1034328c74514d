"""What this room holds of a person."""

from sqlalchemy import delete, or_, select

from webinar_hub.kit.db import db
from webinar_hub.kit.language import _
from webinar_hub.messages import actions, kinds
from webinar_hub.messages.models import Failing, Letter, Unwanted
from webinar_hub.messages.rules import mailbox
from webinar_hub.people.holdings import Copied, Erasure, Holding, Moved, Rows, delete_rows
from webinar_hub.people.models import Person
from webinar_hub.web import asked, limits
from webinar_hub.web.models import Asked, Attempts


def _erase(erasure: Erasure) -> None:
    keys = [key for each in erasure.selves for key in actions.erase(each, now=erasure.now)]
    erasure.counts["letters"] = len(keys)
    erasure.own += [("letter", key) for key in keys]


def _blank_others(erasure: Erasure) -> None:
    naming = kinds.names_where(lambda kind: kind.names_others)
    actions.blank(naming, erasure.naming_them_whole)


def _forget_counts(erasure: Erasure) -> None:
    for address in erasure.reached_at:
        limits.forget_about(address)
    for address in filter(None, erasure.addresses):
        limits.forget_about(mailbox(address, None))


def _forget_failing(erasure: Erasure) -> None:
    reached = Failing.email.in_(erasure.reached_at)
    of_letter = Failing.letter_id.in_(select(Letter.id).where(Letter.person_id.in_(erasure.ids)))
    db.session.execute(delete(Failing).where(or_(reached, of_letter)))


def _failing(person: Person) -> Rows:
    names = "email", "cause", "answer", "first_at"
    rows = select(*(getattr(Failing, name) for name in names))
    theirs = rows.where(Failing.email == person.email, Failing.marked_at.is_not(None))
    return [dict(row) for row in db.session.execute(theirs).mappings()]


def _forget_asked(erasure: Erasure) -> None:
    for address in erasure.reached_at:
        asked.forget_about(address)


PERSONAL = (
    Holding(
        Letter,
        copied=Copied(
            "letters",
            _("Messages to you"),
            {
                "kind": _("Kind"),
                "written_at": _("Written"),
                "sent_at": _("Sent"),
                "state": _("Status"),
            },
        ),
        moved=Moved(("kind", "subject", "due")),
        erased=_erase,
        blanked=_blank_others,
    ),
    Holding(
        Unwanted,
        copied=Copied(
            "unwanted_messages",
            _("Messages that you want no more of"),
            {"kind": _("Kind"), "since": _("Since")},
        ),
        moved=Moved(("kind",)),
        erased=delete_rows(Unwanted),
    ),
    Holding(
        Failing,
        copied=Copied(
            "failing_address",
            _("Your e-mail address, where messages do not arrive"),
            {
                "email": _("E-mail"),
                "cause": _("Why"),
                "answer": _("The mail server's words"),
                "first_at": _("Since"),
            },
            rows=_failing,
        ),
        moved="it is kept by addresses, and its letter goes over",
        erased=_forget_failing,
    ),
    Holding(
        Attempts,
        copied="it lasts for a day or two",
        moved="it counts by addresses",
        erased=_forget_counts,
    ),
    Holding(
        Asked,
        copied="it lasts until it is answered",
        moved="it is kept by addresses",
        erased=_forget_asked,
    ),
)
