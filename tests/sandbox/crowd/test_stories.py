"""What the crowd's documents say: many kinds, whole sentences, the past only, the same each time."""

from collections import Counter
from datetime import date
from functools import cache

import pytest

from ens.formats.cda import read_cda
from ens.formats.sniff import CDA, sniff
from ens.records.identity import compare
from ens.records.taxonomy import category_of, find_type
from ens.sandbox.crowd.people import MARCEL, crowd
from ens.sandbox.crowd.stories import LONG, write_stories
from ens.sandbox.documents.story import Story
from ens.sandbox.documents.writer import write_document

TODAY = date(2026, 11, 22)


@cache
def told() -> tuple[Story, ...]:
    return tuple(story for person in crowd() for story in write_stories(person, TODAY))


def test_marcel_has_a_thousand_documents_over_twelve_years() -> None:
    stories = list(write_stories(MARCEL, TODAY))
    assert len(stories) == LONG
    assert stories[0].moment.year == 2014
    assert stories[-1].moment.date() < TODAY
    assert len({category_of(story.type_code) for story in stories}) >= 8
    assert len({story.author.slug for story in stories}) >= 8


def test_everyone_else_has_a_few() -> None:
    counts = Counter(story.person.slug for story in told())
    assert all(4 <= counts[person.slug] <= 16 for person in crowd() if person is not MARCEL)
    assert 1_600 < counts.total() - LONG < 2_400


def test_nothing_is_left_to_be_filled_in_and_nothing_comes_before_birth_or_after_today() -> None:
    for story in told():
        said = f"{story.title} {story.subtitle} {story.blocks!r}"
        assert not any(mark in said.replace("{'", "").replace("['", "") for mark in ("<", ">", "..", "{date", "|"))
        assert find_type(story.type_code) is not None
        assert date.fromisoformat(story.person.identity.birth_date) < story.moment.date() < TODAY
    assert len({story.unique_id for story in told()}) == len(told())


def test_told_again_on_the_same_day_it_is_the_same() -> None:
    assert list(write_stories(MARCEL, TODAY)) == [story for story in told() if story.person is MARCEL]


@pytest.mark.parametrize("form", ["cda3", "text", "pdf"])
def test_every_form_is_a_file_about_its_person(form: str) -> None:
    for story in [story for story in told() if story.form == form][:40]:
        document = write_document(story)
        assert sniff(document.content, document.content_type) == document.content_type
        if document.content_type == CDA:
            named = read_cda(document.content).identity
            assert named is not None
            assert compare(named, story.person.identity) == []
        if form == "text":
            text = document.content.decode()
            assert story.title in text
            assert story.person.name in text
            assert story.signer.name in text
