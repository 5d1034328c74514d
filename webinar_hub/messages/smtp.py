"""The mail server: one connection, one receiver a letter, every answer with a limit."""

import smtplib
import ssl
import time
from collections.abc import Callable
from ipaddress import ip_address
from typing import Any

from webinar_hub.config import Settings
from webinar_hub.messages.rules import Stage, Trouble

_ANSWER_SECONDS = 10.0
LETTER_SECONDS = 50.0
"""All answers to one letter together.

Less than the lease, so that nobody else takes the letter up meanwhile.
"""


class Undelivered(Exception):
    """The mail server did not take a letter."""

    def __init__(self, trouble: Trouble) -> None:
        self.trouble = trouble
        super().__init__(trouble.reason)


class MailServer:
    """A connection that is opened by the first letter and again after it broke.

    Close it at the end.
    """

    def __init__(self, settings: Settings, own_name: str) -> None:
        self._settings = settings
        self._own_name = f"[{own_name}]" if _is_address(own_name) else own_name
        self._smtp: smtplib.SMTP | None = None
        self._deadline = 0.0

    def take(self, receiver: str, message: bytes, may_go: Callable[[], bool]) -> bool:
        """Hand a message over for one receiver.

        Raise Undelivered with the stage and the server's answer. may_go is asked when the server is
        ready for the message. False: it said no, and the server has nothing of it.
        """
        self._deadline = time.monotonic() + LETTER_SECONDS
        international = not receiver.isascii()
        smtp = self._connected()
        if international and not smtp.has_extn("smtputf8"):
            raise Undelivered(
                Trouble(
                    Stage.RECEIVER,
                    553,
                    "the mail server does not take addresses with letters beyond ASCII",
                )
            )
        options = ["SMTPUTF8", "BODY=8BITMIME"] if international else []
        self._ask(Stage.SERVER, smtp.mail, self._settings.mail_address, options)
        self._ask(Stage.RECEIVER, smtp.rcpt, receiver)
        ready = False
        try:
            ready = may_go()
        finally:
            if not ready:
                self._forget()
        if not ready:
            return False
        # The answer to the whole letter may take long: a server that checks it is not down.
        self._ask(
            Stage.CONTENT,
            smtp.data,
            message,
            seconds=max(_ANSWER_SECONDS, (self._deadline - time.monotonic()) / 2),
        )
        return True

    def greet(self) -> None:
        """Sign in and name the sender, as before a letter.

        Raise Undelivered with the server's answer.
        """
        self._deadline = time.monotonic() + LETTER_SECONDS
        self._ask(Stage.SERVER, self._connected().mail, self._settings.mail_address)

    def close(self) -> None:
        """End the connection politely where it still answers."""
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            try:
                smtp.quit()
            except (OSError, smtplib.SMTPException):
                smtp.close()

    def _connected(self) -> smtplib.SMTP:
        if self._smtp is not None:
            return self._smtp
        settings = self._settings
        try:
            where: dict[str, Any] = {"local_hostname": self._own_name, "timeout": _ANSWER_SECONDS}
            if settings.smtp_security == "tls":
                smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                    settings.smtp_host,
                    settings.smtp_port,
                    context=ssl.create_default_context(),
                    **where,
                )
            else:
                smtp = smtplib.SMTP(settings.smtp_host, settings.smtp_port, **where)
            self._smtp = smtp
            if settings.smtp_security == "starttls":
                smtp.starttls(context=ssl.create_default_context())
            smtp.ehlo_or_helo_if_needed()
            if settings.smtp_user:
                smtp.login(settings.smtp_user, settings.smtp_password)
        except smtplib.SMTPResponseException as error:
            raise self._broken(Stage.SERVER, error.smtp_code, _words(error.smtp_error)) from error
        except (OSError, smtplib.SMTPException) as error:
            raise self._broken(Stage.SERVER, 0, f"{type(error).__name__} {error}") from error
        return smtp

    def _ask(
        self,
        stage: Stage,
        command: Callable[..., tuple[int, bytes]],
        *values: Any,
        seconds: float = _ANSWER_SECONDS,
    ) -> None:
        assert self._smtp is not None
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise self._broken(stage, 0, "the mail server is too slow")
        if self._smtp.sock is not None:
            self._smtp.sock.settimeout(min(seconds, left))
        try:
            code, answer = command(*values)
        except smtplib.SMTPResponseException as error:
            code, answer = error.smtp_code, _words(error.smtp_error).encode()
        except (OSError, smtplib.SMTPException) as error:
            raise self._broken(stage, 0, f"{type(error).__name__} {error}") from error
        if code // 100 == 2:
            return
        if code == 421:
            raise self._broken(stage, code, _words(answer))
        self._forget()
        raise Undelivered(Trouble(stage, code, _words(answer)))

    def _forget(self) -> None:
        """Let the server drop a letter that was begun and does not follow."""
        try:
            if self._smtp is not None:
                self._smtp.rset()
        except (OSError, smtplib.SMTPException):
            self._drop()

    def _broken(self, stage: Stage, code: int, text: str) -> Undelivered:
        self._drop()
        return Undelivered(Trouble(stage, code, text))

    def _drop(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            smtp.close()


def _words(answer: bytes | str) -> str:
    return answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
