"""What a person asks of her list, read from an address: what no page of ours writes is refused with a sentence."""

from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ens.kernel.errors import Malformed
from ens.records import taxonomy
from ens.records.listing.wish import SORTS, Drawer, Sort, Wish, read_wish

TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=30).map(lambda text: " ".join(text.split()))
WISHES = st.builds(
    Wish,
    text=TEXTS,
    drawer=st.sampled_from(["", *Drawer, *taxonomy.load_categories()]).map(str),
    period=st.sampled_from(["", "2026", "1999-01", "2026-12"]),
    author=TEXTS,
    sort=st.sampled_from(Sort),
    page=st.integers(1, 1_000),
)


def test_without_a_word_it_is_the_whole_list_newest_first() -> None:
    assert read_wish({}) == Wish()
    assert Wish().query() == "?"
    assert not Wish().narrows


@given(WISHES)
def test_an_address_leads_back_to_the_question_that_wrote_it(wish: Wish) -> None:
    assert read_wish(dict(parse_qsl(wish.query(page=wish.page)[1:]))) == wish


def test_another_question_begins_at_its_first_page() -> None:
    asked = Wish(text="thyroïde", page=7)
    assert read_wish(dict(parse_qsl(asked.query(drawer="BIOLOGIE")[1:]))) == Wish("thyroïde", "BIOLOGIE")


def test_words_are_looked_for_as_they_are_compared() -> None:
    assert read_wish({"q": "  Dr   MARTIN  œdème "}).words == ("dr", "martin", "oedeme")


def test_there_are_six_orders_and_each_has_its_words() -> None:
    assert set(SORTS) == set(Sort)
    assert len(set(SORTS.values())) == 6


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"q": "x" * 101}, "moins de mots"),
        ({"q": "a\0"}, "auteur"),
        ({"filtre": "INCONNU"}, "filtre"),
        ({"periode": "2026-13"}, "période"),
        ({"periode": "26"}, "période"),
        ({"periode": "2026-1"}, "période"),
        ({"auteur": "x" * 301}, "auteur"),
        ({"auteur": "a\0"}, "auteur"),
        ({"tri": "hasard"}, "ordre"),
        ({"page": "0"}, "page"),
        ({"page": "-1"}, "page"),
        ({"page": "1001"}, "page"),
        ({"page": "un"}, "page"),
        ({"page": "²"}, "page"),
        ({"page": "1" * 5_000}, "page"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_a_sentence(asked: dict[str, str], said: str) -> None:
    with pytest.raises(Malformed) as refusal:
        read_wish(asked)
    assert said in refusal.value.detail


@pytest.mark.parametrize("asked", [{"q": "x" * 100}, {"page": "1000"}, {"auteur": "x" * 300}, {"periode": "2026-12"}])
def test_the_most_that_can_be_asked(asked: dict[str, str]) -> None:
    assert read_wish(asked)
