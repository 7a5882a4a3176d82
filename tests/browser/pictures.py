"""Takes the pictures of docs/pictures: `python -m tests.browser.pictures [FOLDER]`, on a house of its own."""

import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.sync_api import Browser

from tests.browser.chromium import MISSING, Scheme, Screen, find_chromium, launched, open_tab
from tests.browser.pages import cookie_of, document, notebook, passage, practitioner, prepare
from tests.scenarios.live import PROJECT, House

FOLDER: Final = PROJECT / "docs" / "pictures"
WIDTHS: Final = (1280, 390)
TALLEST: Final = {1280: 1800, 390: 2200}  # what is further down repeats itself
SCHEMES: Final[dict[Scheme, str]] = {"light": "", "dark": "-sombre"}
COLOURS: Final = 128
DESKS: Final[dict[str, tuple[str, Callable[[House], str]]]] = {  # by day alone
    "bureau": ("dr-martin", lambda _house: "/pro/"),
    "dossier": ("dr-martin", lambda house: notebook(house).replace("/carnet/", "/pro/patients/")),
}
PAGES: Final[dict[str, Callable[[House], str]]] = {
    "accueil": notebook,
    "documents": lambda house: notebook(house, "documents/"),
    "document": lambda house: document(house, "bilan annuel"),
    "ajouter": lambda house: notebook(house, "documents/ajouter/"),
    "historique": lambda house: notebook(house, "historique/"),
    "verifier": passage,
    "confidentialite": lambda house: notebook(house, "confidentialite/"),
    "soignant": practitioner,
    "partager": lambda house: notebook(house, "partages/nouveau/"),
}


def take_all(house: House, browser: Browser, folder: Path) -> None:
    """Take every page at every width, by day and by night, and the desk's by day."""
    folder.mkdir(parents=True, exist_ok=True)
    hers = [(name, "camille", path) for name, path in PAGES.items()]
    desks = [(name, who, path) for name, (who, path) in DESKS.items()]
    for scheme, suffix in SCHEMES.items():
        for name, who, path in [*hers, *(desks if scheme == "light" else [])]:
            for width in WIDTHS:
                screen = Screen((width, 900), scheme=scheme)
                tab, close = open_tab(browser, house.base, screen, (cookie_of(house), house.token(who)))
                tab.go(path(house))
                tab.page.wait_for_load_state("networkidle")
                height = min(tab.page.evaluate("document.documentElement.scrollHeight"), TALLEST[width])
                tab.page.set_viewport_size({"width": width, "height": height})
                save(tab.page.screenshot(), folder / f"{name}-{width}{suffix}.png")
                close()


def save(picture: bytes, path: Path) -> None:
    """Keep a picture small: few colours are enough for ink on paper."""
    with Image.open(io.BytesIO(picture)) as whole:
        whole.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


def main(folder: str = "") -> int:
    """Start a house, take the pictures, and stop it."""
    path = find_chromium()
    if path is None:
        sys.stderr.write(f"{MISSING}\n")
        return 2
    house = House(demo=True)
    try:
        house.start()
        prepare(house)
        with launched(path) as browser:
            take_all(house, browser, Path(folder) if folder else FOLDER)
    finally:
        house.remove()
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
