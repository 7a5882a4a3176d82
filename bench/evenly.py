"""Connections that fall evenly on the web processes of a server, as those of many clients do.

The processes accept from one socket, and whoever is awake first takes a connection, which stays where it is: of eight
connections one of two processes had six or more in six windows of twelve. What is measured then is that chance, not the
house. So a connection that falls on a process that has its share is closed again, and another one opened.
"""

import socket
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

_TRIES: Final = 50  # a connection
_MOMENTS: Final = 500  # of a millisecond, until one is accepted
_PATIENCE: Final = 30.0


def connect(address: tuple[str, int], count: int, processes: Sequence[int]) -> Iterator[socket.socket]:
    """Open connections, no process having more than its share; anyhow when the processes are not told."""
    share = -(-count // len(processes)) if processes else count
    held: Counter[int] = Counter()
    for _ in range(count):
        for _ in range(_TRIES):
            line = socket.create_connection(address, timeout=_PATIENCE)
            taker = _find_taker(line, processes) if processes else 0
            if held[taker] < share:
                break
            line.close()
        held[taker] += 1
        yield line


def _find_taker(line: socket.socket, processes: Sequence[int]) -> int:
    """Tell which process has accepted a connection."""
    for _ in range(_MOMENTS):
        inode = _find_inode(line.getsockname()[1], line.getpeername()[1])
        for process in processes if inode else ():
            if _holds(process, f"socket:[{inode}]"):
                return process
        time.sleep(0.001)
    msg = "no process has accepted the connection"
    raise TimeoutError(msg)


def _find_inode(client: int, server: int) -> str:
    """Find the server's end of a connection among those of the system; empty until it is accepted."""
    for row in Path("/proc/net/tcp").read_text("ascii").splitlines()[1:]:
        _, local, remote, *_rest = row.split()
        if (int(local.rpartition(":")[2], 16), int(remote.rpartition(":")[2], 16)) == (server, client):
            inode = row.split()[9]
            return "" if inode == "0" else inode
    return ""


def _holds(process: int, name: str) -> bool:
    for handle in Path(f"/proc/{process}/fd").iterdir():
        try:
            if str(handle.readlink()) == name:
                return True
        except OSError:  # closed meanwhile
            continue
    return False
