"""What one rule answers; None means that the rule has nothing to say."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Verdict:
    """Permit or forbid, with the reason's code; `hides` means that even the existence must not be told."""

    permits: bool
    reason: str
    hides: bool = False


def permit(reason: str) -> Verdict:
    """Say yes, for this reason."""
    return Verdict(permits=True, reason=reason)


def forbid(reason: str, *, hides: bool = False) -> Verdict:
    """Say no, for this reason; it wins over any yes."""
    return Verdict(permits=False, reason=reason, hides=hides)
