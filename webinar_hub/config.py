"""The settings of an installation, read once from the environment and instance/config.toml."""

import fcntl
import os
import re
import secrets
import tomllib
from dataclasses import dataclass, field, fields
from ipaddress import ip_network
from pathlib import Path
from typing import TextIO
from urllib.parse import SplitResult, urlsplit

ROOT = Path(__file__).parent.parent
PREFIX = "WEBINAR_HUB_"
_LOCAL = {"127.0.0.1", "localhost", "::1"}
_NOT_IN_THE_FILE = {"instance", "chosen"}
_OF_THE_ENVIRONMENT = {f"{PREFIX}INSTANCE", f"{PREFIX}FAULT"}
"""What is no setting of the file; the second is for the tests of the sender alone."""

_OF_A_PLATFORM = re.compile(
    rf"{PREFIX}(.+_)?(SERVICE_HOST|SERVICE_PORT(_.+)?|PORT_\d+_(TCP|UDP|SCTP)(_.+)?)"
)
"""What a platform of containers writes for a service that is called as the hub is."""

_ADDRESS = "address"
_OFF = ("", "0", "false", "no")
_BETWEEN = {
    "trusted_proxies": (0, 10),
    "smtp_port": (1, 65_535),
    "imap_port": (1, 65_535),
    "mail_per_second": (0.01, 1000),
    "mail_per_day": (0, 10_000_000),
    "web_processes": (1, 32),
    "threads": (1, 64),
    "writers": (0, 64),
}
_MOST_BY_ITSELF = 4
_CONNECTIONS = 60
WRITERS = 8
"""How many threads of a process write or wait for it at the same time."""

