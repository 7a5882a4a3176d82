"""Reading the national directory's public extraction (« PS_LibreAcces_Personne_activite », Annuaire Santé, ANS).

One line per professional and activity, columns named by a header and separated by bars. Only RPPS numbers (type 8) of
professionals in exercise count: students have numbers too, and no right of their own.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from ens.kernel.errors import Invalid, Malformed
from ens.kernel.identifiers import parse_rpps
from ens.registry.loads import Line

SEPARATOR: Final = "|"
LONGEST: Final = 16_384  # bytes of one line
_KIND, _WHO, _CATEGORY = "Type d'identifiant PP", "Identification nationale PP", "Code catégorie professionnelle"
_TITLE, _CIVILITY = "Code civilité d'exercice", "Code civilité"
_FAMILY, _GIVEN = "Nom d'exercice", "Prénom d'exercice"
_PROFESSION, _SKILL_KIND, _SKILL = "Code profession", "Code type savoir-faire", "Code savoir-faire"
_FINESS, _SIRET, _OWN = "Numéro FINESS site", "Numéro SIRET site", "Identifiant technique de la structure"
_PLACE, _SIGN = "Raison sociale site", "Enseigne commerciale site"
_TOWN, _SECTOR = "Libellé commune (coord. structure)", "Code secteur d'activité"
COLUMNS: Final = (
    _KIND,
    _WHO,
    _TITLE,
    _CIVILITY,
    _FAMILY,
    _GIVEN,
    _PROFESSION,
    _CATEGORY,
    _SKILL_KIND,
    _SKILL,
    _SIRET,
    _FINESS,
    _OWN,
    _PLACE,
    _SIGN,
    _TOWN,
    _SECTOR,
)
_RPPS: Final = "8"
_IN_EXERCISE: Final = frozenset({"C", "M"})  # civil, military; not « E », students
_SPECIALTY: Final = "S"
_TITLES: Final = {"DR": "Dr", "PR": "Pr", "MME": "Mme", "M": "M."}
_LONGEST_NAME: Final = 200


def split_lines(pieces: Iterable[bytes]) -> Iterator[str]:
    """Cut bytes into lines; one without end is no line of a directory."""
    rest = b""
    for piece in pieces:
        *whole, rest = (rest + piece).split(b"\n")
        for line in whole:
            yield _decoded(line)
        if len(rest) > LONGEST:
            raise Malformed("A line of the extraction is too long.")
    if rest:
        yield _decoded(rest)


def read_header(line: str) -> dict[str, int]:
    """Find where the columns stand; `Malformed` when one of ours is missing, for then nothing can be read safely."""
    places = {_cell(name): place for place, name in enumerate(line.lstrip("\ufeff").split(SEPARATOR))}
    missing = [name for name in COLUMNS if name not in places]
    if missing:
        raise Malformed(f"The extraction has no column « {missing[0]} ».")
    return {name: places[name] for name in COLUMNS}


def read_line(places: Mapping[str, int], line: str) -> Line | None:
    """Read one line; None for those that this house has no use for, `Invalid` for a wrong one."""
    cells = [_cell(cell) for cell in line.split(SEPARATOR)]
    if len(cells) <= max(places.values()):
        raise Invalid("columns are missing")
    told = {name: cells[place] for name, place in places.items()}
    if told[_KIND] != _RPPS or told[_CATEGORY] not in _IN_EXERCISE:
        return None
    identifier = parse_rpps(told[_WHO]).national
    if identifier != told[_WHO]:
        raise Invalid("not a PS_IdNat")
    name = _name(told)
    if not name or not told[_PROFESSION].isalnum():
        raise Invalid("no name or no profession")
    specialty = told[_SKILL] if told[_SKILL_KIND] == _SPECIALTY else ""
    structure = _structure(told)
    place = _everyday(told[_PLACE] or told[_SIGN])[:_LONGEST_NAME] or structure
    return Line(identifier, name, told[_PROFESSION], specialty, structure, place, told[_SECTOR], _town(told[_TOWN]))


def _structure(told: Mapping[str, str]) -> str:
    """Name a place as Struct_IdNat does: `1` + FINESS, `3` + SIRET, else by the directory's own number."""
    if told[_FINESS]:
        return f"1{told[_FINESS]}"
    return f"3{told[_SIRET]}" if told[_SIRET] else told[_OWN]


def _name(told: Mapping[str, str]) -> str:
    title = _TITLES.get(told[_TITLE]) or _TITLES.get(told[_CIVILITY], "")
    names = (_everyday(told[_GIVEN]), _everyday(told[_FAMILY]))
    return " ".join(part for part in (title, *names) if part)[:_LONGEST_NAME] if all(names) else ""


def _everyday(text: str) -> str:
    """Write capitals as one writes names; what has small letters already is left as it is."""
    return text.title() if text.isupper() else text


def _town(text: str) -> str:
    return _everyday(text)[:_LONGEST_NAME]


def _cell(text: str) -> str:
    return text.strip().strip('"').strip()


def _decoded(line: bytes) -> str:
    try:
        return line.rstrip(b"\r").decode("utf-8")
    except UnicodeDecodeError:  # it has been published in both
        return line.rstrip(b"\r").decode("cp1252", "replace")
