"""Who the crowd is: names, dates and numbers drawn from one seed, the same each time."""

import random
import tomllib
import unicodedata
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

from ens.kernel.identifiers import INS_TEST, compute_ins_key
from ens.kernel.identity import Identity
from ens.sandbox.cast import Address, Person

SIZE: Final = 200
COMMUNE: Final = "51999"  # INSEE gives no commune this number
_SEED: Final = 2026
_FIRST_ORDER: Final = 100  # of the day's births, above those of the cast
_OLDEST: Final = date(1930, 1, 1)
_YOUNGEST: Final = date(2024, 12, 31)
_SECOND_NAMES: Final = 0.6
_OTHER_NAMES: Final = 0.3  # women whose everyday name is not that of their birth


@cache
def crowd() -> tuple[Person, ...]:
    """Draw the whole crowd; Marcel comes first."""
    drawn = random.Random(_SEED)  # noqa: S311  fiction, not a secret
    return (MARCEL, *(_draw(drawn, index) for index in range(SIZE)))


def find_one(slug: str) -> Person | None:
    """Find somebody of the crowd."""
    return next((person for person in crowd() if person.slug == slug), None)


def _draw(drawn: random.Random, index: int) -> Person:
    names, woman = _names(), drawn.random() < 0.5
    given = drawn.sample(names["women" if woman else "men"], 2 if drawn.random() < _SECOND_NAMES else 1)
    family = names["families"][index % len(names["families"])]
    born = _OLDEST + timedelta(days=drawn.randrange((_YOUNGEST - _OLDEST).days))
    grown = born.year < 2000
    used = drawn.choice(names["families"]) if woman and grown and drawn.random() < _OTHER_NAMES else family
    code, town = drawn.choice(names["towns"])
    matricule = write_matricule("2" if woman else "1", born, _FIRST_ORDER + index)
    upper = tuple(name.upper() for name in given)
    return Person(
        slug=f"foule-{index + 1:03d}",
        identity=Identity(
            matricule, INS_TEST, family.upper(), upper, born.isoformat(), "female" if woman else "male", COMMUNE
        ),
        used_name=used,
        birth_town=drawn.choice(names["towns"])[1],
        address=Address(str(drawn.randint(1, 120)), drawn.choice(names["streets"]), code, town),
        phone=f"06 39 98 {index // 100:02d} {index % 100:02d}",  # numbers kept for fiction
        email=f"{_plain(given[0])}.{_plain(used)}@exemple.fr",
    )


def write_matricule(sex: str, born: date, order: int) -> str:
    """Write the test INS of a birth, with its right key."""
    first = f"{sex}{born:%y%m}{COMMUNE}{order:03d}"
    return first + compute_ins_key(first)


@cache
def _names() -> dict[str, list[Any]]:
    return tomllib.loads((Path(__file__).parent / "names.toml").read_text(encoding="utf-8"))


def _plain(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text.lower().replace("’", ""))
    return "".join(char for char in bare if not unicodedata.combining(char))


_BORN: Final = date(1939, 8, 17)
MARCEL: Final = Person(
    "marcel",
    Identity(
        write_matricule("1", _BORN, 6), INS_TEST, "AUBERTIN", ("MARCEL", "JULES"), _BORN.isoformat(), "male", COMMUNE
    ),
    "Aubertin",
    "Port-Lannec",
    Address("9", "quai des Mariniers", "99320", "Port-Lannec"),
    "02 99 00 61 87",
    "marcel.aubertin@exemple.fr",
)
