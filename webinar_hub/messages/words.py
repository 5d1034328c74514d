"""What states of letters are called where people read them."""

from webinar_hub.kit import zones
from webinar_hub.kit.language import Sentence, _, ngettext
from webinar_hub.messages.budget import Rank, Today
from webinar_hub.messages.models import LetterState
from webinar_hub.messages.queries import Receivers


def counted(receivers: Receivers) -> str:
    """Return to how many people an act wrote, and how they get it.

    `3 people: 1 by e-mail, 2 for you to hand over`.
    """
    parts = (
        (receivers.by_mail, _("%(number)s by e-mail", number=receivers.by_mail)),
        (receivers.by_hand, _("%(number)s for you to hand over", number=receivers.by_hand)),
        (
            receivers.by_others,
            _(
                "%(number)s handed over by another secretariat",
                number=receivers.by_others,
            ),
        ),
        (receivers.handed, _("%(number)s handed over already", number=receivers.handed)),
    )
    people = ngettext("%(num)d person", "%(num)d people", receivers.people) % {
        "num": receivers.people
    }
    return f"{people}: {', '.join(str(words) for number, words in parts if number)}"


RANKS: dict[Rank, Sentence] = {
    Rank.KEYS: _("sign-in links and codes"),
    Rank.CHANGES: _("confirmations and changes"),
    Rank.FORMS: _("confirmations of forms"),
    Rank.REMINDERS: _("reminders"),
    Rank.REST: _("the rest"),
}
"""What goes first where not everything may go in a day."""


def said_of_today(day: Today, *, most: int) -> str:
    """Return how many messages go by mail today, until when, and what waits for tomorrow."""
    if day.until is None and not day.tomorrow:
        return ""
    local = day.until and day.until.astimezone(zones.WIB.info)
    time = f"{zones.clock_time(local)}\N{NO-BREAK SPACE}{zones.WIB.short}" if local else ""
    sentences = []
    if day.going and day.away:
        told = {"sent": day.sent, "going": day.going}
        sentences.append(
            _(
                "By e-mail %(sent)s today; %(going)s wait, as the mail server could not be reached.",
                **told,
            )
        )
    elif day.going:
        sentences.append(
            _("By e-mail %(number)s today, all sent by %(time)s.", number=day.number, time=time)
        )
    elif day.until:
        sentences.append(
            _("By e-mail %(number)s today, the last at %(time)s.", number=day.number, time=time)
        )
    if day.tomorrow:
        waits = ", ".join(f"{count} {RANKS[rank]}" for rank, count in day.tomorrow.items())
        sentences.append(
            _("For tomorrow, as %(most)s may go in a day: %(waits)s.", most=most, waits=waits)
        )
    return " ".join(str(each) for each in sentences)


STATES: dict[LetterState, tuple[str, Sentence]] = {
    LetterState.NEW: ("wait", _("Waiting to be sent")),
    LetterState.GATHERED: ("wait", _("Goes together with others")),
    LetterState.CLAIMED: ("wait", _("Being sent")),
    LetterState.HANDING_OVER: ("wait", _("Being sent")),
    LetterState.RETRY: ("wait", _("Will be tried again")),
    LetterState.SENT: ("ok", _("Sent")),
    LetterState.PARKED: ("no", _("Could not be sent")),
    LetterState.KEPT: ("wait", _("To be handed over")),
    LetterState.DROPPED: ("", _("No longer valid")),
}
"""The mark and the word of each state."""
