"""A parent of several processes: starts them, again when one ends, and stops them all.

None outlives it.
"""

import gc
import logging
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess

_log = logging.getLogger("webinar_hub")
_GRACE_SECONDS = 20
_AT_MOST_EACH = 3.0
"""Seconds from one beginning of a process to its next."""

_STOP = (signal.SIGTERM, signal.SIGINT)

Work = Callable[[], int]


def supervise(
    works: Sequence[tuple[str, Work]], started: Callable[[], None], stopped: Callable[[], None]
) -> None:
    """Do each named work in a process of its own until SIGTERM or SIGINT; then stop them all.

    The processes are forked, so that they begin with everything already imported; the caller has no
    connection or thread open. started is called once they are on their way, stopped before they are
    asked to stop.
    """
    stopping = False

    def stop(*_: object) -> None:
        nonlocal stopping
        stopping = True

    for name in _STOP:
        signal.signal(name, stop)
    # Whoever reads of it learns that the parent is gone: nobody ever writes.
    reads, writes = os.pipe()

    def start(name: str, work: Work) -> BaseProcess:
        child = multiprocessing.get_context("fork").Process(
            target=_become, args=(work, reads, writes), name=name
        )
        # What comes before the child listens to signals itself waits until then.
        signal.pthread_sigmask(signal.SIG_BLOCK, _STOP)
        child.start()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOP)
        return child

    # What is loaded by now is used until the end: whoever looked through it for garbage would write
    # into it, and have a copy of its own.
    gc.collect()
    gc.freeze()
    children = [start(*each) for each in works]
    begun = [time.monotonic()] * len(children)
    started()
    while not stopping:
        wait([child.sentinel for child in children], timeout=0.2)
        for place, child in enumerate(children):
            if child.exitcode is not None and not stopping:
                _log.error("%s ended with status %s; starting it again", child.name, child.exitcode)
                # At once, as people wait; but what ends again and again would take the processor.
                time.sleep(max(0.0, begun[place] + _AT_MOST_EACH - time.monotonic()))
                begun[place] = time.monotonic()
                children[place] = start(*works[place])
    stopped()
    for child in children:
        child.terminate()
    until = time.monotonic() + _GRACE_SECONDS
    for child in children:
        child.join(max(0, until - time.monotonic()))
        child.kill()


def _become(work: Work, reads: int, writes: int) -> None:
    # A session of its own, so that Ctrl-C reaches the parent alone, which stops all in order.
    os.setsid()
    for name in _STOP:
        signal.signal(name, signal.SIG_DFL)
    os.close(writes)
    # A thread begins with the same signals blocked, so that they reach the work and not it.
    threading.Thread(target=_end_with_parent, args=(reads,), daemon=True).start()
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOP)
    sys.exit(work())


def _end_with_parent(reads: int) -> None:
    os.read(reads, 1)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_GRACE_SECONDS)
    os.kill(os.getpid(), signal.SIGKILL)
