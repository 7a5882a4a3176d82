"""Camille vient d’une application : elle se connecte, coche ce qu’elle donne, y retourne, puis retire l’accès."""

import re
import secrets
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from playwright.sync_api import expect

from tests.attacks.test_programs import CHALLENGE, VERIFIER
from tests.browser.chromium import PHONE, Screen, Tab
from tests.browser.conftest import Visit
from tests.browser.signing import FRANCECONNECT, befriend
from tests.browser.test_signing_in import look
from tests.scenarios.consents import read_back
from tests.scenarios.live import House

SCOPES = "openid launch/patient offline_access patient/DocumentReference.rs patient/Observation.cruds"


class Answer(BaseHTTPRequestHandler):
    """The page of the app that somebody comes back to."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(b'<!doctype html><html lang="fr"><title>Appli</title><link rel="icon" href="data:,">Merci.')

    def log_message(self, *_: Any) -> None:
        return


@pytest.fixture
def back() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/retour"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("screen", [Screen(), Screen(PHONE, script=False)], ids=["desktop", "phone"])
def test_camille_lets_an_app_in_and_sends_it_away(visit: Visit, house: House, back: str, screen: Screen) -> None:
    """Sans session au départ ; rien n’est coché d’avance ; l’application est dehors au geste suivant."""
    app = f"appli-{secrets.token_hex(4)}"
    house.ask("app", client_id=app, audience="person", scopes=SCOPES, redirect_uri=back, keys=[])
    tab: Tab = visit(screen)
    befriend(tab, house, FRANCECONNECT)
    tab.friends.append(back.removesuffix("retour"))
    query = {"response_type": "code", "client_id": app, "redirect_uri": back, "scope": SCOPES, "state": "etat",
             "aud": f"{house.base}/fhir", "code_challenge": CHALLENGE, "code_challenge_method": "S256"}  # fmt: skip
    tab.go(f"/oauth/authorize?{urlencode(query)}")
    page = tab.page
    page.get_by_role("link", name=FRANCECONNECT).click()
    page.get_by_role("button", name="Camille Roussel").click()
    look(page, "Autoriser")
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(0)
    page.get_by_label("Camille (vous)").check()
    page.get_by_label("Lire les documents").check()
    page.get_by_role("button", name="Autoriser").click()
    expect(page).to_have_url(re.compile(f"^{re.escape(back)}"))
    told = read_back(page.url)
    assert (told["state"], told["iss"]) == ("etat", house.base)
    form = {"grant_type": "authorization_code", "code": told["code"], "redirect_uri": back, "client_id": app,
            "code_verifier": VERIFIER}  # fmt: skip
    got = httpx.post(f"{house.base}/oauth/token", data=form, timeout=30, trust_env=False, verify=False).json()
    asked = {"patient": got["patient"]}
    assert house.call(got["access_token"], "GET", "DocumentReference", params=asked).status_code == 200
    assert house.call(got["access_token"], "GET", "Observation", params=asked).status_code == 403
    tab.go("/applications/")
    look(page, "Applications")
    page.get_by_role("button", name=f"Retirer l’accès à {app.capitalize()}").click()
    expect(page.get_by_text("L’accès est retiré")).to_be_visible()
    assert house.call(got["access_token"], "GET", "DocumentReference", params=asked).status_code == 401
