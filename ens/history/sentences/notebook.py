"""Whose notebook is told, and to whom: what makes « votre carnet » of it, or « le carnet de Sacha »."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ens.web.typography import of


@dataclass(frozen=True, slots=True)
class Notebook:
    """The person of the space (`owner`, `name`) and who reads (`reader`), by their numbers.

    `until` maps the number of each professional who has access today to the written day on which it ends.
    """

    owner: int
    reader: int
    name: str
    representatives: frozenset[int] = frozenset()
    treating: int = 0
    until: Mapping[int, str] = field(default_factory=dict)

    @property
    def own(self) -> bool:
        """Say whether the reader is at home."""
        return self.reader == self.owner

    def words(self) -> dict[str, str]:
        """Give the words for the notebook and what is in it, as the reader says them."""
        if self.own:
            return {
                "carnet": "votre carnet",
                "au_carnet": "à votre carnet",
                "du_carnet": "de votre carnet",
                "liste": "la liste de vos documents",
                "identite": "votre identité",
            }
        name = of(self.name)
        return {
            "carnet": f"le carnet {name}",
            "au_carnet": f"au carnet {name}",
            "du_carnet": f"du carnet {name}",
            "liste": f"la liste des documents {name}",
            "identite": f"l’identité {name}",
        }
