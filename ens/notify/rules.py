"""What a message is, and when one that did not leave is tried again."""

from enum import StrEnum
from typing import Final

import msgspec

_FIRST_WAIT, _LONGEST_WAIT = 30, 6 * 3_600


class Channel(StrEnum):
    """How a message reaches somebody; `VOID` reaches nobody: it costs what another costs, and is thrown away."""

    EMAIL = "email"
    SMS = "sms"
    LETTER = "letter"
    VOID = "void"


class Message(msgspec.Struct, frozen=True, array_like=True):
    """One message; `to` is an address or a number, `lines` those of an envelope, `code` what a letter sets large."""

    channel: Channel
    to: str
    subject: str
    body: str
    lines: tuple[str, ...] = ()
    code: str = ""


class Words(msgspec.Struct, frozen=True):
    """What is to be said, whichever way it goes; `short` is for a telephone."""

    subject: str
    body: str
    short: str
    code: str = ""
    seconds: int = 3 * 86_400  # for how long it is worth sending


VOID: Final = Message(Channel.VOID, "", "", " " * 300)  # about as long as the others


def wait_after(tries: int) -> int:
    """Tell how many seconds to wait after so many tries."""
    return int(min(_FIRST_WAIT * 2 ** min(tries, 20), _LONGEST_WAIT))
