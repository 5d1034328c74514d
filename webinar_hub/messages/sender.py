"""Send what is due: claim, write, mark as handing over, hand to the mail server, mark as sent.

Any number of senders is safe. A sender that disappears leaves a claimed letter; when the lease is
over, another takes it up, ten minutes later where the mail server may have it already, and not
before it has watched it for that long itself. So each
letter goes out at least once, and once more at most for each sender that disappears between the two
marks, under the same Message-ID. A mark that finds the database busy is made until the others may
take the letter up.

For the tests of this alone: with WEBINAR_HUB_FAULT=after_claim or after_send in the environment,
the process kills itself with SIGKILL at that place.
"""

import logging
import os
import random
import signal
import socket
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from email.errors import HeaderParseError
from email.headerregistry import Address

from sqlalchemy.exc import DBAPIError

from webinar_hub.config import Misconfigured, Settings
from webinar_hub.kit import clock, tokens
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import Refused
from webinar_hub.kit.links import Links
from webinar_hub.messages import gathering, mail, outbox, queries, rules
from webinar_hub.messages.kinds import TOGETHER
from webinar_hub.messages.models import Lane, LetterState
from webinar_hub.messages.returned import actions as returning
from webinar_hub.messages.returned import queries as returned
from webinar_hub.messages.smtp import MailServer, Undelivered
from webinar_hub.web.runs import stopping

_MARK_AGAIN_SECONDS = 1.0
_log = logging.getLogger("webinar_hub.sender")


def send_due(lane: Lane, settings: Settings, links: Links) -> None:
    """Send the letters of a lane that are due, one by one over one connection.

    Until none is left, the mail server is away or the worker stops. Without a mail server, and for
    people without an e-mail address, letters are kept for the desk. Runs in an application context.
    Raises Misconfigured for a sender's address that cannot stand in a letter, with nothing claimed.
    """
    now = clock.now()
    outbox.watch()
    for mailbox in gathering.mailboxes_due(lane, now):
        db.write(gathering.gather, mailbox, now=now)
    if not queries.anything_due(now, lane):
        return
    db.write(outbox.keep, rules.NO_ADDRESS, lane, everybody=False, now=now)
    if not settings.smtp_host:
        db.write(outbox.keep, rules.NO_SERVER, lane, everybody=True, now=now)
        return
    _check_sender(settings)
    me = f"{socket.gethostname()[:30]}:{os.getpid()}:{tokens.key()[:8]}"
    server = MailServer(settings, links.host)
    gap = timedelta(seconds=1 / settings.mail_per_second if settings.mail_per_second > 0 else 0)
    try:
        while not stopping.is_set() and (
            claimed := db.write(
                outbox.claim, me, lane, gap=gap, most=settings.mail_per_day, now=clock.now()
            )
        ):
            if not _send(claimed, settings, links, server):
                break
    finally:
        server.close()


def _check_sender(settings: Settings) -> None:
    try:
        Address(addr_spec=settings.mail_address)
    except (HeaderParseError, ValueError):
        raise Misconfigured(
            f"mail_from must be an e-mail address, not {settings.mail_address!r}."
        ) from None


def _send(claimed: outbox.Claim, settings: Settings, links: Links, server: MailServer) -> bool:
    """Send one claimed letter and write down how it ended.

    Return whether the next one is worth trying.
    """
    _fault("after_claim")
    stopping.wait(max(0.0, (claimed.turn - clock.now()).total_seconds()))
    if stopping.is_set():
        db.write(outbox.hand_back, claimed, now=clock.now())
        return False
    if claimed.repeat:
        _log.warning(
            "letter %s: its sender disappeared; this may be a repeat under the same Message-ID",
            claimed.message_id,
        )
    if claimed.attempts > len(settings.mail_retry) + 1:
        db.write(outbox.park, claimed, rules.CUT_SHORT, now=clock.now())
        return True
    message = _written(claimed, settings, links)
    # Nothing of the database is held while the mail server takes its time.
    db.session.rollback()
    if message is None:
        return True
    until = time.monotonic() + outbox.IN_ONE_HAND.total_seconds()
    try:
        if not server.take(
            message.receiver,
            message.content,
            lambda: db.write(outbox.hand, claimed, says=message.says),
        ):
            return True
    except Undelivered as error:
        return _not_sent(claimed, message.receiver, error.trouble, settings, until)
    _fault("after_send")
    taken = clock.now()
    _mark(claimed, lambda: _note_sent(claimed, message.receiver, taken), until)
    return True


