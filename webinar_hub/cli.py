"""The commands: each a few lines that call what the rooms do."""

import argparse
import os
import socket
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import flask_migrate
from flask import Flask
from sqlalchemy.exc import DatabaseError

from webinar_hub import __version__, config
from webinar_hub.backups.contents import Stopped
from webinar_hub.kit import clock, language, zones
from webinar_hub.kit.actor import machine
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import Refused
from webinar_hub.supervisor import supervise

if TYPE_CHECKING:
    from webinar_hub.records.upkeep.incident import Incident


def main(argv: Sequence[str]) -> int:
    """Run a command; return its exit status.

    Bad use is 2, a refusal or a wrong setting is 1 with one sentence.
    """
    parser = _parser()
    if argv and argv[0] == "read-report":
        from webinar_hub.attendance.command import read_report_command

        return read_report_command(argv[1:])
    given = parser.parse_args(argv)
    return _said(lambda: given.command(given))


def _said(work: Callable[[], int]) -> int:
    """Do something and return its exit status; what stops it is said in one sentence."""
    try:
        return work()
    except (config.Misconfigured, Stopped, Refused) as problem:
        print(problem, file=sys.stderr)
        return 1
    except DatabaseError as problem:
        print(f"The database cannot be used: {problem.orig}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m webinar_hub", description=__doc__)
    parser.add_argument("--version", action="version", version=f"Webinar Hub {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(
        name: str, command: Callable[[argparse.Namespace], int], words: str
    ) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=words, description=words)
        sub.set_defaults(command=command)
        return sub

    init = add("init", _init, "write the secrets and folders of a new installation")
    init.add_argument(
        "--network",
        help="the network's name; with --admin, sets up its secretariat and first administrator",
    )
    init.add_argument("--full-name", help="the network's name in full")
    init.add_argument("--contact", metavar="EMAIL", help="whom participants write to")
    init.add_argument(
        "--whatsapp",
        metavar="NUMBER",
        help="where people without e-mail prove their number, as +6281234567890",
    )
    init.add_argument("--admin", metavar="EMAIL", help="the first administrator's address")
    add("upgrade", _upgrade, "bring the database to this version")
    demo = add("demo", _demo, "fill an empty database with the demo network")
    demo.add_argument("--seed", type=int, default=1)
    demo.add_argument(
        "--size",
        choices=("small", "large"),
        default="small",
        help="large: 20,000 organisations and 100,000 people besides",
    )
    demo.add_argument(
        "--if-empty",
        action="store_true",
        help="do nothing, quietly, where there already are programmes",
    )
    run = add("run", _run, "serve the pages and run the worker")
    run.add_argument(
        "--demo",
        action="store_true",
        help="first set up the demo network, as far as nothing is set up yet",
    )
    for sub in (add("serve", _serve, "serve the pages"), run):
        sub.add_argument("--port", type=int, default=5000)
        sub.add_argument("--host", default="127.0.0.1")
    add("worker", _worker, "run the timetable: letters, certificates, upkeep")
    link = add("sign-in-link", _sign_in_link, "print a one-time link that signs an account in")
    link.add_argument("email")
    again = add(
        "reset-second-factor",
        _reset_second_step,
        "let somebody who lost telephone and printed codes set up the second step anew",
    )
    again.add_argument("email")
    add(
        "read-report",
        _parser_only,
        "say what the reader makes of the reports of one meeting (--help for more)",
    )
    feed = add("feed", _feed, "print a calendar feed")
    feed.add_argument("--programme", metavar="KEY")
    affected = add(
        "who-was-affected",
        _who_was_affected,
        "after an incident: list whom it touches, and draft the written notice",
    )
    affected.add_argument(
        "--since",
        required=True,
        metavar="WHEN",
        help="a day or a moment, as 2026-11-24T08:00; without a zone in WIB",
    )
    affected.add_argument("--account", metavar="EMAIL", help="only what this account did")
    affected.add_argument(
        "--could-see",
        action="store_true",
        help="also everybody whom the account's pages could show, of which there is no trace",
    )
    affected.add_argument(
        "--notice",
        type=Path,
        metavar="FILE",
        help="write the drafts of the notice there instead of printing them",
    )
    add(
        "clock-is-right",
        _clock_is_right,
        "say that the clock was ahead and is right now, so that what waits goes on",
    )
    add("doctor", _doctor, "say what is wrong with the installation, a line each")
    _add_backups(add)
    return parser


def _add_backups(add: Callable[..., argparse.ArgumentParser]) -> None:
    backup = add("backup", _backup, "write everything into one file, while the hub runs")
    backup.add_argument("--to", type=Path, metavar="FILE", help="where, if not among the others")
    verify = add("verify", _verify, "say whether a backup is whole")
    restore = add("restore", _restore, "put a backup in the place of what is there")
    for sub in (verify, restore):
        sub.add_argument("file", type=Path, metavar="FILE")
    restore.add_argument(
        "--send-mail", action="store_true", help="send what was due then, though it may have gone"
    )
    restore.add_argument(
        "--journal", type=Path, metavar="FILE", help="a saved journal, or a later backup"
    )


