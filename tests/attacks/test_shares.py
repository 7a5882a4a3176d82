"""Shares, attacked over HTTP in a house with two processes: who goes on after the end, guesses, or reads the logs."""

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest

from tests.browser.pages import cookie_of
from tests.cast import CAMILLE
from tests.scenarios.live import House, shared_demo

pytestmark = pytest.mark.threat("T-60")
OPEN, READ = "/partage/lecture/ouvrir/", "/partage/lecture/"
_CSRF = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@pytest.fixture(scope="session")
def demo(pytestconfig: pytest.Config) -> House:
    return shared_demo(pytestconfig)


class Handed(NamedTuple):
    path: str
    code: str


def browser(house: House, who: str = "") -> httpx.Client:
    cookies = {cookie_of(house): house.token(who)} if who else {}
    return httpx.Client(base_url=house.base, cookies=cookies, trust_env=False, verify=False, timeout=30)


def send(http: httpx.Client, page: str, data: dict[str, object], action: str = "") -> httpx.Response:
    found = _CSRF.search(http.get(page).text)
    assert found is not None, page
    return http.post(action or page, data={"csrfmiddlewaretoken": found[1], **data})


def notebook(house: House) -> str:
    return f"/carnet/{house.patient(CAMILLE.identity.matricule)}/"


def show(house: House, fois: str = "1") -> Handed:
    with browser(house, "camille") as http:
        page = f"{notebook(house)}partages/nouveau/"
        document = re.findall(r'name="documents" value="([a-z2-7]{26})"', http.get(page).text)[0]
        sent = send(http, page, {"documents": [document], "duree": "3600", "fois": fois, "code-seul": "oui"})
        text = http.get(sent.headers["Location"]).text
    path, code = re.search(r"/partage/[\w-]{22}/", text), re.search(r'class="code-dit">(\d{3}).(\d{3})<', text)
    assert path is not None
    assert code is not None
    return Handed(path[0], code[1] + code[2])


def stop_all(house: House) -> None:
    with browser(house, "camille") as http:
        page = f"{notebook(house)}partages/"
        for number in re.findall(r'name="partage" value="(\d+)"', http.get(page).text):
            assert send(http, page, {"partage": number}).status_code == 303


def answers(house: House, cookies: httpx.Cookies, times: int = 12) -> set[int]:
    """Ask so often, on new connections, that both processes answer."""
    found = set()
    for _ in range(times):
        with httpx.Client(base_url=house.base, cookies=cookies, trust_env=False, verify=False, timeout=30) as http:
            found.add(http.get(READ).status_code)
    return found


def test_an_ended_share_is_shut_in_both_processes_at_the_next_click(demo: House) -> None:
    handed = show(demo)
    with browser(demo) as phone:
        assert send(phone, handed.path, {"code": handed.code}).status_code == 303
        assert send(phone, OPEN, {}).status_code == 303
        assert answers(demo, phone.cookies) == {200}
        stop_all(demo)
        assert answers(demo, phone.cookies) == {404}


def test_of_many_who_open_at_once_as_many_get_in_as_she_said(demo: House) -> None:
    handed, ready = show(demo, "3"), []
    for _ in range(8):
        phone = browser(demo)
        assert send(phone, handed.path, {"code": handed.code}).status_code == 303
        ready.append(phone)
    with ThreadPoolExecutor(8) as pool:
        got = [each.status_code for each in pool.map(lambda phone: send(phone, OPEN, {}), ready)]
    for phone in ready:
        phone.close()
    stop_all(demo)
    assert got.count(303) <= 3
    assert set(got) <= {303, 404, 409}  # some are told to try again, which uses nothing up
    assert got.count(303) >= 1


def test_of_many_who_guess_at_once_ten_are_heard(demo: House) -> None:
    handed = show(demo)
    wrong = f"{(int(handed.code) + 1) % 1_000_000:06}"
    phones = [browser(demo) for _ in range(16)]
    pages = [_CSRF.search(phone.get(handed.path).text) for phone in phones]

    def guess(place: int) -> int:
        token = pages[place]
        assert token is not None
        return phones[place].post(handed.path, data={"csrfmiddlewaretoken": token[1], "code": wrong}).status_code

    with ThreadPoolExecutor(16) as pool:
        got = list(pool.map(guess, range(16)))
    assert got.count(422) == 10
    assert got.count(404) == 6
    assert phones[0].get(handed.path).status_code == 404
    for phone in phones:
        phone.close()


def test_the_address_is_in_no_log_and_no_file(demo: House) -> None:
    handed = show(demo)
    with browser(demo) as phone:
        send(phone, handed.path, {"code": handed.code})
        send(phone, OPEN, {})
        phone.get(READ)
        phone.get(f"{handed.path}?nulle=part")
        phone.get(f"{handed.path}plus/loin")
        phone.post(handed.path, data={"code": handed.code})  # without the form's token: refused
    stop_all(demo)
    secret = handed.path.split("/")[2].encode()
    places = [demo.log, *(path for path in Path(demo.environment["ENS_VAR"]).rglob("*") if path.is_file())]
    assert len(places) > 100  # the database, its log, the files
    assert [str(path) for path in places if secret in path.read_bytes()] == []
    assert b"/partage/" not in demo.log.read_bytes()
