"""Send what is due: claim, commit, write, hand to the mail server, commit. Any number of senders is safe.

A sender that disappears leaves a claimed letter; when the lease is over, another takes it up. So each letter goes out at
least once, and once more at most for each disappearance between the server's 250 and the second commit, under the same
Message-ID.

For the tests of this alone: with WEBINAR_HUB_FAULT=after_claim or after_send in the environment, the process kills itself
with SIGKILL at that place.
"""

import logging
import os
import random
import signal
import socket
import threading
import time
from datetime import timedelta
from email.errors import HeaderParseError
from email.headerregistry import Address

from webinar_hub.config import Misconfigured, Settings
from webinar_hub.kit import clock, tokens
from webinar_hub.kit.db import db
from webinar_hub.kit.links import Links
from webinar_hub.messages import mail, outbox, queries, rules
from webinar_hub.messages.models import LetterState
from webinar_hub.messages.smtp import MailServer, Undelivered

stopping = threading.Event()
"""Set when the worker is asked to stop: no letter is begun any more, and one that was only claimed is handed back."""

_log = logging.getLogger("webinar_hub.sender")


def send_due(settings: Settings, links: Links) -> None:
    """Send the letters that are due, one by one, until none is left, the mail server is away or the worker stops.

    Without a mail server, and for people without an e-mail address, letters are kept for the desk. Runs in an
    application context. Raises Misconfigured for a sender's address that cannot stand in a letter, with nothing claimed.
    """
    now = clock.now()
    if not queries.anything_due(now):
        return
    db.write(outbox.keep, rules.NO_ADDRESS, everybody=False, now=now)
    if not settings.smtp_host:
        db.write(outbox.keep, rules.NO_SERVER, everybody=True, now=now)
        return
    _check_sender(settings)
    me = f"{socket.gethostname()[:30]}:{os.getpid()}:{tokens.key()[:8]}"
    server, pace = MailServer(settings, links.host), _Pace(settings.mail_per_second)
    try:
        while pace.go_on() and (claimed := db.write(outbox.claim, me, now=clock.now())):
            if not _send(claimed, settings, links, server):
                break
    finally:
        server.close()


def _check_sender(settings: Settings) -> None:
    try:
        Address(addr_spec=settings.mail_address)
    except (HeaderParseError, ValueError):
        raise Misconfigured(f"mail_from must be an e-mail address, not {settings.mail_address!r}.") from None


class _Pace:
    """Lets letters go at most so many a second; between two of them it listens for the wish to stop."""

    def __init__(self, per_second: float) -> None:
        self._gap = 1 / per_second if per_second > 0 else 0.0
        self._next = time.monotonic()

    def go_on(self) -> bool:
        """Wait for the next letter's turn; return False when the worker is asked to stop."""
        stopping.wait(max(0.0, self._next - time.monotonic()))
        self._next = max(time.monotonic(), self._next) + self._gap
        return not stopping.is_set()


def _send(claimed: outbox.Claim, settings: Settings, links: Links, server: MailServer) -> bool:
    """Send one claimed letter and write down how it ended; return whether the next one is worth trying."""
    _fault("after_claim")
    if stopping.is_set():
        db.write(outbox.hand_back, claimed, now=clock.now())
        return False
    if claimed.repeat:
        _log.warning("letter %s: its sender disappeared; this may be a repeat under the same Message-ID", claimed.message_id)
    if claimed.attempts > len(settings.mail_retry) + 1:
        db.write(outbox.park, claimed, rules.CUT_SHORT, now=clock.now())
        return True
    message = _written(claimed, settings, links)
    # Nothing of the database is held while the mail server takes its time.
    db.session.rollback()
    if message is None:
        return True
    try:
        server.take(message.receiver, message.content)
    except Undelivered as error:
        return _not_sent(claimed, error.trouble, settings)
    _fault("after_send")
    db.write(outbox.sent, claimed, now=clock.now())
    return True


def _written(claimed: outbox.Claim, settings: Settings, links: Links) -> mail.Mail | None:
    """Return the letter as mail; None where it was put away instead: no address, too late, or it cannot be written."""
    letter, now = queries.claimed(claimed.id), clock.now()
    if letter.state is not LetterState.CLAIMED or letter.claimed_by != claimed.by:
        return None
    if letter.email is None:
        db.write(outbox.keep_one, claimed, rules.NO_ADDRESS, now=now)
        return None
    try:
        message = mail.compose(letter, settings, links, now=now)
    except Exception as error:  # noqa: BLE001  (whatever is wrong with one letter must not stop the others)
        _log.exception("letter %s (%s) cannot be written", claimed.message_id, letter.kind)
        db.write(outbox.park, claimed, f"{rules.NO_TEXT} {type(error).__name__}", now=now)
        return None
    if rules.overtaken(message.until, now):
        db.write(outbox.let_go, claimed, rules.LATE, now=now)
        return None
    return message


def _not_sent(claimed: outbox.Claim, trouble: rules.Trouble, settings: Settings) -> bool:
    wait = rules.wait_after(trouble, claimed.attempts, settings.mail_retry, spread=random.random())  # noqa: S311
    now = clock.now()
    if wait is None:
        _log.warning("letter %s parked: %s", claimed.message_id, trouble.kind)
        db.write(outbox.park, claimed, trouble.reason, now=now)
    else:
        _log.info("letter %s again in %s: %s", claimed.message_id, timedelta(seconds=round(wait.total_seconds())), trouble.kind)
        db.write(outbox.try_later, claimed, trouble.reason, at=now + wait)
    return trouble.stage is not rules.Stage.SERVER


def _fault(place: str) -> None:
    if os.environ.get("WEBINAR_HUB_FAULT") == place:
        os.kill(os.getpid(), signal.SIGKILL)
