"""A house with its cast, a browser, and tabs that must have nothing to complain of when a test ends."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.chromium import MISSING, Screen, Tab, find_chromium, launched, open_tab
from tests.browser.pages import cookie_of, prepare
from tests.scenarios.live import House

Visit = Callable[..., Tab]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let a browser that hangs or stumbles try once more; no signal reaches its event loop, so its worker ends."""
    here = Path(__file__).parent
    for item in items:
        if item.path.parent == here:
            item.add_marker(pytest.mark.timeout(240, method="thread"))
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="session")
def house(pytestconfig: pytest.Config) -> Iterator[House]:
    made = House(demo=True)
    made.start()
    prepare(made)
    yield made
    made.remove()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser per file: its driver keeps an event loop, which tests of other files must not meet."""
    path = find_chromium()
    if path is None:
        pytest.skip(MISSING)
    with launched(path) as found:
        yield found


@pytest.fixture
def visit(browser: Browser, house: House) -> Iterator[Visit]:
    """Open tabs, as somebody or as nobody; each is checked and closed at the end."""
    opened: list[tuple[Tab, Callable[[], None]]] = []

    def open_one(screen: Screen | None = None, who: str = "") -> Tab:
        cookie = (cookie_of(house), house.token(who)) if who else None
        opened.append(open_tab(browser, house.base, screen or Screen(), cookie))
        return opened[-1][0]

    yield open_one
    for _, close in opened:
        close()
    for tab, _ in opened:
        tab.check()
