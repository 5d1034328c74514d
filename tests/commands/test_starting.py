"""What the hub does not start with, and what the doctor says of what it does start with.

Abuse case 85, setting by setting.
"""

import os
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from tests import stores
from tests.conftest import settings_for
from tests.messages.sink import mail_server
from webinar_hub import cli, config, doctor, opening
from webinar_hub.config import PREFIX, Misconfigured, write_first
from webinar_hub.kit import language, storage
from webinar_hub.kit.db import db

_ADDRESS = "https://hub.contoh.example"
_ALIKE = "0123456789abcdef" * 4
_STORE = {
    "FILES_BUCKET": "hub",
    "FILES_ENDPOINT": "https://s3.contoh.id",
    "FILES_KEY": "key",
    "FILES_SECRET": "secret",
}


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a fresh installation, which this process takes for its own."""
    folder = tmp_path / "instance"
    write_first(folder, network_name="Jaringan Contoh")
    monkeypatch.setenv(f"{PREFIX}INSTANCE", str(folder))
    return folder


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"SECRET_KEY": ""}, "secret_key is missing, short or easily guessed"),
        ({"SECRET_KEY": "dev"}, "secret_key is missing, short or easily guessed"),
        ({"SECRET_KEY": "changeme" * 8}, "secret_key is missing, short or easily guessed"),
        ({"LINK_KEY": "0" * 64}, "link_key is missing, short or easily guessed"),
        ({"SECRET_KEY": _ALIKE, "LINK_KEY": _ALIKE}, "must not be the same"),
        ({"PUBLIC_URL": "http://hub.contoh.example"}, "must begin with https://"),
        ({"PUBLIC_URL": "hub.contoh.example"}, "whole address"),
    ],
)
def test_case_85_the_hub_does_not_start_with(
    installed: Path, monkeypatch: pytest.MonkeyPatch, given: dict[str, str], said: str
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(PREFIX + name, value)
    with pytest.raises(Misconfigured, match=said):
        config.load()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"THREADS": "0"}, "threads must be a number from 1 to 64, not 0"),
        ({"THREADS": "100000"}, "threads must be a number from 1 to 64, not 100000"),
        ({"THREADS": "many"}, "threads cannot be 'many'"),
        ({"WEB_PROCESSES": "0"}, "web_processes must be a number from 1 to 32, not 0"),
        ({"TRUSTED_PROXIES": "-1"}, "trusted_proxies must be a number from 0 to 10, not -1"),
        (
            {"PROXY_ADDRESSES": "the proxy"},
            "proxy_addresses cannot hold 'the proxy': write addresses",
        ),
        ({"PROXY_ADDRESSES": "10.0.0.5/24"}, "proxy_addresses cannot hold"),
        ({"SMTP_PORT": "70000"}, "smtp_port must be a number from 1 to 65535"),
        ({"MAIL_PER_SECOND": "0"}, "mail_per_second must be a number from"),
        ({"MAIL_PER_SECOND": "nan"}, "mail_per_second must be a number from"),
        ({"MAIL_RETRY": "-5"}, "mail_retry must be seconds"),
        (
            {"MAIL_FROM": "nobody"},
            "mail_from must be one e-mail address, such as hub@example.org, not 'nobody'",
        ),
        ({"MAIL_FROM": "a@contoh.id, b@contoh.id"}, "mail_from must be one e-mail address"),
        ({"MAIL_FROM": "Hub <hub@contoh.id>"}, "mail_from must be one e-mail address"),
        ({"DATABASE_URL": "mysql://hub@127.0.0.1/hub"}, "does not work with 'mysql'"),
        ({"DATABASE_URL": "hub.db"}, "must begin with sqlite:/// or postgresql://"),
        ({"DATABASE_URL": "sqlite:///"}, "database_url must name a file after sqlite:///"),
        ({"DATABASE_URL": "sqlite:///:memory:"}, "database_url must name a file"),
        ({"SMTP_HSOT": "smtp.contoh.id"}, "a setting that does not exist: smtp_hsot"),
        ({"DATABASE_URL": "postgresql://hub@127.0.0.1:port/hub"}, "database_url is no address"),
        ({"PORT": "5000"}, "a setting that does not exist: port"),
        ({"PUBLIC_URL": "http://[::1"}, "public_url is no address"),
        ({"PUBLIC_URL": f"{_ADDRESS}/hub"}, "whole address with nothing after it"),
        ({"PUBLIC_URL": f"{_ADDRESS}?hub"}, "whole address with nothing after it"),
        ({"PUBLIC_URL": f"{_ADDRESS} "}, "whole address with nothing after it"),
        ({"WRITERS": "-5"}, "writers must be a number from 0 to 64, not -5"),
        ({"WHATSAPP": "0812-0000-0100"}, "whatsapp must be a number with its country"),
        ({"SMTP_SECURITY": "ssl"}, "smtp_security must be starttls, tls or none"),
        ({"FILES_BUCKET": "hub"}, "Where files_bucket is set, files_endpoint must be, too"),
        (_STORE | {"FILES_SECRET": ""}, "files_secret must be, too"),
        (_STORE | {"FILES_ENDPOINT": "s3.contoh.id"}, "the store's whole address"),
        (_STORE | {"FILES_ENDPOINT": "http://[::1"}, "files_endpoint is no address"),
    ],
)
def test_a_setting_that_cannot_be_used_is_said(
    installed: Path, monkeypatch: pytest.MonkeyPatch, given: dict[str, str], said: str
) -> None:
    test_case_85_the_hub_does_not_start_with(installed, monkeypatch, given, re.escape(said))


def test_what_a_platform_of_containers_makes_for_a_service_is_no_setting(
    installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = config.load()
    for service in ("", "DATABASE_"):
        for name, value in (
            ("SERVICE_HOST", "10.0.0.7"),
            ("SERVICE_PORT", "5000"),
            ("SERVICE_PORT_HTTP", "5000"),
            ("PORT", "tcp://10.0.0.7:5000"),
            ("PORT_5000_TCP", "tcp://10.0.0.7:5000"),
            ("PORT_5000_TCP_ADDR", "10.0.0.7"),
        ):
            monkeypatch.setenv(PREFIX + service + name, value)
    assert config.load() == before


def test_settings_in_another_encoding_are_said(installed: Path) -> None:
    (installed / "config.toml").write_bytes(b'network_name = "Jaringan Ent\xe9"\n')
    with pytest.raises(Misconfigured, match="not written in UTF-8"):
        config.load()


def test_init_writes_nothing_that_the_hub_would_not_start_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(f"{PREFIX}INSTANCE", str(tmp_path / "instance"))
    assert cli.main(["init", "--whatsapp", "0812-0000-0100"]) == 1
    assert "whatsapp must be a number with its country" in capsys.readouterr().err
    assert cli.main(["init", "--whatsapp", "+6281200000100"]) == 0
    assert config.load().whatsapp == "+6281200000100"


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["verify", "{there}"], "{there} cannot be used: Is a directory.\n"),
        (
            ["who-was-affected", "--since", "2026-11-24", "--notice", "{there}/none/notice.txt"],
            "{there}/none/notice.txt cannot be used: No such file or directory.\n",
        ),
    ],
)
def test_a_file_that_cannot_be_used_is_said_in_one_sentence(
    installed: Path, capsys: pytest.CaptureFixture[str], command: list[str], said: str
) -> None:
    assert cli.main(["upgrade"]) == 0
    assert cli.main([word.format(there=installed) for word in command]) == 1
    assert capsys.readouterr().err == said.format(there=installed)


@pytest.mark.parametrize("port", ["-1", "65536", "500000", "https"])
def test_a_port_that_there_is_not_is_said(capsys: pytest.CaptureFixture[str], port: str) -> None:
    with pytest.raises(SystemExit, match="2"):
        cli.main(["run", "--port", port])
    assert "a port is a number from 0 to 65535" in capsys.readouterr().err


def test_the_doctor_says_first_what_it_found_where_nothing_can_be_stored(
    installed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["upgrade"]) == 0
    with closing(sqlite3.connect(installed / "hub.db")) as connection:
        connection.execute(
            "CREATE TRIGGER full BEFORE INSERT ON arrival BEGIN SELECT RAISE(ABORT, 'full'); END"
        )
    assert cli.main(["doctor"]) == 1
    assert "smtp_host is not set" in capsys.readouterr().out


def test_what_a_room_refuses_is_said_in_the_language_of_the_commands(
    installed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (cli.main(["upgrade"]), cli.main(["sign-in-link", "tiada@jajar.example"])) == (0, 1)
    assert capsys.readouterr().err == "No account signs in with this address.\n"


def test_the_doctor_makes_no_database(installed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["doctor"]) == 1
    assert "There is no database yet, or it was moved away." in capsys.readouterr().out
    assert not (installed / "hub.db").exists()


@pytest.mark.parametrize(
    ("given", "behaviour", "said"),
    [
        ({}, {}, None),
        ({"smtp_user": "hub"}, {}, "SMTP AUTH extension not supported"),
        ({"smtp_security": "starttls"}, {}, "STARTTLS"),
        ({}, {"quit_after": 0}, "421 4.7.0 too many letters"),
    ],
)
def test_the_doctor_says_what_the_mail_server_says(
    sqlite_app: Flask, given: dict[str, Any], behaviour: dict[str, Any], said: str | None
) -> None:
    with mail_server(**behaviour) as sink:
        own = {
            "smtp_host": "127.0.0.1",
            "smtp_port": sink.port,
            "smtp_security": "none",
            "mail_from": "hub@contoh.id",
            **given,
        }
        found = list(doctor._mail_server(replace(sqlite_app.extensions["settings"], **own)))
    assert (sink.taken, len(found)) == ([], 0 if said is None else 1)
    if said is not None:
        assert found[0].startswith(
            f"The mail server 127.0.0.1:{sink.port} does not take letters from hub@contoh.id: "
        )
        assert said in found[0]


def test_the_doctor_tries_the_store_of_files(sqlite_app: Flask, store_endpoint: str) -> None:
    bucket, there = stores.new_bucket(store_endpoint), sqlite_app.extensions["settings"]
    whole = replace(there, **stores.settings(store_endpoint, bucket))
    missing = replace(whole, files_bucket="never-made")
    assert list(doctor._store(there)) == []
    assert list(doctor._store(whole)) == []
    assert list(storage.at(whole).every()) == []
    [found] = doctor._store(missing)
    assert found.startswith(
        f"The store of files {store_endpoint}/never-made: there is no such bucket."
    )


def test_the_doctor_says_where_nothing_can_be_stored(
    installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"{PREFIX}DATABASE_URL", f"sqlite:///{installed}/moved/hub.db")
    assert f"The folder {installed}/moved is not there." in list(doctor._disk(config.load()))
    monkeypatch.setenv(f"{PREFIX}DATABASE_URL", "sqlite:////proc/hub.db")
    assert any("0 MB are free where /proc is" in line for line in doctor._disk(config.load()))


@pytest.mark.parametrize("value", ["1", "true", "on"])
def test_case_85_debugging_is_refused_where_others_can_see_it(
    installed: Path, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("FLASK_DEBUG", value)
    assert any("FLASK_DEBUG" in line for line in doctor._folder(config.load()))
    monkeypatch.setenv(f"{PREFIX}PUBLIC_URL", _ADDRESS)
    with pytest.raises(Misconfigured, match="FLASK_DEBUG"):
        config.load()


def test_case_85_a_fresh_installation_starts_over_https(
    installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"{PREFIX}PUBLIC_URL", _ADDRESS)
    assert config.load().https
    assert list(doctor._folder(config.load())) == []


@pytest.mark.parametrize("place", [lambda folder: folder, lambda folder: folder / "config.toml"])
def test_case_85_what_others_can_read_is_said(
    installed: Path, place: Callable[[Path], Path]
) -> None:
    place(installed).chmod(0o755)
    assert [line for line in doctor._folder(config.load()) if "can be read by others" in line] == [
        f"{place(installed)} can be read by others. Run `chmod go-rwx {place(installed)}`."
    ]


@pytest.mark.parametrize("command", [["demo"], ["run", "--demo"]])
def test_the_demo_is_refused_over_https(
    installed: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: list[str],
) -> None:
    monkeypatch.setenv(f"{PREFIX}PUBLIC_URL", _ADDRESS)
    assert cli.main(command) == 1
    assert "The demo network is for this machine" in capsys.readouterr().err
    assert not (installed / "hub.db").exists()


def test_secrets_of_tests_are_not_those_of_anybody(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured):
        config.checked(settings_for(tmp_path, ""))


def test_without_the_sentences_in_indonesian_nothing_starts(
    installed: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(language, "_FOLDER", tmp_path)
    with pytest.raises(Misconfigured, match="make setup"):
        opening.application(checked=False)


def test_tables_of_another_state_of_this_version_are_refused(app: Flask) -> None:
    assert doctor.schema_problem() is None
    db.session.rollback()
    with db.engine.connect().execution_options(webinar_hub_writing=True) as connection:
        connection.execute(text("ALTER TABLE pace ADD COLUMN earlier INTEGER"))
        connection.commit()
        try:
            assert "another state of this version, from before it was released: pace." in str(
                doctor.schema_problem()
            )
        finally:
            db.session.rollback()
            # By the same connection: another of the pool may not have heard of the column yet.
            connection.execute(text("ALTER TABLE pace DROP COLUMN earlier"))
            connection.commit()


def test_the_doctor_misses_the_journal_and_says_how_to_make_one(postgresql_app: Flask) -> None:
    def missing() -> list[str]:
        found = [each for each in doctor._database() if "has no table journal.entry" in each]
        db.session.rollback()
        return found

    assert missing() == []
    with db.engine.connect().execution_options(webinar_hub_writing=True) as connection:
        connection.execute(text("DROP SCHEMA journal CASCADE"))
        connection.commit()
        [found] = missing()
        connection.execute(text(found.partition("psql: ")[2]))
        connection.commit()
    assert missing() == []


@pytest.mark.parametrize(("processors", "processes"), [(1, 1), (2, 2), (4, 4), (64, 4)])
def test_there_is_a_web_process_for_each_processor_and_four_at_most(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, processors: int, processes: int
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _process: set(range(processors)))
    assert config.Settings(tmp_path).web_processes == processes
