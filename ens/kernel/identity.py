"""The five traits of a person and the national number that goes with them."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a space belongs to, as the national identity service states it.

    `given_names` are all birth given names in order; `birth_date` is ISO (`1988-05-14`); `sex` is `male`, `female` or
    `unknown` (FHIR AdministrativeGender); `birth_place` is the INSEE code of the commune or country of birth.
    """

    matricule: str
    oid: str
    birth_name: str
    given_names: tuple[str, ...]
    birth_date: str
    sex: str
    birth_place: str

    @property
    def name(self) -> str:
        """Write the name as one reads it: first given name and birth name (`Sacha Roussel`)."""
        return f"{self.first_given_name} {self.birth_name}".strip().title()

    def age_on(self, day: date) -> int:
        """Tell the age in whole years on a day."""
        born = date.fromisoformat(self.birth_date)
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))

    @property
    def first_given_name(self) -> str:
        """Tell the first birth given name, or an empty text."""
        return self.given_names[0] if self.given_names else ""
