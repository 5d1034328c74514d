"""Commands of the hub in processes of their own, which need not import it all again.

Each is forked from a process that has imported the hub and done nothing else. That a command begins
in a new interpreter, too, is seen in tests/commands/test_cli.py.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from multiprocessing import get_context, reduction
from types import TracebackType
from typing import IO, Any, Self

from flask import Flask

from webinar_hub import cli
from webinar_hub.config import PREFIX, ROOT

_FORKS = get_context("forkserver")
_FORKS.set_forkserver_preload(["tests.imported"])


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    """Return this process's environment with these settings of the hub, and no others of it."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    return plain | {PREFIX + name.upper(): value for name, value in settings.items()}


class Command:
    """A running command; one speaks to it as to a subprocess."""

    def __init__(
        self,
        *words: str,
        env: Mapping[str, str],
        log: IO[Any] | None = None,
        one: bool = False,
        first: Callable[[], None] | None = None,
    ) -> None:
        """Start a command.

        log: the file for what it says, which otherwise is read from stdout and stderr, or, where
        these are to be one, from stdout. first: what its process does before.
        """
        reads, writes = ([], [log.fileno()] * 2) if log else _pipes(1 if one else 2)
        given = _Given(writes[0]), _Given(writes[-1])
        self._process = _FORKS.Process(
            target=_become, args=(words, dict(env), *given, Flask.jinja_options, first)
        )
        self._process.start()
        for each in () if log else writes:
            os.close(each)
        said = [os.fdopen(each, encoding="utf-8") for each in reads]
        self.stdout = said[0] if said else None
        self.stderr = said[1] if len(said) > 1 else None
        assert self._process.pid
        self.pid = self._process.pid

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.wait()

    @property
    def returncode(self) -> int | None:
        """Return the exit status, or a signal's number with a minus; None while it runs."""
        return self._process.exitcode

    def poll(self) -> int | None:
        """Return the exit status where it has ended."""
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait until it has ended, and return its exit status."""
        self._process.join(timeout)
        if (status := self.returncode) is None:
            raise subprocess.TimeoutExpired("webinar_hub", timeout or 0)
        return status

    def communicate(self, timeout: float | None = None) -> tuple[str, str]:
        """Wait until it has ended; return what it said, which is little."""
        self.wait(timeout)
        return (
            self.stdout.read() if self.stdout else "",
            self.stderr.read() if self.stderr else "",
        )

    def send_signal(self, number: int) -> None:
        """Send it a signal, where it runs."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)


def _pipes(number: int) -> tuple[list[int], list[int]]:
    made = [os.pipe() for _ in range(number)]
    return [reads for reads, _ in made], [writes for _, writes in made]


class _Given:
    """A file of which the new process gets a copy."""

    def __init__(self, file: int) -> None:
        self._file = file

    def __reduce__(self) -> tuple[object, ...]:
        return _taken, (reduction.DupFd(self._file),)


def _taken(given: Any) -> int:
    file: int = given.detach()
    return file


def _become(
    words: tuple[str, ...],
    env: dict[str, str],
    out: int,
    err: int,
    templates: dict[str, Any],
    first: Callable[[], None] | None,
) -> None:
    """Be the command, in the new process."""
    Flask.jinja_options = templates
    for given, own in ((out, 1), (err, 2)):
        os.dup2(given, own)
        os.close(given)
    os.environ.clear()
    os.environ.update(env)
    os.chdir(ROOT)
    sys.argv = ["webinar_hub", *words]
    if first:
        first()
    sys.exit(cli.main(words))
