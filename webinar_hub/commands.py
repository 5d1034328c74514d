"""The commands: each a few lines that call what the rooms do."""

import argparse
import os
import socket
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from webinar_hub import config
from webinar_hub.kit import clock
from webinar_hub.kit.actor import machine
from webinar_hub.supervisor import supervise

if TYPE_CHECKING:
    from flask import Flask


_AFTER_PEOPLE = 5
"""By how much the worker of `run` stands back for whoever asks for pages (nice, 0 to 19)."""


def exit_status(work: Callable[[], int]) -> int:
    """Run a command and return its exit status; say what stops it in one sentence."""
    from sqlalchemy.exc import DatabaseError

    from webinar_hub.backups.contents import Stopped
    from webinar_hub.kit import language
    from webinar_hub.kit.errors import Refused

    try:
        return work()
    except (config.Misconfigured, Stopped, Refused) as problem:
        with language.reading("en"):
            print(problem, file=sys.stderr)
        return 1
    except DatabaseError as problem:
        print(f"The database cannot be used: {problem.orig}", file=sys.stderr)
        return 1
    except OSError as problem:
        if problem.filename is None:
            raise
        print(f"{problem.filename} cannot be used: {problem.strerror}.", file=sys.stderr)
        return 1


def backup(given: argparse.Namespace) -> int:
    from webinar_hub.backups import commands

    with _opened().app_context():
        return commands.backup(config.load(), given.to, _say, now=clock.now())


def verify(given: argparse.Namespace) -> int:
    from webinar_hub.backups import commands

    return commands.verify(given.file, _say)


def restore(given: argparse.Namespace) -> int:
    from webinar_hub import opening
    from webinar_hub.backups import commands

    return commands.restore(
        given.file,
        journal_at=given.journal,
        send_mail=given.send_mail,
        open_at=opening.open_at,
        say=_say,
        now=clock.now(),
    )


def _opened(*, checked: bool = True) -> "Flask":
    # The whole application takes a second to import: only what needs it waits for it.
    from webinar_hub import opening

    return opening.application(checked=checked)


def init(given: argparse.Namespace) -> int:
    instance = config.instance_folder()
    fresh = config.write_first(
        instance,
        network_name=given.network or "",
        network_full_name=given.full_name or "",
        contact=given.contact or "",
        whatsapp=given.whatsapp or "",
    )
    print(
        f"{instance / 'config.toml'} is {'written' if fresh else 'already there: nothing changed'}."
    )
    if given.admin:
        from webinar_hub.accounts.machine import begin
        from webinar_hub.kit.db import db
        from webinar_hub.web.shell import settings

        _bring_up_to_date()
        with _opened().app_context():
            found = db.write(
                begin,
                network_name=settings().network_name,
                email=given.admin,
                by=machine("init"),
                now=clock.now(),
            )
            print(
                "Start the hub with `python -m webinar_hub run`, then open this link. It works once, within 15 minutes; init prints another."
            )
            print(f"{_sign_in_address(found.key)}?next=/mulai")
    return 0


def upgrade(given: argparse.Namespace) -> int:
    return _bring_up_to_date(with_backup=not given.without_backup)


def _bring_up_to_date(*, with_backup: bool = True) -> int:
    from webinar_hub import migrations, opening
    from webinar_hub.backups import commands

    with _opened(checked=False).app_context():
        if with_backup and migrations.outdated():
            commands.before_upgrade(config.load(), _say, now=clock.now())
        opening.bring_up_to_date()
    print("The database is up to date.")
    return 0


def fill_demo(given: argparse.Namespace) -> int:
    from webinar_hub.demo.build import build, is_empty

    _refuse_demo_in_use()
    with _opened().app_context():
        if not is_empty():
            if given.if_empty:
                return 0
            print("The demo needs an empty database, and this one has programmes.", file=sys.stderr)
            return 1
        now = clock.now()
        build(given.seed, now=now)
        if given.size != "small":
            from webinar_hub.demo.large import enlarge
            from webinar_hub.demo.years import live_through

            country = enlarge(given.seed, now=now, say=_say)
            if given.size == "million":
                live_through(given.seed, country, now=now, say=_say)
    print("The demo network is ready.")
    return 0


def _say(words: str) -> None:
    print(words, flush=True)


def _refuse_demo_in_use() -> None:
    if config.load().https:
        raise config.Misconfigured(
            "The demo network is for this machine: anybody can print links to its accounts, and public_url is https."
        )


def serve(given: argparse.Namespace) -> int:
    from webinar_hub import server

    with server.listen(given.host, given.port) as door:
        _take_address(given, told=True)
        app = _opened()
        _print_address(given)
        return _serve_at(app, door, alone=True)


def _take_address(given: argparse.Namespace, *, told: bool) -> None:
    """Let links begin with where the hub runs, where no public address is set.

    told: say it of those that were printed before.
    """
    usual, here = config.Settings.public_url, f"http://{given.host}:{given.port}"
    if config.load().public_url == usual:
        os.environ["WEBINAR_HUB_PUBLIC_URL"] = here
        given.announced = config.announce(config.instance_folder(), here)
        if here != usual and told:
            print(
                f"A link that init printed before begins with {usual}: open it with {here} instead, or let init print another."
            )


def _print_address(given: argparse.Namespace) -> None:
    print(f"Webinar Hub is at {config.load().public_url} (port {given.port})", flush=True)