def _note_sent(claimed: outbox.Claim, receiver: str, now: datetime) -> None:
    outbox.sent(claimed, now=now)
    returning.take_success(receiver, now=now)


def _mark(claimed: outbox.Claim, action: Callable[[], None], until: float) -> None:
    """Write down how an attempt ended, patiently, while nobody else takes the letter up."""
    while True:
        try:
            return db.write(action)
        except (Refused, DBAPIError):
            if time.monotonic() >= until:
                raise
            _log.warning(
                "letter %s: the database does not take how it ended; trying again",
                claimed.message_id,
            )
            time.sleep(_MARK_AGAIN_SECONDS)


def _written(claimed: outbox.Claim, settings: Settings, links: Links) -> mail.Mail | None:
    """Return the letter as mail.

    None where it was put away instead: no address, too late, or it cannot be written.
    """
    letter, now = queries.claimed(claimed.id), clock.now()
    if letter.state is not LetterState.CLAIMED or letter.claimed_by != claimed.by:
        return None
    if letter.email is None:
        db.write(outbox.keep_one, claimed, rules.NO_ADDRESS, now=now)
        return None
    if returned.is_held_back(letter, now):
        db.write(outbox.keep_one, claimed, rules.FAILING, now=now)
        return None
    if letter.kind == TOGETHER and not queries.with_gathered(letter).gathered:
        db.write(outbox.let_go, claimed, rules.LATE, now=now)
        return None
    try:
        message = mail.compose(letter, settings, links, now=now)
    # Whatever is wrong with one letter must not stop the others.
    except Exception as error:  # noqa: BLE001
        _log.exception("letter %s (%s) cannot be written", claimed.message_id, letter.kind)
        db.write(outbox.park, claimed, f"{rules.NO_TEXT} {type(error).__name__}", now=now)
        return None
    if message.needless:
        db.write(outbox.let_go, claimed, rules.UNDONE, now=now)
        return None
    if rules.overtaken(message.until, now):
        db.write(outbox.let_go, claimed, rules.LATE, now=now)
        return None
    return message


def _not_sent(
    claimed: outbox.Claim, receiver: str, trouble: rules.Trouble, settings: Settings, until: float
) -> bool:
    spread = random.random()  # noqa: S311
    wait = rules.wait_after(trouble, claimed.attempts, settings.mail_retry, spread=spread)
    now = clock.now()
    if wait is None:
        _log.warning("letter %s parked: %s", claimed.message_id, trouble.kind)
        _mark(claimed, lambda: _refused(claimed, receiver, trouble, None, now), until)
    else:
        _log.info(
            "letter %s again in %s: %s",
            claimed.message_id,
            timedelta(seconds=round(wait.total_seconds())),
            trouble.kind,
        )
        at = now + wait
        _mark(claimed, lambda: _refused(claimed, receiver, trouble, at, now), until)
    return trouble.stage is not rules.Stage.SERVER


def _refused(
    claimed: outbox.Claim,
    receiver: str,
    trouble: rules.Trouble,
    at: datetime | None,
    now: datetime,
) -> None:
    """Write down that a letter was not taken, and when it is tried again, None for never."""
    if at is None:
        outbox.park(claimed, trouble.reason, now=now)
    else:
        outbox.try_later(claimed, trouble.reason, at=at)
    returning.take_refusal(claimed.id, receiver, trouble, now=now)


def _fault(place: str) -> None:
    if os.environ.get("WEBINAR_HUB_FAULT") == place:
        os.kill(os.getpid(), signal.SIGKILL)
