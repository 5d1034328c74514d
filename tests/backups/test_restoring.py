"""A backup comes back whole or not at all, ends every way in, and holds the mail."""

import multiprocessing
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text

from tests.backups.conftest import Hub
from tests.cast import Cast, soon
from tests.messages.outbox import letter_of
from webinar_hub import config, doctor
from webinar_hub.accounts import actions as accounts
from webinar_hub.accounts import queries
from webinar_hub.accounts.models import Account
from webinar_hub.accounts.rules import LinkSpent
from webinar_hub.backups import reading, running
from webinar_hub.backups.contents import Stopped
from webinar_hub.config import PREFIX
from webinar_hub.kit import clock, tokens
from webinar_hub.kit.db import db
from webinar_hub.kit.files import Folder
from webinar_hub.messages.models import Letter, LetterState
from webinar_hub.people.models import Person
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations import letters


def people() -> list[str]:
    return list(db.session.scalars(select(Person.name).order_by(Person.id)))


def lived(hub: Hub) -> Path:
    """Make a backup with one person; then let another come, and a document."""
    files = Folder(hub.settings.files)
    files.put("certificates", "before.pdf", b"before")
    with hub.inside() as cast:
        cast.maria()
        path = hub.backup_inside("backup.zip")
        cast.suparmin()
    files.put("certificates", "after.pdf", b"after")
    return path


def test_the_state_of_then_comes_back_with_its_files_and_no_others(hub: Hub) -> None:
    path = lived(hub)
    done = hub.restore(path)
    with hub.inside():
        assert people() == ["Maria Goreti Bere"]
    assert hub.stored() == {"certificates/before.pdf": b"before"}
    assert (done.held, done.aside, done.other_key) == (0, None, False)
    left = {each.name for each in hub.folder.iterdir() if each.name.startswith(".")}
    assert left == set()


def test_a_restored_hub_is_backed_up_and_restored_again(hub: Hub) -> None:
    first = lived(hub)
    hub.restore(first)
    again = hub.backup("again.zip")
    assert reading.examine(again)[1] == []
    hub.restore(again)
    with hub.inside():
        assert people() == ["Maria Goreti Bere"]


def test_every_sign_in_and_every_link_that_lets_in_ends(some_hub: Hub) -> None:
    token = tokens.secret()
    with some_hub.inside() as cast:
        account = queries.of_person(cast.ratna().id)
        assert account is not None
        db.write(_sign_in, account.id, token)
        link = db.write(_link, account.id)
        path = some_hub.backup_inside("backup.zip")
        assert queries.sign_in(tokens.digest(token), clock.now()) is not None
    some_hub.restore(path)
    with some_hub.inside():
        assert queries.sign_in(tokens.digest(token), clock.now()) is None
        with pytest.raises(LinkSpent):
            db.write(accounts.sign_in, link, token="x", browser="", now=clock.now())


def _sign_in(account_id: int, token: str) -> None:
    account = db.session.get_one(Account, account_id)
    accounts.begin(account, tokens.digest(token), browser="", now=clock.now())


def _link(account_id: int) -> str:
    return accounts.make_link(db.session.get_one(Account, account_id), now=clock.now()).key


def _write_letter(cast: Cast, meeting: Meeting, *, due: timedelta) -> None:
    registration = cast.registration(cast.person(f"Tamu {due}", email="t@example.org"), meeting)
    letter = letter_of(letters.link_again(registration, [meeting], now=clock.now()))
    letter.due = letter.next_at = clock.now() + due
    db.session.commit()


@pytest.mark.parametrize("send_mail", [False, True])
def test_what_was_due_is_held_unless_asked_and_what_comes_later_goes(
    some_hub: Hub, send_mail: bool
) -> None:
    with some_hub.inside() as cast:
        meeting = cast.meeting(cast.series(), starts_at=soon(days=2))
        _write_letter(cast, meeting, due=timedelta(0))
        _write_letter(cast, meeting, due=timedelta(days=1))
        path = some_hub.backup_inside("backup.zip")
    done = some_hub.restore(path, send_mail=send_mail)
    with some_hub.inside():
        states = Counter(db.session.scalars(select(Letter.state)))
        said = "held since a restore" in " ".join(doctor._letters(some_hub.settings))
    now = LetterState.NEW
    assert states == ({now: 2} if send_mail else {now: 1, LetterState.PARKED: 1})
    assert (done.held, said) == ((0, False) if send_mail else (1, True))


def test_nothing_is_restored_while_the_hub_runs_and_nothing_runs_meanwhile(some_hub: Hub) -> None:
    path = lived(some_hub)
    beside = running.among_others(some_hub.settings)
    assert beside is not None
    with beside, pytest.raises(Stopped, match="The hub is running"):
        some_hub.restore(path)
    with running.alone(some_hub.settings), pytest.raises(Stopped, match="is being restored"):
        running.among_others(some_hub.settings)
    some_hub.restore(path)


def test_whoever_else_is_connected_to_postgresql_keeps_a_restore_away(postgresql_hub: Hub) -> None:
    path = lived(postgresql_hub)
    with postgresql_hub.inside():
        assert people() == ["Maria Goreti Bere", "Suparmin"]
        with pytest.raises(Stopped, match="Something else is connected"):
            postgresql_hub.restore(path)
        assert people() == ["Maria Goreti Bere", "Suparmin"]


class Broken(Exception):
    """Something breaks off."""