_FOR_READERS = 4
_NO_FILE = ("sqlite:///", "sqlite:///:memory:")
_DATABASES = ("sqlite:///", "postgresql://", "postgresql+psycopg://")
_MAIL_ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\]+@[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?")
_LETTERS_OF_A_SECRET = 10
"""A secret of fewer different characters was written by a person: `changeme` over and over."""


class Misconfigured(Exception):
    """A setting that the hub cannot start with; the text says which and what to do."""


@dataclass(frozen=True)
class Chosen:
    """What administrators choose on the desk: two colours, the logo, the provinces.

    Each colour stands there twice, also as it is on dark ground: red is the warm one, blue the calm
    one. logo is its stored name. The defaults are the hub's own colours, no logo, and every
    province alike.
    """

    red: str = "#a1331e"
    blue: str = "#1f4e64"
    red_dark: str = "#f09a83"
    blue_dark: str = "#92c5d8"
    logo: str = ""
    provinces: tuple[str, ...] = ()

    @property
    def coloured(self) -> bool:
        """Say whether the colours are other than the hub's own."""
        return (self.red, self.blue) != (Chosen.red, Chosen.blue)


def cores() -> int:
    """Return how many web processes this machine has use for: its processors, at most four."""
    return min(_MOST_BY_ITSELF, len(os.sched_getaffinity(0)))


@dataclass(frozen=True)
class Settings:
    """Every setting, with its default; docs/settings.md explains each."""

    instance: Path
    secret_key: str = ""
    link_key: str = ""
    secret_key_fallbacks: tuple[str, ...] = ()
    database_url: str = ""
    public_url: str = "http://127.0.0.1:5000"
    trusted_proxies: int = 0
    proxy_addresses: tuple[str, ...] = ("127.0.0.0/8", "::1")
    smtp_host: str = ""
    smtp_port: int = 587
    smtp_user: str = ""
    smtp_password: str = ""
    smtp_security: str = "starttls"
    imap_host: str = ""
    imap_port: int = 993
    imap_user: str = ""
    imap_password: str = ""
    imap_security: str = "tls"
    imap_folder: str = "INBOX"
    mail_from: str = ""
    mail_per_second: float = 5.0
    mail_per_day: int = 0
    mail_retry: tuple[int, ...] = (60, 300, 900, 3600, 10800, 43200, 86400, 86400)
    network_name: str = "Webinar Hub"
    network_full_name: str = ""
    contact: str = ""
    whatsapp: str = ""
    files_bucket: str = ""
    files_endpoint: str = ""
    files_region: str = "us-east-1"
    files_key: str = ""
    files_secret: str = ""
    web_processes: int = field(default_factory=cores)
    threads: int = 32
    writers: int = 0
    chosen: Chosen = field(default_factory=Chosen)

    @property
    def https(self) -> bool:
        """Say whether the hub is reached over https."""
        return self.public_url.startswith("https://")

    @property
    def local(self) -> bool:
        """Say whether the hub is only reached on its own machine, as on the first try."""
        return (urlsplit(self.public_url).hostname or "") in _LOCAL

    @property
    def mail_address(self) -> str:
        """Return the address that letters come from."""
        return self.mail_from or f"hub@{urlsplit(self.public_url).hostname}"

    @property
    def most_waiting(self) -> int:
        """Return how many threads may wait to write behind one that does.

        Few: each holds a connection, and keeps Python from whoever holds the lock. Who presses
        later waits without a thread (lanes), and some threads are left to whoever reads.
        """
        at_once = min(self.threads, self.connections)
        return self.writers or max(1, min(at_once - _FOR_READERS, WRITERS - 1))

    @property
    def connections(self) -> int:
        """Return how many connections to a PostgreSQL server each web process may hold."""
        return max(2, _CONNECTIONS // self.web_processes)

    @property
    def files(self) -> Path:
        """Return the folder of stored files, which lie there where no store is set."""
        return self.instance / "files"

    @property
    def store(self) -> tuple[str, str, str, str, str] | None:
        """Return bucket, endpoint, region, key and secret of the store, None where none is set."""
        if not self.files_bucket:
            return None
        where = self.files_bucket, self.files_endpoint, self.files_region
        return *where, self.files_key, self.files_secret


def instance_folder() -> Path:
    """Return the folder of this installation's own data."""
    return Path(os.environ.get(f"{PREFIX}INSTANCE", ROOT / "instance")).resolve()


def load() -> Settings:
    """Return the settings; the environment wins over config.toml. Raises Misconfigured."""
    instance = instance_folder()
    file = instance / "config.toml"
    if not file.is_file():
        raise Misconfigured(f"There is no {file}. Run `python -m webinar_hub init` first.")
    given = _read_toml(file)
    known = {each.name: each for each in fields(Settings) if each.name not in _NOT_IN_THE_FILE}
    given |= _in_environment()
    given.setdefault("public_url", _running_at(instance) or Settings.public_url)
    if unknown := set(given) - set(known):
        raise Misconfigured(
            f"{file} or the environment has a setting that does not exist: {', '.join(sorted(unknown))}."
        )
    values = {name: _typed(name, str(known[name].type), value) for name, value in given.items()}
    return checked(Settings(instance=instance, **values))  # type: ignore[arg-type]


def _in_environment() -> dict[str, str]:
    return {
        name.removeprefix(PREFIX).lower(): value
        for name, value in os.environ.items()
        if name.startswith(PREFIX) and name not in _OF_THE_ENVIRONMENT
        # PORT is made, too; whoever writes a number there means a setting.
        if not _OF_A_PLATFORM.fullmatch(name) and not value.startswith(("tcp://", "udp://"))
    }


def _read_toml(file: Path) -> dict[str, object]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except UnicodeDecodeError:
        raise Misconfigured(
            f"{file} cannot be read: it is not written in UTF-8. Save it anew as UTF-8 text."
        ) from None
    except tomllib.TOMLDecodeError as error:
        raise Misconfigured(f"{file} cannot be read: {error}") from None


def announce(instance: Path, address: str) -> TextIO:
    """Tell other commands where the hub runs, while this process or a fork keeps the file open."""
    file = (instance / _ADDRESS).open("a", encoding="utf-8")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        # Another hub of this installation runs already, and has said so.
        return file
    file.truncate(0)
    file.write(address)
    file.flush()
    return file


def _running_at(instance: Path) -> str | None:
    try:
        with (instance / _ADDRESS).open(encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return (instance / _ADDRESS).read_text("utf-8")
    except FileNotFoundError:
        pass
    return None


def _typed(name: str, kind: str, value: object) -> object:
    try:
        if "tuple" in kind:
            parts = value.split(",") if isinstance(value, str) else list(value)  # type: ignore[call-overload]
            return tuple(int(part) if "int" in kind else str(part).strip() for part in parts)
        if "float" in kind:
            return float(str(value))
        return int(str(value)) if "int" in kind else str(value)
    except (TypeError, ValueError):
        raise Misconfigured(f"The setting {name} cannot be {value!r}.") from None


def checked(settings: Settings) -> Settings:
    """Return the settings with the default database filled in.

    Raises Misconfigured for what must not go into use.
    """
    _check_keys(settings)
    _check_public_url(settings)
    if debugging() and not settings.local:
        raise Misconfigured(
            "FLASK_DEBUG shows the inside of the hub to everybody. Remove it from the environment."
        )
    _check_mail(settings)
    if settings.whatsapp and not re.fullmatch(r"\+[1-9]\d{7,14}", settings.whatsapp):
        raise Misconfigured(
            f"whatsapp must be a number with its country and without marks, such as +6281234567890, not {settings.whatsapp!r}."
        )
    _check_numbers(settings)
    _check_addresses(settings)
    _check_store(settings)
    if settings.database_url:
        return settings
    return Settings(
        **{**vars(settings), "database_url": f"sqlite:///{settings.instance / 'hub.db'}"}
    )


def _check_keys(settings: Settings) -> None:
    for name in ("secret_key", "link_key"):
        value = getattr(settings, name)
        if len(value) < 32 or len(set(value)) < _LETTERS_OF_A_SECRET:
            raise Misconfigured(
                f"The setting {name} is missing, short or easily guessed. Take it from the config.toml of a backup, or write 32 or more random characters."
            )
    if settings.secret_key == settings.link_key:
        raise Misconfigured(
            "The settings secret_key and link_key must not be the same. Write a new random one."
        )


def _check_public_url(settings: Settings) -> None:
    parts = _parts("public_url", settings.public_url)
    beyond = parts.path.strip("/") or parts.query or parts.fragment
    broken = beyond or re.search(r"\s", settings.public_url)
    if parts.scheme not in ("http", "https") or not parts.hostname or broken:
        raise Misconfigured(
            f"public_url must be the hub's whole address with nothing after it, such as https://hub.example.org, not {settings.public_url!r}."
        )
    if parts.scheme == "http" and not settings.local:
        raise Misconfigured(
            "public_url must begin with https:// unless the hub is only used on this machine."
        )


def _check_mail(settings: Settings) -> None:
    for name in ("smtp_security", "imap_security"):
        if getattr(settings, name) not in ("starttls", "tls", "none"):
            raise Misconfigured(f"{name} must be starttls, tls or none.")
    if re.search(r'[\x00-\x1f"\\]', settings.imap_folder) or not settings.imap_folder:
        raise Misconfigured("imap_folder must be the name of a folder, without quotes.")


def _check_numbers(settings: Settings) -> None:
    for name, (least, most) in _BETWEEN.items():
        if not least <= getattr(settings, name) <= most:
            raise Misconfigured(
                f"The setting {name} must be a number from {least} to {most}, not {getattr(settings, name)}."
            )
    if not settings.mail_retry or min(settings.mail_retry) < 1:
        raise Misconfigured("The setting mail_retry must be seconds of 1 or more, as 60,300,900.")


def _check_addresses(settings: Settings) -> None:
    for each in settings.proxy_addresses:
        try:
            ip_network(each)
        except ValueError:
            raise Misconfigured(
                f"The setting proxy_addresses cannot hold {each!r}: write addresses as 10.0.0.5 or networks as 10.0.0.0/24."
            ) from None
    if settings.mail_from and not _MAIL_ADDRESS.fullmatch(settings.mail_from):
        raise Misconfigured(
            f"The setting mail_from must be one e-mail address, such as hub@example.org, not {settings.mail_from!r}."
        )
    _parts("database_url", settings.database_url)
    if settings.database_url in _NO_FILE:
        raise Misconfigured(
            "The setting database_url must name a file after sqlite:///, such as sqlite:////srv/hub/hub.db."
        )
    if settings.database_url and not settings.database_url.startswith(_DATABASES):
        kind = settings.database_url.partition("://")[0]
        raise Misconfigured(
            f"The setting database_url must begin with sqlite:/// or postgresql://; the hub does not work with {kind!r}."
        )


def _check_store(settings: Settings) -> None:
    if not settings.files_bucket:
        return
    for name in ("files_endpoint", "files_region", "files_key", "files_secret"):
        if not getattr(settings, name):
            raise Misconfigured(
                f"Where files_bucket is set, {name} must be, too: the store's owner says what it is."
            )
    parts = _parts("files_endpoint", settings.files_endpoint)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Misconfigured(
            f"files_endpoint must be the store's whole address, such as https://s3.example.org, not {settings.files_endpoint!r}."
        )


def _parts(name: str, address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        _number = parts.port
    except ValueError as problem:
        raise Misconfigured(f"The setting {name} is no address: {problem}.") from None
    return parts


def debugging() -> bool:
    """Say whether the web framework is asked to show the inside of the program."""
    return os.environ.get("FLASK_DEBUG", "").lower() not in _OFF


def write_first(instance: Path, **values: str) -> bool:
    """Write a new config.toml with fresh secrets, readable by its owner alone.

    Returns False where there is one already. Raises Misconfigured, and writes nothing, for values
    that the hub would not start with: what is written stays.
    """
    file = instance / "config.toml"
    if file.exists():
        return False
    values = {name: value for name, value in values.items() if value}
    values = {name: secrets.token_hex(32) for name in ("secret_key", "link_key")} | values
    checked(Settings(instance=instance, **values))  # type: ignore[arg-type]
    instance.mkdir(parents=True, exist_ok=True)
    instance.chmod(0o700)
    lines = [f"{name} = {_toml(value)}" for name, value in values.items()]
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write(
            "# Settings of this installation: docs/settings.md explains each. The two keys are secret: keep this file to yourself.\n"
        )
        out.write("\n".join(lines) + "\n")
    return True


def _toml(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
