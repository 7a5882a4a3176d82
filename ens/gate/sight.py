"""What one caller may see of many things: decided once for all headers that no rule can tell apart."""

from ens.gate.door import ask
from ens.gate.facts import Scene
from ens.kernel.actions import Action
from ens.policy.decide import decide
from ens.policy.facts import Header


class Sight:
    """The decisions of one scene on one act; they hold as long as the scene does, one request."""

    __slots__ = ("_action", "_decided", "_scene")

    def __init__(self, scene: Scene, action: Action) -> None:
        self._scene, self._action = scene, action
        self._decided: dict[tuple[str, int, int, str, str], bool] = {}

    def reaches(self, header: Header) -> bool:
        """Say whether the caller may see what bears this header."""
        alike = header.facets()
        seen = self._decided.get(alike)
        if seen is None:
            question = ask(self._scene, header.kind, self._action)
            seen = self._decided[alike] = decide(question, self._scene.facts(header)).allowed
        return seen
