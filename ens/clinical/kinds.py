"""The clinical kinds, one line of `kinds.toml` each: what dates a resource, what names it, what it is searched by.

Names and paths of the parameters: https://hl7.org/fhir/R4/searchparameter-registry.html. Whose a resource is is asked
before any parameter is read (`patient`), and needs no token. A status is searched by its code alone.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final

from ens.fhir.parameters.dates import Interval
from ens.fhir.parameters.declared import COMMON, Extract, SearchParameter, dates, periods
from ens.fhir.parameters.values import Code, codings, identifiers, references, walk
from ens.fhir.parse import Resource


@dataclass(frozen=True, slots=True)
class Fact:
    """One clinical kind; what each word means is told in `kinds.toml`."""

    name: str
    owner: str
    moment: str
    dated: str
    about: str
    tokens: str
    links: str


FACTS: Final = tuple(
    Fact(name, **said)
    for name, said in tomllib.loads(Path(__file__).with_name("kinds.toml").read_text(encoding="utf-8")).items()
)


def parameters_of(fact: Fact) -> tuple[SearchParameter, ...]:
    """Write the search parameters of a kind out."""
    found = [SearchParameter("identifier", "token", identifiers("identifier"), root="identifier")]
    if fact.dated:
        found.append(SearchParameter(fact.moment, "date", _moments(fact.dated)))
    found += [SearchParameter(name, "token", _concepts(path), root=path[0]) for name, path in _split(fact.tokens)]
    found += [SearchParameter(name, "reference", references(*path), root=path[0]) for name, path in _split(fact.links)]
    return (*COMMON, *found)


def _split(line: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for word in line.split():
        name, _, path = word.partition(":")
        yield name, tuple((path or name).split("."))


def _moments(dated: str) -> Extract:
    extractors = [extract for name in dated.split() for extract in (dates(name), periods(name))]

    def extract(resource: Resource) -> list[Interval]:
        found = chain.from_iterable(one(resource) for one in extractors)
        return [each for each in found if isinstance(each, Interval)][:1]

    return extract


def _concepts(path: tuple[str, ...]) -> Extract:
    """Extract codes whatever holds them: a concept, a Coding, or a code alone."""
    concepts = codings(*path)

    def extract(resource: Resource) -> Iterator[Code]:
        yield from concepts(resource)
        yield from (Code("", value) for value in walk(resource, path) if isinstance(value, str))

    return extract
