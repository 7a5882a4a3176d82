"""How often one may try: so many times in any stretch of time, as a sliding window over two counters."""

from typing import Final, NamedTuple


class Limit(NamedTuple):
    """At most so many tries within so many seconds; `use` names the counter."""

    use: str
    most: int
    seconds: int


_QUARTER, _HOUR, _DAY = 900, 3_600, 86_400
SIGN_IN_HERE: Final = Limit("sign-in|name|address", 5, _QUARTER)
SIGN_IN_DEVICE: Final = Limit("sign-in|name|device", 10, _QUARTER)  # a device that has signed in before
SIGN_IN_NAME: Final = Limit("sign-in|name", 50, _DAY)  # from everywhere, known devices left out
SIGN_IN_ADDRESS: Final = Limit("sign-in|address", 60, _HOUR)
SECOND_FACTOR: Final = Limit("second|person", 10, _QUARTER)
IDENTIFY_CARD: Final = Limit("identify|card", 10, _HOUR)
IDENTIFY_NUMBER: Final = Limit("identify|number", 100, _DAY)
IDENTIFY_ADDRESS: Final = Limit("identify|address", 30, _HOUR)
CODES_SENT: Final = Limit("codes|person", 10, _HOUR)
CODES_TRIED: Final = Limit("codes|tried", 20, _HOUR)
LETTERS_SENT: Final = Limit("letters|person", 2, _DAY)
LETTER_TRIED: Final = Limit("letters|address", 20, _HOUR)
FORGOTTEN: Final = Limit("forgotten|address", 20, _HOUR)
FORGOTTEN_ABOUT: Final = Limit("forgotten|about", 3, _HOUR)
LOGINS_ASKED: Final = Limit("logins|flow", 20, _HOUR)
PASSKEYS_TRIED: Final = Limit("passkey|address", 60, _HOUR)


def period_of(limit: Limit, now: int) -> int:
    """Tell in which period an instant (seconds since 1970) is."""
    return now // limit.seconds


def is_within(limit: Limit, used: int, before: int, now: int) -> bool:
    """Say whether a try is allowed: `used` in this period with itself, `before` in the last one.

    The last period counts for the part of it that the sliding window still covers.
    """
    left = limit.seconds - now % limit.seconds
    return used * limit.seconds + before * left <= limit.most * limit.seconds


def wait_of(limit: Limit, now: int) -> int:
    """Tell after how many seconds it is worth trying again."""
    return min(limit.seconds - now % limit.seconds, _QUARTER)
