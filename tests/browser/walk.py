"""Somebody on the way through forms: counts the screens, the fields and the signs that it takes."""

import base64
import re
import time
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page

from ens.credentials.rules.totp import STEP_SECONDS, code_at
from tests.browser.chromium import Tab

OUTBOX = "/courrier-de-demonstration/"


@dataclass
class Walk:
    """What one person has seen and typed so far."""

    tab: Tab
    screens: list[str] = field(default_factory=list)
    fields: int = 0
    signs: int = 0

    @property
    def page(self) -> Page:
        return self.tab.page

    def see(self) -> None:
        """Note the screen that is shown."""
        self.screens.append(self.page.locator("h1").inner_text())

    def type(self, label: str, text: str) -> None:
        """Fill one field; what stands there already costs nothing."""
        self._fill(self.page.get_by_label(label, exact=True), text)

    def _fill(self, where: Locator, text: str) -> None:
        where.fill(text)
        self.fields += 1
        self.signs += len(text)

    def choose(self, label: str) -> None:
        """Tick one answer."""
        self.page.get_by_label(label, exact=True).check()
        self.fields += 1

    def press(self, name: str, kind: str = "button") -> None:
        """Press a button or follow a link to the next screen, and note it."""
        before = self.page.url
        self.page.get_by_role("button" if kind == "button" else "link", name=name, exact=True).click()
        self.page.wait_for_url(lambda url: url != before)
        self.see()

    def read_message(self, pattern: str) -> str:
        """Read something in the demonstration's outbox, in another window."""
        other = self.page.context.new_page()
        other.goto(self.tab.base + OUTBOX)
        text = other.inner_text("main").replace("\u00a0", " ")
        other.close()
        found = re.search(pattern, text)
        assert found is not None, text
        return found[1]

    def app_code(self, ahead: int = 0) -> str:
        """Compute the code as an app does that was given the key by hand."""
        key = (self.page.locator(".cle-texte").text_content() or "").replace(" ", "")
        return code_at(base64.b32decode(key), int(time.time()) // STEP_SECONDS + ahead)

    def tell(self, name: str) -> str:
        """Say how long the way was."""
        shown = " → ".join(self.screens)
        return f"\n{name}: {len(self.screens)} screens, {self.fields} fields, {self.signs} signs typed\n  {shown}"
