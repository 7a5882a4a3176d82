"""Who looks at a page: a session, the notebook that the address names, and the others that she may open."""

from dataclasses import dataclass

from django.http import HttpRequest

from ens.gate.facts import Visit
from ens.gate.profiles import Profile


@dataclass(frozen=True, slots=True)
class Caller:
    """One request of a signed-in person about one notebook."""

    visit: Visit
    request: HttpRequest
    profile: Profile
    profiles: tuple[Profile, ...]

    @property
    def space(self) -> int:
        """Tell the space of the notebook."""
        return self.profile.space
