"""Whatever people and the desk do, seats are as a second, simple account says."""

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.cast import Cast
from tests.conftest import LONG
from tests.registrations.seats_model import CANCELLED, CONFIRMED, WAITS, Account, Date
from tests.registrations.seats_played import Seats

STEPS, RUNS, ACTS = (50, 40, 2000) if LONG else (15, 4, 1)
"""Each step takes a second of the model's time; some runs end earlier."""


@pytest.mark.usefixtures("app")
def test_seats_are_as_a_simple_account_says(app: Flask, cast: Cast) -> None:
    class Played(Seats):
        stage = cast

    often = settings(
        max_examples=RUNS,
        stateful_step_count=STEPS,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    while Played.acts_done < ACTS:
        run_state_machine_as_test(Played, settings=often)


def test_the_account_serves_in_turn() -> None:
    account = Account(dates=[Date(1, 1)])
    for person in (0, 1, 2):
        account.now += 1
        account.register(person, 0, every=False)
    assert [seat.status for seat in account.seats.values()] == [CONFIRMED, WAITS, WAITS]
    account.give_back(0, [0])
    assert [seat.status for seat in account.seats.values()] == [CANCELLED, CONFIRMED, WAITS]
