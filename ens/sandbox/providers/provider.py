"""What a stand-in is: its name, where it stands, whom it offers, the one service that it serves, and its faults."""

from collections.abc import Callable
from dataclasses import dataclass, field

from joserfc.jwk import ECKey

from ens.sandbox.providers.ledger import Ledger, Someone, new_ledger
from ens.sandbox.providers.statements import new_key


@dataclass(frozen=True, slots=True)
class Client:
    """The one service that a stand-in knows."""

    client_id: str
    secret: str
    redirect_uri: str
    left_uri: str
    logout_uri: str


@dataclass(frozen=True, slots=True)
class Provider:
    """One stand-in: what it is called, where it stands, whom it offers, which service it serves."""

    slug: str
    title: str
    issuer: str
    client: Client
    people: Callable[[], list[Someone]]
    level: str = "eidas2"
    by_phone: bool = False
    key: ECKey = field(default_factory=new_key)
    ledger: Ledger = field(default_factory=new_ledger)
    faults: set[str] = field(default_factory=set)

    def find(self, slug: str) -> Someone | None:
        """Find somebody of the list."""
        return next((each for each in self.people() if each.slug == slug), None)
