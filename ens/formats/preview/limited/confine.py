"""Takes everything away from this process but its memory, its two pipes and a few seconds."""

import ctypes
import resource
import sys
from typing import Final

MEMORY: Final = 512_000_000
_LANDLOCK_CREATE, _LANDLOCK_RESTRICT = 444, 446  # the same numbers on every architecture
_NEW_USER_IPC_AND_NETWORK: Final = 0x1000_0000 | 0x0800_0000 | 0x4000_0000
_NO_NEW_PRIVILEGES, _DUMPABLE = 38, 4


def confine(seconds: int) -> None:
    """Give up files, network, children and core dumps; bound memory and CPU. Modules must be imported before.

    The limits hold on every system. Linux adds namespaces and Landlock where they are allowed: then not even
    somebody who runs code of their own in here finds a file, a socket or another process.
    """
    if sys.platform == "linux":
        _leave_the_system(ctypes.CDLL(None, use_errno=True))
    for limit, value in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 3),  # stdin, stdout and stderr are there: nothing more can be opened
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, seconds),
    ):
        resource.setrlimit(limit, (value, value))


def _leave_the_system(libc: ctypes.CDLL) -> None:
    """Ask for what the kernel grants; a refusal leaves the limits to do their work."""
    libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    libc.prctl(_DUMPABLE, 0, 0, 0, 0)
    libc.unshare(_NEW_USER_IPC_AND_NETWORK)
    version = libc.syscall(_LANDLOCK_CREATE, None, 0, 1)
    if version < 1:
        return
    files = (1 << (13 + (version >= 2) + (version >= 3) + (version >= 5))) - 1  # every right of this version
    handled = (ctypes.c_uint64 * 3)(files, 0b11, 0b11)  # files; TCP; signals and sockets of others
    size = 8 * (1 + (version >= 4) + (version >= 6))
    rules = libc.syscall(_LANDLOCK_CREATE, handled, size, 0)
    if rules >= 0:
        libc.syscall(_LANDLOCK_RESTRICT, rules, 0)
