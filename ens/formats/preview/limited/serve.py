"""Answers one request and ends."""

import json
import os
import sys
from collections.abc import Callable, Mapping
from typing import Any

from ens.formats.preview.limited.confine import confine
from ens.formats.preview.limited.screen import mark_with

Answer = tuple[dict[str, Any], bytes]
Job = Callable[[bytes, int], Answer]


class CannotShow(Exception):
    """The file cannot be shown; the text is a `shapes.Reason`."""


def serve(jobs: Mapping[str, Mapping[str, Job]]) -> None:
    """Confined, read program, job, number, mark and the file; do it; write what was found, or why nothing was."""
    confine()
    request = json.loads(sys.stdin.buffer.readline())
    content = sys.stdin.buffer.read()
    if request["mark"]:
        mark_with(request["mark"])
    try:
        said, payload = jobs[request["program"]][request["job"]](content, request["number"])
    except CannotShow as reason:
        said, payload = {"failure": str(reason)}, b""
    except MemoryError:
        said, payload = {"failure": "heavy"}, b""
    except Exception:  # noqa: BLE001  whatever a library says of a stranger's bytes, and it says many things
        said, payload = {"failure": "broken"}, b""
    sys.stdout.buffer.write(json.dumps(said).encode() + b"\n")
    sys.stdout.buffer.write(payload)
    sys.stdout.buffer.flush()
    os._exit(0)  # no library needs to tidy up
