"""No sign of French punctuation begins a line, and nothing that somebody typed is changed."""

import time

import pytest

from ens.web.typography import bind_signs, of, tied


@pytest.mark.parametrize(
    ("html", "bound"),
    [
        ("<p>Qui êtes-vous ?</p>", "<p>Qui êtes-vous\u00a0?</p>"),
        ("<p>Trois choses : <b>lire</b></p>", "<p>Trois choses\u00a0: <b>lire</b></p>"),
        ("<p>« Lettre », dit-elle ; bien.</p>", "<p>«\u00a0Lettre\u00a0», dit-elle\u00a0; bien.</p>"),
        ("<p>Essayez : <code>ens : x</code></p>", "<p>Essayez\u00a0: <code>ens : x</code></p>"),
        ("<p>(quoi ?)</p>", "<p>(quoi\u00a0?)</p>"),
        ("<p>Le 2 novembre à 18 h 12.</p>", "<p>Le 2\u00a0novembre à 18\u00a0h\u00a012.</p>"),
        ("<p>1er mai, 19 nov.</p>", "<p>1er\u00a0mai, 19\u00a0nov.</p>"),
        ("<p>à 3 heures, pour mars</p>", "<p>à 3 heures, pour mars</p>"),
        ('<a title="2 mai">18 h</a>', '<a title="2 mai">18\u00a0h</a>'),
        ("<p>C’est non. Rien n’a été lu.</p>", "<p>C’est non. Rien\u00a0n’a\u00a0été\u00a0lu.</p>"),
        ("<p>C’est non. Et rien de plus n’a été lu.</p>", "<p>C’est non. Et rien de plus n’a été lu.</p>"),
        ("<p>Rien n’a été lu.</p>", "<p>Rien n’a été lu.</p>"),
        ("<p>déjà\u00a0: lié</p>", "<p>déjà\u00a0: lié</p>"),
    ],
)
def test_signs_stay_with_their_word(html: str, bound: str) -> None:
    assert bind_signs(html) == bound


@pytest.mark.parametrize(
    "html",
    [
        '<input value="Motif : toux"><p>x</p>',
        "<textarea>Motif : toux\n« x »</textarea><p>x</p>",
        "<pre><b>a</b> ; b</pre><p>x</p>",
        '<a title="a : b" href="/x ?y">lien</a>',
        "<p>10:30 et 4:3</p>",
        "<p>!important ?x</p>",
    ],
)
def test_the_rest_stays_as_it_is(html: str) -> None:
    assert bind_signs(html) == html


@pytest.mark.parametrize(
    ("name", "said"),
    [("Sacha", "de Sacha"), ("Anna", "d’Anna"), ("Élie", "d’Élie"), ("Yves", "d’Yves"), ("Yasmine", "de Yasmine")],
)
def test_a_name_is_elided_as_one_says_it(name: str, said: str) -> None:
    assert of(name) == said
    assert of(name, "que") == said.replace("de ", "que ").replace("d’", "qu’")


def test_a_very_long_text_takes_no_longer_than_many_short_ones() -> None:
    """A narrative may be one text of megabytes: each sign is looked at once."""
    begun = time.process_time()
    bind_signs("<p>" + "le 2 novembre à 18 h 12 : « oui » ; " * 30_000 + "</p>")
    assert time.process_time() - begun < 3


@pytest.mark.parametrize(
    ("title", "bound"),
    [
        ("Résultats de biologie : bilan", "Résultats de\u00a0biologie : bilan"),
        ("IRM du genou et de la main", "IRM du\u00a0genou et\u00a0de\u00a0la\u00a0main"),
        ("Radio de", "Radio de"),
        ("Monde rural", "Monde rural"),
        ("À jeun", "À\u00a0jeun"),
    ],
)
def test_no_line_of_a_title_ends_with_a_short_word(title: str, bound: str) -> None:
    assert tied(title) == bound
