"""Letters as PDF files in a folder, from which a printer takes them; it empties the folder."""

import json
import os
import secrets
from functools import cache
from pathlib import Path
from typing import Final

import typst

from ens.kernel import clock
from ens.notify.rules import Message

_FOLDER: Final = Path(__file__).parent
_MONTHS: Final = (
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()  # noqa: SIM905
)
_GROUP: Final = 4


class TypesettingError(Exception):
    """Typst warned, for instance about a missing font: what it would have set is not what was meant."""


def send(folder: str, service: str, message: Message) -> None:
    """Write a letter into the folder: whole or not at all."""
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = target / f"{clock.today():%Y%m%d}-{secrets.token_hex(8)}.pdf"
    draft = path.with_suffix(".tmp")
    with draft.open("xb") as file:
        file.write(write(service, message))
        file.flush()
        os.fsync(file.fileno())
    draft.rename(path)


def write(service: str, message: Message) -> bytes:
    """Set a letter: tagged (PDF/UA-1), the address where an envelope's window is (NF Z 10-011)."""
    today = clock.today()
    code = message.code
    data = {
        "service": service,
        "lines": list(message.lines),
        "date": f"{today.day} {_MONTHS[today.month - 1]} {today.year}",
        "subject": message.subject,
        "paragraphs": message.body.split("\n\n"),
        "code": " ".join(code[at : at + _GROUP] for at in range(0, len(code), _GROUP)),
    }
    content, warnings = _compiler().compile_with_warnings(
        format="pdf", sys_inputs={"data": json.dumps(data, ensure_ascii=False)}, pdf_standards=["ua-1"]
    )
    if warnings or not isinstance(content, bytes):
        raise TypesettingError("; ".join(str(warning) for warning in warnings))
    return content


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(_FOLDER / "letter.typ", root=_FOLDER, ignore_system_fonts=True)
