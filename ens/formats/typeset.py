"""Sets a PDF that the house gives people: tagged (PDF/UA-1), archival (PDF/A-2a), from a template beside its room."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, Final

import typst

from ens.kernel.errors import Unavailable

PATIENCE: Final = 10.0  # seconds that a reader waits for those before her


class _Press:
    """One template, ready to be set; a compiler takes one text at a time, and keeps a process from setting many."""

    def __init__(self, template: Path) -> None:
        self._compiler = typst.Compiler(template, root=template.parent, ignore_system_fonts=True)
        self._lock = Lock()

    def set(self, data: str) -> bytes:
        if not self._lock.acquire(timeout=PATIENCE):
            raise Unavailable(reasons=("typesetting",))
        try:
            content, warnings = self._compiler.compile_with_warnings(
                format="pdf", sys_inputs={"data": data}, pdf_standards=["ua-1", "a-2a"]
            )
        finally:
            self._lock.release()
        if warnings or not isinstance(content, bytes):  # a missing font: what was set is not what was meant
            raise Unavailable(reasons=("typesetting",))
        return content


def set_pdf(template: Path, data: Mapping[str, Any]) -> bytes:
    """Set a template with some data, which it reads as JSON; raises Unavailable when it cannot be set as meant."""
    return _press(template).set(json.dumps(data, ensure_ascii=False))


@cache
def _press(template: Path) -> _Press:
    return _Press(template)
