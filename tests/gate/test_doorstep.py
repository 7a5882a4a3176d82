"""What happens before anybody is inside is written down: with the person concerned, or in the house's own history."""

from ens.gate import doorstep
from ens.gate.history import list_entries
from ens.journal.entry import Outcome
from ens.kernel.actions import Action
from ens.kernel.actors import Actor, ActorKind
from tests.factories.people import Holder


def test_camille_finds_her_own_sign_in(camille: Holder) -> None:
    actor = Actor(ActorKind.PERSON, camille.number)
    doorstep.note(Action.ACCOUNTS_SESSION_OPEN, camille.space, actor, right="own_space", detail="FranceConnect")
    found = [line.entry for line in list_entries(camille.visit, camille.space, None, 10) if line.entry is not None]
    noted = next(entry for entry in found if entry.action == Action.ACCOUNTS_SESSION_OPEN)
    assert (noted.outcome, noted.actor_number, noted.detail) == (Outcome.ALLOWED, camille.number, "FranceConnect")


def test_camille_finds_who_failed_to_come_in_as_her(camille: Holder) -> None:
    doorstep.note(Action.ACCOUNTS_SESSION_OPEN, camille.space, refused="wrong_proof")
    found = [line.entry for line in list_entries(camille.visit, camille.space, None, 10) if line.entry is not None]
    noted = next(entry for entry in found if entry.action == Action.ACCOUNTS_SESSION_OPEN)
    assert (noted.outcome, noted.reasons, noted.actor_kind) == (Outcome.REFUSED, ("wrong_proof",), ActorKind.STRANGER)
