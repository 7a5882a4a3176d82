"""Reads the stories: what happened to each person, as blocks of French text with dates counted from today."""

import re
import tomllib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from ens.policy.facts import Flag
from ens.sandbox import cast

PARIS: Final = ZoneInfo("Europe/Paris")
PERSON_ORDER: Final = ("camille", "jeanne", "sacha", "noe")

_SPACE_OF_KEYS = uuid.uuid5(uuid.NAMESPACE_DNS, "demonstration.ens.example")
_FOLDER = Path(__file__).parent / "stories"
_PLACEHOLDER = re.compile(r"\{(date|court|age)([+-][0-9]+)?\}")
_MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()  # noqa: SIM905


@dataclass(frozen=True, slots=True)
class Story:
    """One document still to be set: who, what, when, and its blocks."""

    key: str
    person: cast.Person
    author: cast.Professional | cast.Structure
    signer: cast.Professional
    title: str
    subtitle: str
    type_code: str
    form: str
    service: str
    moment: datetime
    flags: Flag
    version: int
    replaces: str
    blocks: tuple[dict[str, Any], ...]

    @property
    def structure(self) -> cast.Structure:
        """Tell the structure that answers for the document."""
        return self.author if isinstance(self.author, cast.Structure) else self.author.structure

    @property
    def unique_id(self) -> str:
        """Name the document as an OID, the same each time (2.25 and a UUID of its key)."""
        return f"2.25.{uuid.uuid5(_SPACE_OF_KEYS, self.key).int}"

    @property
    def set_id(self) -> str:
        """Name what all versions of the document have in common: the oldest one's key."""
        return f"2.25.{uuid.uuid5(_SPACE_OF_KEYS, f'set/{self.replaces or self.key}').int}"

    @property
    def replaced_id(self) -> str:
        """Name the document that this one replaces, or give an empty text."""
        return f"2.25.{uuid.uuid5(_SPACE_OF_KEYS, self.replaces).int}" if self.replaces else ""


def read_stories(today: date) -> Iterator[Story]:
    """Read every story, oldest first for each person."""
    for slug in PERSON_ORDER:
        person = cast.find_person(slug)
        if person is None:
            raise LookupError(slug)
        rows = tomllib.loads((_FOLDER / f"{slug}.toml").read_text(encoding="utf-8"))["document"]
        stories = [_read_story(row, person, today) for row in rows]
        yield from sorted(stories, key=lambda story: story.moment)


def write_date(day: date) -> str:
    """Write a date in words (`3 mars 2026`)."""
    return f"{'1er' if day.day == 1 else day.day} {_MONTHS[day.month - 1]} {day.year}"


def _read_story(row: dict[str, Any], person: cast.Person, today: date) -> Story:
    author = cast.find_author(row["author"])
    if author is None:
        raise LookupError(row["author"])
    signer = cast.SIGNATORIES[row["signer"]] if isinstance(author, cast.Structure) else author
    day = today - timedelta(days=row["ago"])
    flags = Flag(0)
    for name in row.get("flags", []):
        flags |= Flag[name]
    return Story(
        key=f"{person.slug}/{row['key']}",
        person=person,
        author=author,
        signer=signer,
        title=row["title"],
        subtitle=fill(row.get("subtitle", ""), day, person),
        type_code=row["type"],
        form=row.get("form", "pdf"),
        service=row.get("service", signer.label),
        moment=datetime.combine(day, time.fromisoformat(row.get("time", "10:30")), PARIS),
        flags=flags,
        version=row.get("version", 1),
        replaces=f"{person.slug}/{row['replaces']}" if "replaces" in row else "",
        blocks=tuple(fill(block, day, person) for block in row["blocks"]),
    )


def fill(value: Any, day: date, person: cast.Person) -> Any:  # noqa: ANN401 - any TOML value
    """Fill the placeholders of every text in a value: dates counted from a day, and the person's age there."""
    if isinstance(value, str):
        return _fill(value, day, person)
    if isinstance(value, list):
        return [fill(item, day, person) for item in value]
    if isinstance(value, dict):
        return {key: fill(item, day, person) for key, item in value.items()}
    return value


def _fill(text: str, day: date, person: cast.Person) -> str:
    """Replace `{date}`, `{court-30}` (days from the document's own date) and `{age}`."""

    def replace(match: re.Match[str]) -> str:
        there = day + timedelta(days=int(match[2] or 0))
        if match[1] == "age":
            return str(person.age_on(there))
        return write_date(there) if match[1] == "date" else there.strftime("%d/%m/%Y")

    return _PLACEHOLDER.sub(replace, text)