def _break(*_: object, **__: object) -> None:
    raise Broken


@pytest.mark.parametrize(
    "place",
    ["webinar_hub.backups.restoring._put_files", "webinar_hub.backups.{engine}.replace"],
)
def test_what_breaks_off_halfway_leaves_the_old_state(
    hub: Hub, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    _break_off(hub, monkeypatch, place.format(engine=hub.engine))


@pytest.mark.parametrize(
    "place", ["webinar_hub.backups.applying.apply", "webinar_hub.messages.actions.hold"]
)
def test_what_breaks_off_earlier_leaves_it_too(
    some_hub: Hub, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    _break_off(some_hub, monkeypatch, place)


def _break_off(hub: Hub, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    path = lived(hub)
    with monkeypatch.context() as broken:
        broken.setattr(place, _break)
        with pytest.raises(Broken):
            hub.restore(path)
    with hub.inside():
        assert people() == ["Maria Goreti Bere", "Suparmin"]
    stored = hub.stored()
    assert stored["certificates/after.pdf"] == b"after"
    assert stored["certificates/before.pdf"] == b"before"
    hub.restore(path)
    with hub.inside():
        assert people() == ["Maria Goreti Bere"]


def test_a_restore_that_is_killed_at_any_moment_leaves_the_old_state_or_the_new(
    sqlite_hub: Hub,
) -> None:
    path = lived(sqlite_hub)
    begun = time.monotonic()
    sqlite_hub.restore(path)
    whole = time.monotonic() - begun
    for share in (0.3, 0.6, 0.8, 0.9, 1):
        with sqlite_hub.inside() as cast:
            left = people()
            assert left in (["Maria Goreti Bere", "Suparmin"], ["Maria Goreti Bere"])
            if len(left) == 1:
                cast.suparmin()
        restoring = multiprocessing.get_context("fork").Process(
            target=sqlite_hub.restore, args=(path,)
        )
        restoring.start()
        time.sleep(whole * share)
        restoring.kill()
        restoring.join()
        assert sqlite_hub.stored()["certificates/before.pdf"] == b"before"
    sqlite_hub.restore(path)
    with sqlite_hub.inside():
        assert people() == ["Maria Goreti Bere"]


def test_a_damaged_backup_is_not_put_back(some_hub: Hub) -> None:
    path = lived(some_hub)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(bytes(content))
    with pytest.raises(Stopped):
        some_hub.restore(path)
    with some_hub.inside():
        assert people() == ["Maria Goreti Bere", "Suparmin"]


def test_on_another_machine_settings_and_keys_come_along(sqlite_hub: Hub, tmp_path: Path) -> None:
    path = lived(sqlite_hub)
    keys = (sqlite_hub.settings.secret_key, sqlite_hub.settings.link_key)
    sqlite_hub.move_to(tmp_path / "other")
    done = sqlite_hub.restore(path)
    assert (sqlite_hub.settings.secret_key, sqlite_hub.settings.link_key) == keys
    assert sqlite_hub.settings.instance == tmp_path / "other"
    assert (tmp_path / "other" / "config.toml").stat().st_mode & 0o077 == 0
    assert (done.other_key, done.with_journal) == (False, False)
    with sqlite_hub.inside():
        assert people() == ["Maria Goreti Bere"]


def test_a_key_that_stood_in_the_environment_is_asked_for(sqlite_hub: Hub, tmp_path: Path) -> None:
    file, key = sqlite_hub.folder / "config.toml", sqlite_hub.settings.link_key
    file.write_text(file.read_text().replace(f'link_key = "{key}"\n', ""))
    sqlite_hub.monkeypatch.setenv(f"{PREFIX}LINK_KEY", key)
    path = sqlite_hub.backup()
    sqlite_hub.monkeypatch.delenv(f"{PREFIX}LINK_KEY")
    sqlite_hub.move_to(tmp_path / "other")
    with pytest.raises(Stopped, match="settings stood in the environment: link_key"):
        sqlite_hub.restore(path)
    assert list((tmp_path / "other").iterdir()) == []
    sqlite_hub.monkeypatch.setenv(f"{PREFIX}LINK_KEY", key)
    assert not sqlite_hub.restore(path).other_key


def test_where_the_keys_are_others_the_command_says_so(sqlite_hub: Hub, tmp_path: Path) -> None:
    path = sqlite_hub.backup()
    sqlite_hub.move_to(tmp_path / "other")
    config.write_first(tmp_path / "other")
    assert "link_key is another one" in sqlite_hub.restore_and_tell(path)


def test_a_database_that_cannot_be_read_any_more_is_set_aside(sqlite_hub: Hub) -> None:
    path = lived(sqlite_hub)
    (sqlite_hub.folder / "hub.db").write_bytes(b"not a database " * 1000)
    said = sqlite_hub.restore_and_tell(path)
    assert f"It lies in {sqlite_hub.folder / 'hub.db-broken'}" in said
    with sqlite_hub.inside():
        assert people() == ["Maria Goreti Bere"]


def test_tables_of_an_unknown_version_are_refused(some_hub: Hub) -> None:
    with some_hub.inside() as cast:
        cast.maria()
        db.session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        db.session.commit()
        path = some_hub.backup_inside("backup.zip")
        db.session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
        db.session.commit()
    with pytest.raises(Stopped, match="a version that this one does not know"):
        some_hub.restore(path)
    with some_hub.inside():
        assert people() == ["Maria Goreti Bere"]
