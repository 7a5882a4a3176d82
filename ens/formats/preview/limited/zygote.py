"""Made ready once, forks a child for each file: a fork costs 3 ms, a program that starts some 90.

`python -m ens.formats.preview.limited.zygote`, a socket being its standard input. One byte asks for a child and brings
three descriptors: what the child reads from, what it writes to, and its leash. When somebody lets go of the other end
of the leash, the child is killed, waited for, and the leash closed: that end hears then that the child is gone. No byte
of any file passes through this process, so no child finds the file of another in the memory that it inherits.
"""

import contextlib
import gc
import os
import selectors
import signal
import socket
from collections.abc import Callable, Mapping
from typing import Final

from ens.formats.preview.limited import pdf, picture, rtf
from ens.formats.preview.limited.confine import DESCRIPTORS, die_with, prepare
from ens.formats.preview.limited.serve import Job, serve

JOBS: Final[Mapping[str, Mapping[str, Job]]] = {
    "pdf": {"describe": pdf.describe, "draw": pdf.draw},
    "picture": {"describe": picture.describe, "draw": picture.draw, "rewrite": picture.rewrite},
    "rtf": {"extract": rtf.extract},
}


def tend(work: Callable[[], None]) -> None:
    """Fork a child for whoever asks, until nobody can ask any more and the last child is gone."""
    gc.freeze()  # a collection in a child would copy the pages that it shares
    with socket.socket(fileno=0) as control, selectors.PollSelector() as events:
        events.register(control, selectors.EVENT_READ)
        while events.get_map():
            for key, _ in events.select():
                if key.data:
                    events.unregister(key.fd)
                    _end(key.data)
                    os.close(key.fd)
                elif descriptors := socket.recv_fds(control, 1, 3)[1]:
                    source, sink, leash = descriptors
                    events.register(leash, selectors.EVENT_READ, _fork(work, source, sink))
                else:
                    events.unregister(control)


def _fork(work: Callable[[], None], source: int, sink: int) -> int:
    """Start a child that holds its two pipes and nothing else of ours."""
    zygote, child = os.getpid(), os.fork()
    if child:
        os.close(source)
        os.close(sink)
        return child
    try:
        die_with(zygote)
        os.setsid()
        os.dup2(source, 0)
        os.dup2(sink, 1)
        os.closerange(3, DESCRIPTORS)
        work()
    finally:
        os._exit(1)


def _end(child: int) -> None:
    """Kill a child, with its group when it has come to make one, and wait for it."""
    for kill in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError):
            kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


if __name__ == "__main__":
    prepare()
    tend(lambda: serve(JOBS))
