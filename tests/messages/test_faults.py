"""A greylisting server, the end of a day's budget, two senders, a clock an hour back, all at once.

Never zero letters, and without a crash none twice; test_crash.py has the crashes. Long runs try
each of these alone as well.
"""

import itertools
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from tests.cast import Cast
from tests.conftest import LONG
from tests.messages.outbox import put_many, rows, send, with_server
from tests.messages.sink import mail_server
from webinar_hub.kit import clock
from webinar_hub.messages.models import LetterState

_GREY = "451 4.7.1 come back in a minute"


_ALL = list(itertools.product([False, True], [0, 1], [0, 10]))


@pytest.mark.parametrize(("grey", "hours_back", "most"), _ALL if LONG else _ALL[-1:])
def test_two_senders_send_each_letter_once_whatever_happens(
    app: Flask,
    cast: Cast,
    monkeypatch: pytest.MonkeyPatch,
    grey: bool,
    hours_back: int,
    most: int,
) -> None:
    receivers = put_many(cast, 16)
    now = clock.now() + timedelta(minutes=1)
    with mail_server() as sink:
        if grey:
            sink.refuse_receiver = {each: [_GREY] * 2 for each in receivers}
        settings = with_server(app, sink.port, mail_per_day=most, mail_retry=(60, 300, 900))
        for hours in (0, -hours_back, 1, 2, 24, 48, 72):
            at = now + timedelta(hours=hours)
            monkeypatch.setattr(clock, "now", lambda at=at: at)
            _send_by_two(app, lambda: send(app, settings))
        assert sorted(sink.receivers) == receivers
        assert set(sink.ids.values()) == {1}
    assert {row.state for row in rows()} == {LetterState.SENT}


def _send_by_two(app: Flask, run: Callable[[], None]) -> None:
    def one() -> None:
        with app.app_context():
            run()

    senders = [threading.Thread(target=one) for _ in range(2)]
    for each in senders:
        each.start()
    for each in senders:
        each.join()