def _backup(given: argparse.Namespace) -> int:
    from webinar_hub.backups import commands

    with _app().app_context():
        return commands.backup(config.load(), given.to, _say, now=clock.now())


def _verify(given: argparse.Namespace) -> int:
    from webinar_hub.backups import commands

    return commands.verify(given.file, _say)


def _restore(given: argparse.Namespace) -> int:
    from webinar_hub.backups import commands

    return commands.restore(
        given.file,
        journal_at=given.journal,
        send_mail=given.send_mail,
        open_at=_open_at,
        say=_say,
        now=clock.now(),
    )


@contextmanager
def _open_at(settings: config.Settings) -> Iterator[Flask]:
    """Open an application on a database and bring its tables to this version, inside the block."""
    from webinar_hub.app import create_app

    app = create_app(settings)
    with app.app_context():
        try:
            _bring_up_to_date()
            _refuse_other_tables(settings)
            yield app
        except SystemExit:
            raise Stopped(
                "The backup's tables are of a version that this one does not know."
            ) from None
        finally:
            db.session.remove()
            db.engine.dispose()


def _parser_only(_given: argparse.Namespace) -> int:
    raise AssertionError("read-report is answered before")


def _app(*, checked: bool = True) -> Flask:
    from webinar_hub.app import create_app
    from webinar_hub.backups import running

    settings = config.load()
    if language.uncompiled():
        raise config.Misconfigured(
            "The sentences in Bahasa Indonesia are not compiled yet. Run `make setup`."
        )
    opened = running.among_others(settings)
    app = create_app(settings)
    app.extensions["opened"] = opened
    if checked:
        with app.app_context():
            _refuse_other_tables(settings)
    return app


def _refuse_other_tables(settings: config.Settings) -> None:
    from webinar_hub import doctor

    if problem := doctor.missing_database(settings) or doctor.schema_problem():
        raise config.Misconfigured(problem)


def _init(given: argparse.Namespace) -> int:
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
        from webinar_hub.web.shell import settings

        _upgrade(given)
        with _app().app_context():
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


def _upgrade(_given: argparse.Namespace) -> int:
    with _app(checked=False).app_context():
        _bring_up_to_date()
    print("The database is up to date.")
    return 0


def _bring_up_to_date() -> None:
    from webinar_hub.app import MIGRATIONS
    from webinar_hub.network import sectors
    from webinar_hub.network.actions import load_regions

    flask_migrate.upgrade(directory=str(MIGRATIONS))
    db.write(load_regions)
    db.write(sectors.load)


def _demo(given: argparse.Namespace) -> int:
    from webinar_hub.demo.build import build, is_empty

    _refuse_demo_in_use()
    with _app().app_context():
        if not is_empty():
            if given.if_empty:
                return 0
            print("The demo needs an empty database, and this one has programmes.", file=sys.stderr)
            return 1
        now = clock.now()
        build(given.seed, now=now)
        if given.size == "large":
            from webinar_hub.demo.large import enlarge

            enlarge(given.seed, now=now, say=_say)
    print("The demo network is ready.")
    return 0


def _say(words: str) -> None:
    print(words, flush=True)


def _refuse_demo_in_use() -> None:
    if config.load().https:
        raise config.Misconfigured(
            "The demo network is for this machine: anybody can print links to its accounts, and public_url is https."
        )


def _serve(given: argparse.Namespace) -> int:
    from webinar_hub import server

    with server.listen(given.host, given.port) as door:
        app = _app()
        _print_address(given)
        return _serve_at(app, door, processes=1)


def _print_address(given: argparse.Namespace) -> None:
    print(f"Webinar Hub is at {config.load().public_url} (port {given.port})", flush=True)


def _serve_at(app: Flask, door: socket.socket, *, processes: int) -> int:
    """Be one of several web processes at a socket."""
    from webinar_hub import server
    from webinar_hub.accounts.proving import passwords

    passwords.share(processes)
    server.serve(app, door, threads=app.extensions["settings"].threads)
    return 0


def _worker(_given: argparse.Namespace) -> int:
    from webinar_hub import jobs

    jobs.run(_app())
    return 0


def _run(given: argparse.Namespace) -> int:
    """Start web and worker, start each again when it ends, pass SIGTERM on to all."""
    from webinar_hub import server

    # Before the processes are there: whoever asks while one of them is started again waits, and is
    # not sent away.
    with server.listen(given.host, given.port) as door:
        if given.demo:
            _set_up_demo()
        usual, here = config.Settings.public_url, f"http://{given.host}:{given.port}"
        if config.load().public_url == usual:
            os.environ["WEBINAR_HUB_PUBLIC_URL"] = here
            given.announced = config.announce(config.instance_folder(), here)
            if here != usual and not given.demo:
                print(
                    f"A link that init printed before begins with {usual}: open it with {here} instead, or let init print another."
                )
        with _app().app_context():
            db.engine.dispose()
        return _run_at(door, given)


