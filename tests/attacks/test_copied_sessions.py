"""T-20: sessions that are planted, copied, left open or kept alive; on every line of both web processes."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

import httpx
import pytest

from tests.attacks.knocking import CSRF, Knocker, known
from tests.scenarios.live import House, shared_demo
from tests.scenarios.newcomers import identity

pytestmark = pytest.mark.threat("T-20")

LINES: Final = 10  # kept open, so that both processes serve some


@pytest.fixture(scope="module")
def demo(pytestconfig: pytest.Config) -> House:
    return shared_demo(pytestconfig)


class Everywhere:
    """One browser's cookie on many lines at once."""

    def __init__(self, house: House, token: str, path: str) -> None:
        cookies = {f"ens-{house.port}": token}
        self.path = path
        self.lines = [
            httpx.Client(base_url=house.base, cookies=cookies, trust_env=False, verify=False, timeout=30)
            for _ in range(LINES)
        ]

    def statuses(self, **headers: str) -> set[int]:
        """Open the page on every line, twice."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        with ThreadPoolExecutor(LINES) as many:
            return {
                each.status_code for each in many.map(lambda line: line.get(self.path, headers=named), self.lines * 2)
            }

    def close(self) -> None:
        for line in self.lines:
            line.close()


class Person:
    """Somebody new in the running house, who may be signed in several times."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.made = house.ask("person", identity=identity())
        self.page = f"/carnet/{self.made['id']}/"
        self.open: list[Everywhere] = []

    def sign_in(self) -> str:
        token: str = self.house.ask("session", number=self.made["number"])
        return token

    def everywhere(self, token: str) -> Everywhere:
        self.open.append(Everywhere(self.house, token, self.page))
        return self.open[-1]


@pytest.fixture
def camille(demo: House) -> Iterator[Person]:
    made = Person(demo)
    yield made
    for each in made.open:
        each.close()


def form(house: House, token: str, page: str, action: str, **data: str) -> httpx.Response:
    """Open a page and send one of its forms."""
    cookies = {f"ens-{house.port}": token}
    with httpx.Client(base_url=house.base, cookies=cookies, trust_env=False, verify=False, timeout=30) as http:
        found = CSRF.search(http.get(page).text)
        assert found is not None
        return http.post(action, data={"csrfmiddlewaretoken": found[1], **data})


def test_a_copied_cookie_is_dead_everywhere_once_its_owner_signs_out(demo: House, camille: Person) -> None:
    token = camille.sign_in()
    copy = camille.everywhere(token)
    assert copy.statuses() == {200}
    assert form(demo, token, "/mon-compte/appareils/", "/deconnexion/").status_code == 303
    assert copy.statuses() == {303}


def test_a_device_signed_out_from_another_is_out_everywhere(demo: House, camille: Person) -> None:
    kept, lost = camille.sign_in(), camille.sign_in()
    here, there = camille.everywhere(kept), camille.everywhere(lost)
    assert here.statuses() == there.statuses() == {200}
    page = "/mon-compte/appareils/"
    assert form(demo, kept, page, f"{page}deconnecter-les-autres/").status_code == 303
    assert (here.statuses(), there.statuses()) == ({200}, {303})


@pytest.mark.parametrize(
    ("ended", "nearly"),
    [({"expires": 121}, {"expires": 119}), ({"expires": 119, "ends": 12 * 60 + 1, "seen": 119}, {"ends": 11 * 60})],
    ids=["nobody came for two hours", "twelve hours, however busy"],
)
def test_a_session_ends_by_itself(demo: House, camille: Person, ended: dict[str, int], nearly: dict[str, int]) -> None:
    """An end that is past does not come back by opening a page; one minute before, the page is there."""
    token = camille.sign_in()
    copy = camille.everywhere(token)
    demo.ask("age", token=token, **nearly)
    assert copy.statuses() == {200}
    other = camille.sign_in()
    demo.ask("age", token=other, **ended)
    if "ends" in ended:  # as it slid forward until its own end, and not further
        demo.ask("age", token=other, expires=1)
    assert camille.everywhere(other).statuses() == {303}


