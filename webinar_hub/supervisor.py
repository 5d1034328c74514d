"""A parent of several processes: starts them, starts one again when it ends, passes SIGTERM on to all."""

import logging
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess

_log = logging.getLogger("webinar_hub")
_GRACE_SECONDS = 20


def supervise(call: Callable[[Sequence[str]], int], commands: Sequence[Sequence[str]], started: Callable[[], None]) -> None:
    """Run call(command) for each command in a process of its own until SIGTERM or SIGINT; then stop them all.

    The processes are forked, so that they begin with everything already imported; the caller has no connection or thread
    open. started is called once they are on their way.
    """
    stopping = False

    def stop(*_: object) -> None:
        nonlocal stopping
        stopping = True

    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, stop)
    children = [_start(call, command) for command in commands]
    started()
    while not stopping:
        wait([child.sentinel for child in children], timeout=0.2)
        for place, child in enumerate(children):
            if child.exitcode is not None and not stopping:
                _log.error("%s ended with status %s; starting it again", child.name, child.exitcode)
                time.sleep(1)
                children[place] = _start(call, commands[place])
    for child in children:
        child.terminate()
    for child in children:
        child.join(_GRACE_SECONDS)


def _start(call: Callable[[Sequence[str]], int], command: Sequence[str]) -> BaseProcess:
    child = multiprocessing.get_context("fork").Process(target=_become, args=(call, command), name=command[0])
    child.start()
    return child


def _become(call: Callable[[Sequence[str]], int], command: Sequence[str]) -> None:
    # A session of its own, so that a Ctrl-C at the terminal reaches the parent alone, which then stops everybody in order.
    os.setsid()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, signal.SIG_DFL)
    sys.exit(call(command))
