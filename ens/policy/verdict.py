"""What one rule answers; None means that the rule has nothing to say."""

from functools import cache

import msgspec


class Verdict(msgspec.Struct, frozen=True):
    """Permit or forbid, with the reason's code; `hides` means that even the existence must not be told."""

    permits: bool
    reason: str
    hides: bool = False


@cache
def permit(reason: str) -> Verdict:
    """Say yes, for this reason."""
    return Verdict(permits=True, reason=reason)


@cache
def forbid(reason: str, *, hides: bool = False) -> Verdict:
    """Say no, for this reason; it wins over any yes."""
    return Verdict(permits=False, reason=reason, hides=hides)
