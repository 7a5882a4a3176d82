"""Who a visitor of the demonstration may be: those of the cast who are old enough, and Marcel of the crowd."""

from typing import Final

from ens.kernel import clock
from ens.sandbox import cast
from ens.sandbox.crowd.people import MARCEL
from ens.sandbox.grants import find_row, issue_token
from ens.web.portal import Member

OLD_ENOUGH: Final = 15
_PRESENTATIONS: Final = {
    "camille": "mère de Sacha : des analyses, une opération, un médecin traitant",
    "noe": "garde un document pour lui seul",
    "jeanne": "suivie par une infirmière et par l’hôpital",
    "marcel": "mille documents en douze ans",
}


class Visitors:
    """The cast, for the sign-in page of a demonstration."""

    def list_members(self) -> list[Member]:
        """List those who are registered and old enough."""
        today = clock.today()
        return [
            Member(person.slug, person.name, f"{person.age_on(today)} ans, {_PRESENTATIONS[person.slug]}")
            for person in (*cast.PERSONS, MARCEL)
            if person.age_on(today) >= OLD_ENOUGH and find_row(person.slug) is not None
        ]

    def sign_in(self, slug: str) -> str | None:
        """Give a token as one of them; None for anybody else."""
        return issue_token(slug) if slug in {member.slug for member in self.list_members()} else None


VISITORS: Final = Visitors()
