"""The cells of the habilitation matrix as an operator changes them, and what differs between two versions; pure."""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from ens.kernel.errors import Invalid
from ens.policy.matrix import Matrix, Row
from ens.records import taxonomy
from ens.registry.professions import professions

CELLS_MAX: Final = 3_000  # more than there are professions times classes and types
_UNKNOWN: Final = "Cette case n’existe pas dans la matrice."


class Change(NamedTuple):
    """What one profession would read from now on, and no more: names of classes and of types."""

    profession: str
    opened: list[str]
    shut: list[str]

    @property
    def cells(self) -> int:
        """Count what differs."""
        return len(self.opened) + len(self.shut)


def read_cells(based: Matrix, reads: Iterable[str], refuses: Iterable[str]) -> Matrix:
    """Read what was posted (`60:10` a class that is read, `60:75496-0` a type that is not) for the same professions.

    A type that is refused in a class that is not read anyway says nothing, and goes.
    """
    classes, types = _sorted(based, reads), _sorted(based, refuses)
    known = taxonomy.load_types()
    if not all(each in taxonomy.load_classes() for codes in classes.values() for each in codes):
        raise Invalid(_UNKNOWN)
    if not all(each in known for codes in types.values() for each in codes):
        raise Invalid(_UNKNOWN)
    return {
        code: Row(
            frozenset(classes[code]),
            frozenset(each for each in types[code] if known[each].class_code in classes[code]),
        )
        for code in based
    }


def list_changes(before: Matrix, after: Matrix) -> list[Change]:
    """List what differs, by profession; whole classes first, then types that alone are refused or are no more."""
    found = []
    for code, name in professions():
        old, new = before.get(code), after.get(code)
        if old is None or new is None or old == new:
            continue
        opened = [*_classes(new.classes - old.classes), *_types(old.refused_types - new.refused_types, new.classes)]
        shut = [*_classes(old.classes - new.classes), *_types(new.refused_types - old.refused_types, new.classes)]
        found.append(Change(name, opened, shut))
    return found


def cells_of(matrix: Matrix) -> tuple[list[str], list[str]]:
    """Write the cells as a form carries them: classes read, types refused."""
    return (
        [f"{code}:{each}" for code, row in matrix.items() for each in sorted(row.classes)],
        [f"{code}:{each}" for code, row in matrix.items() for each in sorted(row.refused_types)],
    )


def _sorted(based: Matrix, cells: Iterable[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {code: set() for code in based}
    for count, cell in enumerate(cells):
        profession, _, code = cell.partition(":")
        if profession not in found or count >= CELLS_MAX:
            raise Invalid(_UNKNOWN)
        found[profession].add(code)
    return found


def _classes(codes: frozenset[str]) -> Iterator[str]:
    yield from (each.label for code, each in taxonomy.load_classes().items() if code in codes)


def _types(codes: frozenset[str], classes: frozenset[str]) -> Iterator[str]:
    """Name types of classes that are read: of the others nothing is read anyway."""
    for code in sorted(codes):
        known = taxonomy.find_type(code)
        if known is not None and known.class_code in classes:
            yield known.label.replace("'", "’")