def _run_at(door: socket.socket, given: argparse.Namespace) -> int:
    processes = config.load().web_processes

    def web() -> int:
        return _said(lambda: _serve_at(_app(), door, processes=processes))

    def worker() -> int:
        door.close()
        return _said(lambda: _worker(given))

    def started() -> None:
        _print_address(given)
        _print_sign_ins()

    supervise([*[("serve", web)] * processes, ("worker", worker)], started, stopped=door.close)
    return 0


def _set_up_demo() -> None:
    """Do what init, upgrade and demo do, in this one process.

    Starting Python three times more would take longer than all of it.
    """
    from webinar_hub.demo.networks import CONTACT, FULL_NAME, SECRETARIAT, WHATSAPP

    names = [
        "--network",
        SECRETARIAT.organisation.abbreviation,
        "--full-name",
        FULL_NAME,
        "--contact",
        CONTACT,
        "--whatsapp",
        WHATSAPP,
    ]
    for command in (["init", *names], ["upgrade"], ["demo", "--if-empty"]):
        given = _parser().parse_args(command)
        given.command(given)
        _refuse_demo_in_use()


def _print_sign_ins() -> None:
    from webinar_hub.accounts.machine import demo_sign_ins

    app = _app()
    with app.app_context():
        for one in db.write(demo_sign_ins, now=clock.now()):
            print(
                f"Sign in as {one.role} ({one.email}), once within 15 minutes: {_sign_in_address(one.link_key)}",
                flush=True,
            )
        db.engine.dispose()


def _sign_in_link(given: argparse.Namespace) -> int:
    from webinar_hub.accounts.machine import sign_in_link

    with _app().app_context():
        made = db.write(sign_in_link, given.email, by=machine("sign-in-link"), now=clock.now())
        print(_sign_in_address(made.key))
    return 0


def _reset_second_step(given: argparse.Namespace) -> int:
    from webinar_hub.accounts.machine import reset_second_step

    with _app().app_context():
        db.write(reset_second_step, given.email, by=machine("reset-second-factor"), now=clock.now())
    print(
        "The second step is reset: at the next sign-in it is set up anew. The owner is told by a message."
    )
    return 0


def _sign_in_address(key: str) -> str:
    from webinar_hub.accounts.queries import LINK
    from webinar_hub.web.shell import links

    return links().capability("accounts.enter", LINK, key)


def _who_was_affected(given: argparse.Namespace) -> int:
    """Print a line for each list that was taken along and for each person, separated by tabs.

    Then the notice in both languages.
    """
    from webinar_hub.kit.phones import shown_phone
    from webinar_hub.records.upkeep import incident

    try:
        since = datetime.fromisoformat(given.since)
    except ValueError:
        raise config.Misconfigured(
            f"“{given.since}” is no moment: write it as 2026-11-24 or 2026-11-24T08:00."
        ) from None
    app = _app()
    with app.app_context():
        account = incident.account_at(given.account) if given.account else None
        found = incident.look_into(
            since if since.tzinfo else since.replace(tzinfo=zones.WIB.info),
            account,
            could_see=given.could_see,
        )
        for one in found.downloads:
            rows = f"{len(one.people)} people" if one.sure else f"at most {len(one.people)} people"
            print(
                f"{one.at:%Y-%m-%d %H:%M} UTC",
                one.by,
                one.meeting,
                rows,
                ", ".join(one.columns),
                sep="\t",
            )
        for each in found.people:
            person = each.person
            print(
                person.full_name,
                person.email or (shown_phone(person.phone) if person.phone else "–"),
                "; ".join(each.acts),
                sep="\t",
            )
        print(f"{len(found.people)} people, {len(found.downloads)} lists.")
        notice = "\n\n".join(_notice(app, found, lang) for lang in ("id", "en"))
    if given.notice:
        given.notice.write_text(notice, encoding="utf-8")
        print(f"The drafts of the notice are in {given.notice}.")
    else:
        print(f"\n{notice}")
    return 0


def _notice(app: Flask, found: "Incident", lang: str) -> str:
    """Return the draft of the notice in a language."""
    with language.reading(lang):
        moments = {
            name: zones.moment(at, zones.WIB)
            for name, at in (("since", found.since), ("until", clock.now()))
        }
        return app.jinja_env.get_template("records/notice.txt").render(
            incident=found, hub=app.extensions["settings"], **moments
        )


def _feed(given: argparse.Namespace) -> int:
    from webinar_hub.calendars.feeds import feed_bytes
    from webinar_hub.web.shell import links, settings

    with _app().app_context():
        network = settings().network_name
        sys.stdout.buffer.write(feed_bytes(given.programme, "id", network, links()))
    return 0


def _clock_is_right(_given: argparse.Namespace) -> int:
    from webinar_hub.web import runs

    now = clock.now()
    with _app().app_context():
        db.write(runs.clock_is_right, now=now)
    print(f"It is {now:%Y-%m-%d %H:%M} UTC: what waited goes on.")
    return 0


def _doctor(_given: argparse.Namespace) -> int:
    from webinar_hub.doctor import backups, findings

    with _app(checked=False).app_context():
        found = list(findings(config.load()))
        last = backups(config.load())
    for line in found:
        print(line)
    print(last)
    print("Nothing is wrong." if not found else f"{len(found)} to look at.")
    return 1 if found else 0
