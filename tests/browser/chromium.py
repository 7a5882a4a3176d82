"""A real browser for the tests: Debian's Chromium, where it is installed, and what a visitor's tab tells of itself."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final, Literal

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response, sync_playwright

FLAGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DESKTOP: Final = (1280, 900)
PHONE: Final = (390, 844)
MISSING: Final = "Chromium is missing (Debian: apt-get install chromium): browser tests are skipped"
_LISTEN: Final = """
addEventListener("securitypolicyviolation", e => console.error("CSP " + e.violatedDirective + " " + e.blockedURI));
"""
Scheme = Literal["light", "dark"]


def find_chromium() -> str | None:
    """Find the browser on this machine."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser")
    return next((path for name in names if (path := shutil.which(name))), None)


@contextmanager
def launched(path: str) -> Iterator[Browser]:
    """Run the browser for a block; it ends with it, and with this process however that ends."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=list(FLAGS), env={**os.environ, "LANGUAGE": "fr"}
        )
        try:
            yield browser
        finally:
            browser.close()


@dataclass(frozen=True, slots=True)
class Screen:
    """How somebody looks at the pages; `zoom` is the browser's own, which narrows the page by as much."""

    size: tuple[int, int] = DESKTOP
    script: bool = True
    scheme: Scheme = "light"
    zoom: float = 1

    @property
    def is_phone(self) -> bool:
        """Say whether this is a touch screen of a phone's width."""
        return self.size[0] < 500


@dataclass
class Tab:
    """One tab on one house; keeps what the browser complains of and whom it asks, but for friends of the house."""

    page: Page
    base: str
    complaints: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    expected: set[int] = field(default_factory=set)
    friends: list[str] = field(default_factory=list)

    def watch(self) -> None:
        """Listen to the console and to every request."""
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._ask)

    def go(self, path: str, status: int = 200) -> Response:
        """Open an address of the house; it must answer as expected."""
        self.expected.add(status)
        answer = self.page.goto(self.base + path)
        assert answer is not None, path
        assert answer.status == status, f"{path}: {answer.status}"
        return answer

    def check(self) -> None:
        """Say what was wrong; a refusal that the test expected is not."""
        assert self.complaints == []
        assert self.strangers == []

    def _hear(self, message: ConsoleMessage) -> None:
        refused = any(f"status of {status} " in message.text for status in self.expected)
        if message.type in {"error", "warning"} and not refused:
            self.complaints.append(f"{self.page.url}: {message.text}")

    def _ask(self, request: Request) -> None:
        if not request.url.startswith((f"{self.base}/", *self.friends, "data:", "blob:")):
            self.strangers.append(request.url)


def open_tab(
    browser: Browser, base: str, screen: Screen, cookie: tuple[str, str] | None
) -> tuple[Tab, Callable[[], None]]:
    """Open a tab in a profile of its own, signed in when a session is given; gives it with the way to close it."""
    width, height = (int(side / screen.zoom) for side in screen.size)
    context = browser.new_context(
        locale="fr-FR",
        timezone_id="Europe/Paris",
        viewport={"width": width, "height": height},
        device_scale_factor=screen.zoom,
        color_scheme=screen.scheme,
        java_script_enabled=screen.script,
        has_touch=screen.is_phone,
        is_mobile=screen.is_phone,
    )
    context.set_default_timeout(10_000)
    if screen.script:
        context.add_init_script(_LISTEN)
    if cookie is not None:
        context.add_cookies([{"name": cookie[0], "value": cookie[1], "url": base}])
    tab = Tab(context.new_page(), base)
    tab.watch()
    return tab, context.close
