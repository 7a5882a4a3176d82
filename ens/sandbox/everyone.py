"""Everyone fictional by name: the cast and the crowd."""

from ens.sandbox import cast
from ens.sandbox.cast import Person, Professional, Structure
from ens.sandbox.crowd import authors
from ens.sandbox.crowd.people import find_one


def find_person(slug: str) -> Person | None:
    """Find a person who has a space."""
    return cast.find_person(slug) or find_one(slug)


def find_author(slug: str) -> Professional | Structure | None:
    """Find who deposits documents: a professional or a structure."""
    others: tuple[Professional | Structure, ...] = (*authors.PROFESSIONALS, *authors.STRUCTURES)
    return cast.find_author(slug) or next((author for author in others if author.slug == slug), None)


def find_signer(slug: str) -> Professional:
    """Get who signs for a structure."""
    return (cast.SIGNATORIES | authors.SIGNATORIES)[slug]