def _serve_at(app: "Flask", door: socket.socket, *, alone: bool = False) -> int:
    """Be a web process at a socket, one of several where it is not alone."""
    from webinar_hub import server
    from webinar_hub.accounts.proving import passwords

    settings = app.extensions["settings"]
    passwords.share(settings.instance)
    # One is in line for the lock, the others behind it.
    writers = settings.most_waiting + 1
    server.serve(app, door, threads=settings.threads, writers=writers, alone=alone)
    return 0


def worker(_given: argparse.Namespace) -> int:
    return _work_at(_opened())


def _work_at(app: "Flask") -> int:
    from webinar_hub import jobs

    jobs.run(app)
    return 0


def run(given: argparse.Namespace) -> int:
    """Start web and worker, start each again when it ends, pass SIGTERM on to all."""
    from webinar_hub import opening, server
    from webinar_hub.kit.db import db

    # Before the processes are there: whoever asks while one of them is started again waits, and is
    # not sent away.
    with server.listen(given.host, given.port) as door:
        if given.demo:
            _set_up_demo()
        _take_address(given, told=not given.demo)
        # Opened once, for all of them: they share what does not change of it.
        app = _opened()
        opening.warm(app)
        with app.app_context():
            db.engine.dispose()
        return _run_at(door, given, app)


def _run_at(door: socket.socket, given: argparse.Namespace, app: "Flask") -> int:
    from webinar_hub import server

    processes = app.extensions["settings"].web_processes

    def web() -> int:
        return exit_status(lambda: _serve_at(app, door))

    def work() -> int:
        door.close()
        # Whoever waits for a page goes before letters, where there is too little for both.
        os.nice(_AFTER_PEOPLE)
        return exit_status(lambda: _work_at(app))

    def started() -> None:
        _print_address(given)
        _print_sign_ins(app)

    def stopped() -> None:
        server.let_nobody_come(door)
        door.close()

    supervise([*[("serve", web)] * processes, ("worker", work)], started, stopped)
    return 0


def _set_up_demo() -> None:
    """Do what init, upgrade and demo do, in this one process.

    Starting Python three times more would take longer than all of it.
    """
    from webinar_hub.demo.networks import CONTACT, FULL_NAME, SECRETARIAT, WHATSAPP

    names = argparse.Namespace(
        network=SECRETARIAT.organisation.abbreviation,
        full_name=FULL_NAME,
        contact=CONTACT,
        whatsapp=WHATSAPP,
        admin=None,
    )
    init(names)
    _refuse_demo_in_use()
    _bring_up_to_date()
    fill_demo(argparse.Namespace(seed=1, size="small", if_empty=True))


def _print_sign_ins(app: "Flask") -> None:
    from webinar_hub.accounts.machine import demo_sign_ins
    from webinar_hub.kit.db import db

    with app.app_context():
        for one in db.write(demo_sign_ins, now=clock.now()):
            print(
                f"Sign in as {one.role} ({one.email}), once within 15 minutes: {_sign_in_address(one.link_key)}",
                flush=True,
            )
        db.engine.dispose()


def print_sign_in_link(given: argparse.Namespace) -> int:
    from webinar_hub.accounts.machine import sign_in_link
    from webinar_hub.kit.db import db

    with _opened().app_context():
        made = db.write(sign_in_link, given.email, by=machine("sign-in-link"), now=clock.now())
        print(_sign_in_address(made.key))
    return 0


def let_set_up_second_step_anew(given: argparse.Namespace) -> int:
    from webinar_hub.accounts.machine import reset_second_step
    from webinar_hub.kit.db import db

    with _opened().app_context():
        db.write(reset_second_step, given.email, by=machine("reset-second-factor"), now=clock.now())
    print(
        "The second step is reset: at the next sign-in it is set up anew. The owner is told by a message."
    )
    return 0


def _sign_in_address(key: str) -> str:
    from webinar_hub.accounts.letters import SIGN_IN_LINK
    from webinar_hub.web.shell import links

    return links().capability("accounts.enter", SIGN_IN_LINK, key)


def who_was_affected(given: argparse.Namespace) -> int:
    from webinar_hub.affected import say_who_was_affected

    return say_who_was_affected(
        _opened(),
        given.since,
        account=given.account,
        could_see=given.could_see,
        notice_at=given.notice,
    )


def print_feed(given: argparse.Namespace) -> int:
    from webinar_hub.calendars.feeds import feed_bytes
    from webinar_hub.calendars.scopes.rules import Wanted
    from webinar_hub.web.shell import links, settings

    with _opened().app_context():
        network = settings().network_name
        sys.stdout.buffer.write(feed_bytes(Wanted(given.programme), "id", network, links()))
    return 0


def clock_is_right(_given: argparse.Namespace) -> int:
    from webinar_hub.kit.db import db
    from webinar_hub.web import runs

    now = clock.now()
    with _opened().app_context():
        db.write(runs.clock_is_right, now=now)
    print(f"It is {now:%Y-%m-%d %H:%M} UTC: what waited goes on.")
    return 0


def say_what_is_wrong(_given: argparse.Namespace) -> int:
    from webinar_hub.doctor import backups, findings

    found = []
    with _opened(checked=False).app_context():
        # Each at once: a later look may find that nothing can be stored, and ends there.
        for line in findings(config.load()):
            _say(line)
            found.append(line)
        print(backups(config.load()))
    print("Nothing is wrong." if not found else f"{len(found)} to look at.")
    return 1 if found else 0
