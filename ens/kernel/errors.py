"""The few ways in which the house says no. Doors turn them into answers; nothing else is raised on purpose."""


class HouseError(Exception):
    """A refusal with a code for the journal (`reasons`) and words for the caller (`detail`, in French)."""

    def __init__(self, detail: str = "", reasons: tuple[str, ...] = ()) -> None:
        super().__init__(detail)
        self.detail = detail
        self.reasons = reasons
        self.noted = False  # whether the journal has it already


class Unauthenticated(HouseError):
    """No token, or one that is unknown, expired or revoked."""


class Refused(HouseError):
    """The caller may know that the thing exists, and may not have it."""


class NotFound(HouseError):
    """Unknown, or not for this caller to know: one same answer."""


class Gone(HouseError):
    """It was there, the caller may know it, and it has been deleted."""


class Conflict(HouseError):
    """The thing changed meanwhile, or exists already."""


class PreconditionFailed(HouseError):
    """A condition that the caller set (If-Match, conditional create) does not hold."""


class Malformed(HouseError):
    """The message cannot be read at all."""


class Invalid(HouseError):
    """The message can be read, but its content breaks a rule."""


class TooLarge(HouseError):
    """More bytes than the house accepts."""


class WrongType(HouseError):
    """The bytes are not of an accepted kind, or not of the kind that was declared."""


class TooMany(HouseError):
    """A quota is used up; `retry_after` is in seconds."""

    def __init__(self, detail: str = "", reasons: tuple[str, ...] = (), retry_after: int = 60) -> None:
        super().__init__(detail, reasons)
        self.retry_after = retry_after


class Unavailable(TooMany):
    """The house cannot serve just now (keys, database, load); the caller may try again."""
