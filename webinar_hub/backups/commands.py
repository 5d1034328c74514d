"""What the commands backup, verify and restore do and say."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from webinar_hub.backups import nightly, reading, restoring, writing
from webinar_hub.backups.contents import Stopped
from webinar_hub.backups.restoring import OpenAt, Wanted
from webinar_hub.certificates.issuing.lines import Line
from webinar_hub.config import Settings
from webinar_hub.history.journal import Fact

Say = Callable[[str], None]


def backup(settings: Settings, to: Path | None, say: Say, *, now: datetime) -> int:
    """Make a backup of the present application; to: where, if not among the nightly ones."""
    made = writing.write(settings, to or nightly.by_hand(settings, now), now=now)
    rows = sum(made.manifest.rows.values())
    say(
        f"{made.path} is written: {rows} rows, {made.size // 1000} kB. It holds names, addresses "
        "and the secret keys: keep it where nobody else reads."
    )
    return 0


def before_upgrade(settings: Settings, say: Say, *, now: datetime) -> None:
    """Make a backup of the present application before its tables change.

    Raises Stopped.
    """
    try:
        backup(settings, nightly.before_upgrade(settings, now), say, now=now)
    except Stopped as problem:
        raise Stopped(
            f"{problem} Nothing was changed: an upgrade makes a backup first. "
            "`upgrade --without-backup` makes none."
        ) from None


def verify(path: Path, say: Say) -> int:
    """Say what is wrong with a backup, or that nothing is. Raises Stopped."""
    manifest, problems = reading.examine(path)
    for problem in problems:
        say(problem)
    if problems:
        say(f"{path} cannot be relied on.")
        return 1
    say(
        f"{path} is whole: made {manifest.moment:%Y-%m-%d %H:%M} UTC by version {manifest.version} "
        f"on {manifest.engine}, {sum(manifest.rows.values())} rows, {len(manifest.files)} parts."
    )
    return 0


def restore(
    path: Path,
    *,
    journal_at: Path | None,
    send_mail: bool,
    open_at: OpenAt,
    say: Say,
    now: datetime,
) -> int:
    """Put a backup back and say what that changed. Raises Stopped with nothing changed."""
    wanted = Wanted(journal_at, send_mail, open_at, _ask_last)
    done = restoring.restore(path, wanted, now=now)
    made = f"{done.manifest.moment:%Y-%m-%d %H:%M} UTC"
    say(f"The state of {made} is back. All sign-ins, sign-in links and invitations have ended.")
    for fact, number in done.applied.done.items():
        say(f"From the journal: {_DONE[fact]}: {number}.")
    for problem in done.applied.left:
        say(problem)
    for entry in done.applied.unproved:
        say(
            f"Not done, as nothing shows that it was carried out: {entry.fact} {entry.key}. Look "
            "into it on the desk."
        )
    if not done.with_journal:
        say(
            f"There was no journal of what happened after {made}: whoever was erased since then is "
            "back, and so are revoked links and certificates, closed accounts and ended roles. Do "
            "these again."
        )
    if done.held:
        say(
            f"{done.held} messages that were due are held, as they may have gone out before: the "
            "desk shows them under Pesan."
        )
    if done.other_key:
        say(
            "link_key is another one than in the backup: personal links and authenticator apps of "
            "that time do not work. If that is not meant, take link_key from its config.toml."
        )
    if done.left:
        say(
            f"Files of what the backup does not know are still stored: {done.left}. Restore it once "
            "more when that is mended."
        )
    if done.aside:
        say(f"The database before could not be read. It lies in {done.aside}: delete it later.")
    say("Start the hub, and look at `python -m webinar_hub doctor`.")
    return 0


_DONE = {
    Fact.ERASED: "people erased again",
    Fact.CONSENT: "consents withdrawn again",
    Fact.LINK: "personal links revoked again",
    Fact.PART_LINK: "links of parts in sessions revoked again",
    Fact.FORM_LINK: "links of forms revoked again",
    Fact.CLOSED: "accounts closed again",
    Fact.ENDED: "roles ended again",
    Fact.READING: "read-only links ended again",
    Fact.FEED: "private calendars ended again",
    Fact.REVOKED: "certificates revoked again",
    Fact.NUMBER: "lines of certificate numbers go on after the last one given",
}


def _ask_last(line: Line) -> int:
    """Ask on the terminal. Raises Stopped where nobody answers."""
    question = (
        f"No journal says which certificate number was the last. {line.issuer}, {line.kind}, "
        f"{line.year}: the backup says {line.last}. The last number that was issued: "
    )
    try:
        answer = input(question).strip()
    except EOFError:
        raise Stopped(
            "Nothing was changed: say the last numbers that were issued, or hand the journal over "
            "with --journal."
        ) from None
    if not answer.isdecimal():
        raise Stopped(f"Nothing was changed: {answer!r} is no number.")
    return int(answer)