def test_a_page_that_reloads_itself_keeps_no_session_open(demo: House, camille: Person) -> None:
    token = camille.sign_in()
    demo.ask("age", token=token, expires=119, seen=119)
    poll = camille.everywhere(token)
    assert poll.statuses(Sec_Fetch_Mode="navigate") == {200}
    assert poll.statuses(Sec_Fetch_Mode="cors") == {200}
    demo.ask("age", token=token, expires=1)
    assert poll.statuses() == {303}


PLANTS: Final[dict[str, Callable[[House, str], str]]] = {
    "a value of the attacker's": lambda _house, _other: "x" * 43,
    "a session of the attacker's": lambda _house, other: other,
}


@pytest.mark.parametrize("plant", PLANTS)
def test_a_planted_cookie_is_worth_nothing_after_signing_in(demo: House, camille: Person, plant: str) -> None:
    """Session fixation: what the browser brought is dead, and what it got is new."""
    attacker = Person(demo)
    planted = PLANTS[plant](demo, attacker.sign_in())
    victim, browser = known(demo), Knocker(demo)
    name = f"ens-{demo.port}"
    browser.http.cookies.set(name, planted, domain="127.0.0.1")
    assert browser.sign_in(victim)
    values = [cookie.value for cookie in browser.http.cookies.jar if cookie.name == name]
    assert planted not in values
    copy = Everywhere(demo, planted, "/mon-compte/appareils/")
    assert copy.statuses() == {303}
    assert browser.http.get("/connexion/suite/").headers["Location"] == "/mon-compte/conditions/"
    copy.close()
    browser.http.close()


HOSTILE: Final = [
    "https://ailleurs.exemple/",
    "//ailleurs.exemple",
    "/\\ailleurs.exemple",
    "\\\\ailleurs.exemple",
    "/\t/ailleurs.exemple",
    "javascript:alert(1)",
    "data:text/html,x",
    "https:ailleurs.exemple",
    "///ailleurs.exemple",
    "http://127.0.0.1@ailleurs.exemple/",
    "/%0d%0aLocation: https://ailleurs.exemple",
]


@pytest.mark.threat("T-19")
@pytest.mark.parametrize("suite", HOSTILE)
def test_nobody_is_led_elsewhere_after_signing_in(demo: House, camille: Person, suite: str) -> None:
    """Open redirect: by the address, and by the cookie that remembers it."""
    cookies = {f"ens-{demo.port}": camille.sign_in(), f"suite-{demo.port}": f"{suite}:1abcde:{'x' * 43}"}
    with httpx.Client(base_url=demo.base, cookies=cookies, trust_env=False, verify=False, timeout=30) as http:
        for path, query in (("/connexion/suite/", {"suite": suite}), ("/connexion/suite/", {})):
            answer = http.get(path, params=query)
            assert answer.status_code == 303
            place = answer.headers["Location"]
            assert place.startswith("/")
            assert not place.startswith(("//", "/\\", "/\t"))
            assert "\n" not in place
        page = http.get("/connexion/", params={"suite": suite})
        assert "ailleurs.exemple" not in page.text
        kept = page.headers.get("Set-Cookie", "")
        assert not any(kept.startswith(f"suite-{demo.port}={each}") for each in ('"https', '"//', '"/\\'))


@pytest.mark.threat("T-19")
@pytest.mark.parametrize("host", ["ailleurs.exemple", "127.0.0.1.ailleurs.exemple", "127.0.0.1@ailleurs.exemple", ""])
def test_another_host_name_gets_no_page_and_no_link(demo: House, camille: Person, host: str) -> None:
    """Host header: no answer names it, and what a proxy says of it is believed by nobody."""
    token = camille.sign_in()
    cookies = {f"ens-{demo.port}": token}
    with httpx.Client(base_url=demo.base, cookies=cookies, trust_env=False, verify=False, timeout=30) as http:
        answer = http.get("/mon-compte/", headers={"Host": host})
        assert answer.status_code == 400
        assert "ailleurs" not in answer.text + str(answer.headers)
        if host:
            named: dict[str, Any] = {"X-Forwarded-Host": host, "Forwarded": f"host={host}", "X-Host": host}
            for path in ("/", "/connexion/", "/mon-compte/"):
                answer = http.get(path, headers=named)
                assert answer.status_code in {200, 303}
                assert "ailleurs" not in answer.text + str(answer.headers)
