"""What this room holds of a person."""

from webinar_hub.kit.language import _
from webinar_hub.messages import actions, kinds
from webinar_hub.messages.models import Letter, Unwanted
from webinar_hub.messages.rules import mailbox
from webinar_hub.people.holdings import Copied, Erasure, Holding, Moved, delete_rows
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
