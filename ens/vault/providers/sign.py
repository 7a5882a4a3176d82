"""How the house says who it is to a provider elsewhere."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sign:
    """How the house signs in to OpenBao: a token, or an AppRole (role and secret)."""

    token: str = ""
    role: str = ""
    secret: str = ""
    authority: str = ""  # path of the certificate authority, empty for the system's
