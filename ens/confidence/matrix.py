"""The habilitation matrix as citizens read it: for each profession, what opens to it and what never does.

The same data as the decision's: arrêté of 26 October 2023; domain 1.5, feature CON-03.
"""

from typing import NamedTuple

from ens.policy.matrix import Matrix
from ens.records import taxonomy
from ens.registry.professions import professions


class Line(NamedTuple):
    """A profession with the classes of documents that it reads, those that it does not, and the types left out."""

    name: str
    reads: list[str]
    never: list[str]
    except_for: list[str]


def list_lines(rows: Matrix) -> list[Line]:
    """List the professions of a version, by name; whoever is not listed reads nothing."""
    classes = taxonomy.load_classes()
    lines = []
    for code, name in professions():
        row = rows.get(code)
        if row is None:
            continue
        reads = [each.label for number, each in classes.items() if number in row.classes]
        never = [each.label for number, each in classes.items() if number not in row.classes]
        types = [found.label for each in sorted(row.refused_types) if (found := taxonomy.find_type(each))]
        lines.append(Line(name, reads, never, [each.replace("'", "’") for each in types]))
    return lines
