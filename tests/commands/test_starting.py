"""What the hub does not start with, and what the doctor says of what it does start with: abuse case 85, setting by setting."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import settings_for
from webinar_hub import cli, config, doctor
from webinar_hub.config import PREFIX, Misconfigured, write_first
from webinar_hub.kit import language

_ADDRESS = "https://hub.contoh.example"
_ALIKE = "0123456789abcdef" * 4


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
def test_case_85_the_hub_does_not_start_with(installed: Path, monkeypatch: pytest.MonkeyPatch, given: dict[str, str], said: str) -> None:
    for name, value in given.items():
        monkeypatch.setenv(PREFIX + name, value)
    with pytest.raises(Misconfigured, match=said):
        config.load()


@pytest.mark.parametrize("value", ["1", "true", "on"])
def test_case_85_debugging_is_refused_where_others_can_see_it(installed: Path, monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("FLASK_DEBUG", value)
    assert any("FLASK_DEBUG" in line for line in doctor._folder(config.load()))
    monkeypatch.setenv(f"{PREFIX}PUBLIC_URL", _ADDRESS)
    with pytest.raises(Misconfigured, match="FLASK_DEBUG"):
        config.load()


def test_case_85_a_fresh_installation_starts_over_https(installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"{PREFIX}PUBLIC_URL", _ADDRESS)
    assert config.load().https
    assert list(doctor._folder(config.load())) == []


@pytest.mark.parametrize("place", [lambda folder: folder, lambda folder: folder / "config.toml"])
def test_case_85_what_others_can_read_is_said(installed: Path, place: Callable[[Path], Path]) -> None:
    place(installed).chmod(0o755)
    assert [line for line in doctor._folder(config.load()) if "can be read by others" in line] == [
        f"{place(installed)} can be read by others. Run `chmod go-rwx {place(installed)}`."
    ]


@pytest.mark.parametrize("command", [["demo"], ["run", "--demo"]])
def test_the_demo_is_refused_over_https(
    installed: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    monkeypatch.setenv(f"{PREFIX}PUBLIC_URL", _ADDRESS)
    assert cli.main(command) == 1
    assert "The demo network is for this machine" in capsys.readouterr().err
    assert not (installed / "hub.db").exists()


def test_secrets_of_tests_are_not_those_of_anybody(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured):
        config.checked(settings_for(tmp_path, ""))


def test_without_the_sentences_in_indonesian_nothing_starts(installed: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(language, "_FOLDER", tmp_path)
    with pytest.raises(Misconfigured, match="make setup"):
        cli._app(checked=False)
