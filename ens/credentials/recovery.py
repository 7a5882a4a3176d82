"""Ten codes to keep on paper, for the day on which the telephone is lost: hashed with the house's key, used once."""

import secrets as chance

from ens.credentials import store
from ens.credentials.rules.codes import ALPHABET, RECOVERY_COUNT, RECOVERY_SIGNS, read_signs
from ens.credentials.store import Holder, Kind
from ens.gate import secrets


def draw_codes() -> tuple[str, ...]:
    """Draw ten codes, fifty random bits each."""
    return tuple("".join(chance.choice(ALPHABET) for _ in range(RECOVERY_SIGNS)) for _ in range(RECOVERY_COUNT))


def keep_codes(holder: Holder, codes: tuple[str, ...]) -> None:
    """Keep the hashes of new codes; the old ones open nothing any more."""
    store.replace_all(holder, Kind.RECOVERY, [_blind(holder.number, code) for code in codes])


def new_codes(holder: Holder) -> tuple[str, ...]:
    """Draw and keep ten codes; they are shown once."""
    codes = draw_codes()
    keep_codes(holder, codes)
    return codes


def count_codes(number: int) -> int:
    """Count the codes that are left."""
    return store.count(number, Kind.RECOVERY)


def use_code(number: int, typed: str) -> bool:
    """Use a code; of two at once, one gets True."""
    code = read_signs(typed, RECOVERY_SIGNS)
    kept = store.find(Kind.RECOVERY, _blind(number, code))
    return bool(code) and kept is not None and store.take(number, kept.id)


def _blind(number: int, code: str) -> bytes:
    return secrets.blind("recovery", f"{number}|{code}")
