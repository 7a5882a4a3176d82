"""Every page is valid HTML, says what its parts are, and holds nothing inline."""

import pytest

from ens.sandbox.cast import SACHA
from tests.browser.html import faults
from tests.browser.pages import SPOTS, Spot, fetch, notebook
from tests.scenarios.live import House

EVERY = pytest.mark.parametrize("spot", SPOTS, ids=lambda spot: spot.state)


@EVERY
def test_the_page_is_valid_and_complete(house: House, spot: Spot) -> None:
    answer = fetch(house, spot.path(house), spot.who)
    assert answer.status_code == spot.status
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert faults(answer.text) == []


@EVERY
def test_the_page_is_kept_by_nobody_and_loads_from_nobody_else(house: House, spot: Spot) -> None:
    headers = fetch(house, spot.path(house), spot.who).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Content-Security-Policy"].startswith("default-src 'none'; ")
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "*" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


NOTEBOOK = [
    spot
    for spot in SPOTS
    if spot.who == "camille" and spot.status == 200 and spot.name not in {"confirm", "oauth-authorize"}
]


@pytest.mark.parametrize("spot", NOTEBOOK, ids=lambda spot: spot.state)
def test_the_page_says_whose_notebook_it_is(house: House, spot: Spot) -> None:
    text = fetch(house, spot.path(house), spot.who).text
    name = "Sacha" if notebook(house, person=SACHA) in spot.path(house) else "Camille"
    assert f"carnet de {name} " in text.split("</title>")[0]


PAGE = (
    '<!doctype html><html lang="fr"><head><meta name="viewport"><title>x</title></head>'
    "<body><main><h1>x</h1>{}</main></body></html>"
)
FAULTS = (
    '<p id="a"></p><p id="a"></p>',
    "<h3>Trop bas</h3>",
    "<h1>Encore</h1>",
    '<input name="x">',
    '<p style="color:red">x</p>',
    "<p><div></p>",
    "<script>1</script>",
    '<a href="#rien">x</a>',
    '<a href="javascript:1">x</a>',
    '<button type="submit"></button>',
    "<form method=post><button type=submit>x</button></form>",
    "<p>Vraiment ?</p>",
    "<p>l'autre</p>",
)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_seen(fault: str) -> None:
    assert faults(PAGE.format("")) == []
    assert faults(PAGE.format(fault)) != []
