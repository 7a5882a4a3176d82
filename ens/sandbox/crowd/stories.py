"""What happened to each person of the crowd: models drawn by weight and age, their numbers and words filled in."""

import random
import re
import tomllib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

from ens.policy.facts import Flag
from ens.sandbox import everyone
from ens.sandbox.cast import Person, Structure
from ens.sandbox.crowd.people import MARCEL
from ens.sandbox.documents.story import PARIS, Story, fill

LONG: Final = 1_000  # documents of Marcel's
_FEW: Final = (4, 16)
_YEARS: Final = {True: 12, False: 5}
_NUMBER: Final = re.compile(r"\[(\d+)(?:,(\d+))?\.\.(\d+)(?:,(\d+))?\]")
_CHOICE: Final = re.compile(r"<([^<>]*\|[^<>]*)>")


def write_stories(person: Person, today: date) -> Iterator[Story]:
    """Tell what happened to one person, oldest first; the same day tells the same."""
    drawn = random.Random(person.slug)  # noqa: S311  fiction, not a secret
    long = person is MARCEL
    count = LONG if long else drawn.randint(*_FEW)
    days = min(365 * _YEARS[long], (today - date.fromisoformat(person.identity.birth_date)).days - 2)
    for number, ago in enumerate(sorted((drawn.randint(1, days) for _ in range(count)), reverse=True)):
        yield _tell(drawn, person, today - timedelta(days=ago), number)


def _tell(drawn: random.Random, person: Person, day: date, number: int) -> Story:
    age = person.age_on(day)
    able = [model for model in _models() if model["ages"][0] <= age <= model["ages"][1]]
    model = drawn.choices(able, [model["weight"] for model in able])[0]
    said = fill(_draw(drawn, {key: model[key] for key in ("title", "author", "blocks") if key in model}), day, person)
    subtitle = fill(_draw(drawn, model.get("subtitle", "")), day, person)
    author = everyone.find_author(said["author"])
    if author is None:
        raise LookupError(said["author"])
    signer = everyone.find_signer(model["signer"]) if isinstance(author, Structure) else author
    return Story(
        key=f"{person.slug}/{number:04d}",
        person=person,
        author=author,
        signer=signer,
        title=said["title"],
        subtitle=subtitle,
        type_code=model["type"],
        form=model["form"],
        service=signer.label,
        moment=datetime.combine(day, time(drawn.randint(8, 18), drawn.choice((0, 10, 20, 30, 45))), PARIS),
        flags=Flag(0),
        version=1,
        replaces="",
        blocks=tuple(said["blocks"]),
    )


def _draw(drawn: random.Random, value: Any) -> Any:  # noqa: ANN401  any TOML value
    if isinstance(value, str):
        words = _CHOICE.sub(lambda found: drawn.choice(found[1].split("|")), value)
        return _NUMBER.sub(lambda found: _draw_number(drawn, found), words)
    if isinstance(value, list):
        return [_draw(drawn, each) for each in value]
    if isinstance(value, dict):
        return {key: _draw(drawn, each) for key, each in value.items()}
    return value


def _draw_number(drawn: random.Random, found: re.Match[str]) -> str:
    decimals = found[2] or ""
    scale = 10 ** len(decimals)
    low, high = int(found[1] + decimals), int(found[3] + (found[4] or ""))
    value = drawn.randint(low, high)
    return f"{value // scale},{value % scale:0{len(decimals)}d}" if decimals else str(value)


@cache
def _models() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "models.toml").read_text("utf-8"))["model"]
    return found
