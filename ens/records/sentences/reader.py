"""To whom a page speaks: « vous » at home, « Sacha » when a representative reads."""

from dataclasses import dataclass

from ens.web.typography import of


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads (`number`), and whose notebook it is: `name` is the given name of its person, `own` when she reads."""

    number: int
    name: str
    own: bool

    @property
    def of(self) -> str:
        """Write `de Sacha`, `d’Anna`."""
        return of(self.name)
