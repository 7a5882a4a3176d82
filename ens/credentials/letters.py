"""Provisional codes by letter: twelve letters and digits, one person, six weeks.

Whoever holds the letter alone may refuse the space. To open it, the same person must be named by card and birth date.
"""

import secrets as chance
from typing import Final

from ens.credentials import store
from ens.credentials.rules.codes import ALPHABET, LETTER_SECONDS, LETTER_SIGNS, read_signs
from ens.credentials.store import NOBODY, Holder, Kept, Kind
from ens.gate import secrets
from ens.kernel import clock

_NOTHING: Final = b""


def issue_letter_code(holder: Holder) -> str:
    """Make the code of a letter; that of an earlier letter opens nothing any more."""
    code = "".join(chance.choice(ALPHABET) for _ in range(LETTER_SIGNS))
    store.clear(holder.number, Kind.LETTER)
    store.add(holder, Kind.LETTER, _blind(code), _NOTHING, _now() + LETTER_SECONDS)
    return code


def is_waited_for(number: int) -> bool:
    """Say whether a letter has left whose code is still good."""
    return any(kept.mark > _now() for kept in store.list_held(number, Kind.LETTER))


def find_letter(typed: str) -> Holder:
    """Find whom a letter was sent to; nobody when the code is unknown or too old."""
    kept = _find(typed)
    return NOBODY if kept is None else kept.holder


def redeem_letter(number: int, typed: str) -> bool:
    """Use the code of a letter; of two at once, one gets True."""
    kept = _find(typed)
    return kept is not None and kept.holder.number == number and store.take(number, kept.id)


def _find(typed: str) -> Kept | None:
    code = read_signs(typed, LETTER_SIGNS)
    kept = store.find(Kind.LETTER, _blind(code))
    return kept if code and kept is not None and kept.mark > _now() else None


def _now() -> int:
    return clock.now_us() // 1_000_000


def _blind(code: str) -> bytes:
    return secrets.blind("letter", code)
