"""What the measured house holds, as the load needs to know it: who may ask for what."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Box:
    """One space: its public Patient id, its owner's token, and the public ids of some of its documents."""

    patient: str
    token: str
    documents: list[str]


@dataclass(frozen=True, slots=True)
class People:
    """All spaces of the ordinary size, the large ones by their number of documents, and a hospital's token."""

    boxes: list[Box]
    large: dict[int, Box]
    hospital: str

    def save(self, path: Path) -> None:
        """Write it for a later run; every name and token in it is fictional."""
        path.write_text(json.dumps(asdict(self)), "utf-8")

    @classmethod
    def load(cls, path: Path) -> "People":
        """Read what `save` wrote."""
        raw = json.loads(path.read_text("utf-8"))
        large = {int(size): Box(**box) for size, box in raw["large"].items()}
        return cls([Box(**box) for box in raw["boxes"]], large, raw["hospital"])
