"""The commands as they are typed: names, options, and what each is for."""

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

from webinar_hub import __version__, commands


def main(argv: Sequence[str]) -> int:
    """Run a command; return its exit status.

    Bad use is 2, a refusal or a wrong setting is 1 with one sentence.
    """
    parser = _parser()
    if argv and argv[0] == "read-report":
        from webinar_hub.attendance.command import read_report_command

        return read_report_command(argv[1:])
    given = parser.parse_args(argv)
    return commands.exit_status(lambda: given.command(given))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m webinar_hub", description=__doc__)
    parser.add_argument("--version", action="version", version=f"Webinar Hub {__version__}")
    subparsers = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(
        name: str, command: Callable[[argparse.Namespace], int], words: str
    ) -> argparse.ArgumentParser:
        sub = subparsers.add_parser(name, help=words, description=words)
        sub.set_defaults(command=command)
        return sub

    init = add("init", commands.init, "write the secrets and folders of a new installation")
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
    upgrade = add(
        "upgrade", commands.upgrade, "bring the database to this version, after a backup of it"
    )
    upgrade.add_argument("--without-backup", action="store_true", help="make no backup first")
    demo = add("demo", commands.fill_demo, "fill an empty database with the demo network")
    demo.add_argument("--seed", type=int, default=1)
    demo.add_argument(
        "--size",
        choices=("small", "large", "million"),
        default="small",
        help="large: 20,000 organisations and 100,000 people besides;"
        " million: their three years before as well, with a million seats in 10,000 sessions",
    )
    demo.add_argument(
        "--if-empty",
        action="store_true",
        help="do nothing, quietly, where there already are programmes",
    )
    run = add("run", commands.run, "serve the pages and run the worker")
    run.add_argument(
        "--demo",
        action="store_true",
        help="first set up the demo network, as far as nothing is set up yet",
    )
    for sub in (add("serve", commands.serve, "serve the pages"), run):
        sub.add_argument("--port", type=_port, default=5000)
        sub.add_argument("--host", default="127.0.0.1")
    add("worker", commands.worker, "run the timetable: letters, certificates, upkeep")
    link = add(
        "sign-in-link",
        commands.print_sign_in_link,
        "print a one-time link that signs an account in",
    )
    link.add_argument("email")
    again = add(
        "reset-second-factor",
        commands.let_set_up_second_step_anew,
        "let somebody who lost telephone and printed codes set up the second step anew",
    )
    again.add_argument("email")
    add(
        "read-report",
        _parser_only,
        "say what the reader makes of the reports of one meeting (--help for more)",
    )
    feed = add("feed", commands.print_feed, "print a calendar feed")
    feed.add_argument("--programme", metavar="KEY", default="")
    affected = add(
        "who-was-affected",
        commands.who_was_affected,
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
        commands.clock_is_right,
        "say that the clock was ahead and is right now, so that what waits goes on",
    )
    add(
        "doctor", commands.say_what_is_wrong, "say what is wrong with the installation, a line each"
    )
    _add_backups(add)
    return parser


def _add_backups(add: Callable[..., argparse.ArgumentParser]) -> None:
    backup = add("backup", commands.backup, "write everything into one file, while the hub runs")
    backup.add_argument("--to", type=Path, metavar="FILE", help="where, if not among the others")
    verify = add("verify", commands.verify, "say whether a backup is whole")
    restore = add("restore", commands.restore, "put a backup in the place of what is there")
    for sub in (verify, restore):
        sub.add_argument("file", type=Path, metavar="FILE")
    restore.add_argument(
        "--send-mail", action="store_true", help="send what was due then, though it may have gone"
    )
    restore.add_argument(
        "--journal", type=Path, metavar="FILE", help="a saved journal, or a later backup"
    )


def _port(typed: str) -> int:
    if not (typed.isascii() and typed.isdigit() and int(typed) <= 65_535):
        raise argparse.ArgumentTypeError("a port is a number from 0 to 65535")
    return int(typed)


def _parser_only(_given: argparse.Namespace) -> int:
    raise AssertionError("read-report is answered before")
