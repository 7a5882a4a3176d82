"""What the tables of the policy tests are made of: one question, its facts, and the one fact that changes."""

from typing import Any, Self

from msgspec.structs import replace

from ens.kernel.actions import Action
from ens.kernel.actors import Actor
from ens.policy.decide import Decision, decide
from ens.policy.facts import Declared, Facts, Header, Sharing, SpaceState
from ens.policy.question import Question
from tests.cast import actor, number

NOW = 1_800_000_000
AUTHORISED = {number("dr-martin"): NOW + 1, number("dr-nguyen"): NOW + 1, number("diallo"): NOW + 1}
DECLARED = Declared("Inconsciente, seule, aucun proche joignable", recent=True, used=0)
NOTE = Header("DocumentReference", 1, 2, number("hopital"), type="11488-4", class_code="11")


class Situation:
    """Somebody asks something of Camille's space; every change gives another situation."""

    def __init__(self, question: Question, facts: Facts) -> None:
        self.question = question
        self.facts = facts

    def asking(self, **changes: Any) -> Self:
        """Change the question."""
        return type(self)(replace(self.question, **changes), self.facts)

    def by(self, who: Actor | str, **changes: Any) -> Self:
        """Change who asks."""
        found = actor(who) if isinstance(who, str) else who
        return self.knowing(actor=replace(found, **changes))

    def knowing(self, **changes: Any) -> Self:
        """Change a fact."""
        return type(self)(self.question, replace(self.facts, **changes))

    def about(self, **changes: Any) -> Self:
        """Change something of the document."""
        header = self.facts.header
        assert header is not None
        return self.knowing(header=replace(header, **changes))

    def sharing(self, **changes: Any) -> Self:
        """Change something of the sharing state."""
        return self.knowing(sharing=replace(self.facts.sharing, **changes))

    @property
    def answer(self) -> Decision:
        """Decide."""
        return decide(self.question, self.facts)


def situation(who: str, action: Action, header: Header | None = NOTE, kind: str = "DocumentReference") -> Situation:
    """Begin with an open space whose owner, Camille, has authorised Dr Martin, Dr Nguyen and Mme Diallo."""
    sharing = Sharing(number("camille"), authorised=AUTHORISED)
    return Situation(Question(action, kind), Facts(actor(who), SpaceState.ACTIVATED, sharing, header, NOW))


def allowed(*reasons: str) -> Decision:
    """Expect a yes for these reasons."""
    return Decision(allowed=True, reasons=reasons, discloses=True)


def refused(*reasons: str) -> Decision:
    """Expect a no that may be told with its reasons."""
    return Decision(allowed=False, reasons=reasons, discloses=True)


def hidden(*reasons: str) -> Decision:
    """Expect a no that looks as if there were nothing."""
    return Decision(allowed=False, reasons=reasons, discloses=False)
