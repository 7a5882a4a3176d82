"""Takes everything away from this process but its memory, its two pipes and a few seconds."""

import ctypes
import os
import resource
import signal
import sys
from typing import Final

MEMORY: Final = 512_000_000
SECONDS: Final = 5  # of CPU
DESCRIPTORS: Final = 32  # of the process that forks: the socket on which it is asked, a leash for each child
_LANDLOCK_CREATE, _LANDLOCK_RESTRICT = 444, 446  # the same numbers on every architecture
_NEW_USER_IPC_AND_NETWORK: Final = 0x1000_0000 | 0x0800_0000 | 0x4000_0000
_DEATH_OF_PARENT, _DUMPABLE, _NO_NEW_PRIVILEGES = 1, 4, 38
_LINUX: Final = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def prepare() -> None:
    """Give up files, network and core dumps in the process that forks. Modules must be imported before."""
    _wall_in()
    _limit((resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_NOFILE, DESCRIPTORS))


def die_with(parent: int) -> None:
    """End when the parent does, however it does; a system that cannot say so leaves it to the pipes."""
    if _LINUX:
        _LINUX.prctl(_DEATH_OF_PARENT, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)


def confine(seconds: int = SECONDS) -> None:
    """Give up files, network, children and core dumps; bound memory and CPU. Modules must be imported before.

    The limits hold on every system. Linux adds namespaces and Landlock where they are allowed: then not even
    somebody who runs code of their own in here finds a file, a socket or another process. What `prepare` gave up is
    given up anew: the walls of a child stand within those of its parent, which is outside, as every other child is.
    """
    if _LINUX:
        _LINUX.unshare(_NEW_USER_IPC_AND_NETWORK)
    _wall_in()
    _limit(
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 3),  # stdin, stdout and stderr are there: nothing more can be opened
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, seconds),
    )


def _limit(*limits: tuple[int, int]) -> None:
    for limit, value in limits:
        resource.setrlimit(limit, (value, value))


def _wall_in() -> None:
    """Ask for what the kernel grants; a refusal leaves the limits to do their work."""
    if not _LINUX:
        return
    _LINUX.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    _LINUX.prctl(_DUMPABLE, 0, 0, 0, 0)
    version = _LINUX.syscall(_LANDLOCK_CREATE, None, 0, 1)
    if version < 1:
        return
    files = (1 << (13 + (version >= 2) + (version >= 3) + (version >= 5))) - 1  # every right of this version
    handled = (ctypes.c_uint64 * 3)(files, 0b11, 0b11)  # files; TCP; signals and sockets of others
    size = 8 * (1 + (version >= 4) + (version >= 6))
    rules = _LINUX.syscall(_LANDLOCK_CREATE, handled, size, 0)
    if rules >= 0:
        _LINUX.syscall(_LANDLOCK_RESTRICT, rules, 0)
        os.close(rules)
