"""Answering a program in the place of somebody: the consent page over HTTP, as a browser would send it back."""

import html
import re
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import httpx

from tests.scenarios.live import House

_FIELD: Final = re.compile(r'name="(csrfmiddlewaretoken|demande)" value="([^"]*)"')
_CHOICE: Final = re.compile(r'name="(donner|carnet)" value="([^"]+)"')


def answer(house: House, who: str, address: str, say: str = "oui") -> str:
    """Answer the page of a demand with everything that it offers, on one's own notebook; gives where it leads."""
    with httpx.Client(base_url=house.base, trust_env=False, verify=False, timeout=30) as browser:
        browser.cookies.set(f"ens-{house.port}", house.token(who))
        shown = browser.get(address)
        if shown.status_code == 303:
            return shown.headers["Location"]
        assert shown.status_code == 200, shown.text
        fields: dict[str, Any] = {name: html.unescape(value) for name, value in _FIELD.findall(shown.text)}
        choices = _CHOICE.findall(shown.text)
        fields |= {"donner": [value for name, value in choices if name == "donner"], "duree": "30", "reponse": say}
        fields["carnet"] = next((value for name, value in choices if name == "carnet"), "")
        done = browser.post("/oauth/reponse", data=fields, headers={"Origin": house.base})
        assert done.status_code == 303, done.text
        return str(done.headers["Location"])


def read_back(address: str) -> dict[str, str]:
    """Read what the program is told by the address that it gets."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
