"""Un fournisseur d’identité écrit par d’autres (oidc-provider) : on entre par lui, et ses fautes n’ouvrent rien."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest

from tests.factories.node import Program, running
from tests.federation.entering import pivot, somebody
from tests.scenarios.live import House, other_provider
from tests.scenarios.newcomers import Newcomer, newcomer

HERE = "/connexion/par/assurance/"


@pytest.fixture(scope="module")
def provider(demo: House) -> Iterator[Program]:
    said = other_provider()
    settings = {
        "PORT": str(urlsplit(said["ISSUER"]).port),
        "CLIENT_ID": said["CLIENT_ID"],
        "CLIENT_SECRET": said["CLIENT_SECRET"],
        "REDIRECT": f"{demo.base}{HERE}retour/",
        "LEFT": f"{demo.base}{HERE}quitte/",
        "LOGOUT": f"{demo.base}{HERE}fin/",
    }
    with running("provider.mjs", settings) as program:
        yield program


@pytest.fixture
def person(demo: House, provider: Program) -> Newcomer:
    someone = somebody(given_names=("LOUISE",), birth_date="1990-03-12")
    made = newcomer(demo, birth_name=someone.birth_name)
    provider.tell(who=pivot(someone), fault="")
    return made


def travel(browser: httpx.Client, address: str) -> httpx.Response:
    """Follow the addresses from page to page, as a browser does."""
    answer = browser.get(address)
    for _ in range(12):
        if not answer.is_redirect:
            break
        answer = browser.send(answer.next_request) if answer.next_request else answer
    return answer


@pytest.fixture
def browser() -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False, verify=False, timeout=20) as made:
        yield made


def heading(answer: httpx.Response) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", answer.text)
    return "" if found is None else found[1]


def test_she_comes_in_leaves_and_both_sessions_are_over(demo: House, person: Newcomer, browser: httpx.Client) -> None:
    """Elle entre par ce fournisseur, quitte son carnet, et sa session là-bas est fermée aussi."""
    answer = travel(browser, f"{demo.base}{HERE}")
    assert answer.status_code == 200, answer.text
    assert answer.url.path != f"{HERE}retour/"
    assert demo.ask("last_entry", space=person.space)["outcome"] == "ALLOWED"
    form = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', answer.text)
    assert form is not None
    left = browser.post(f"{demo.base}/deconnexion/", data={"csrfmiddlewaretoken": form[1]})
    page = browser.get(f"{demo.base}{left.headers['Location']}")
    there = browser.get(page.headers["Refresh"].partition("url=")[2])
    secret = re.search(r'name="xsrf" value="([^"]+)"', there.text)
    assert secret is not None, there.text
    action = there.url.copy_with(path=urlsplit(re.search(r'action="([^"]+)"', there.text)[1]).path, query=None)  # type: ignore[index]
    back = browser.post(action, data={"xsrf": secret[1], "logout": "yes"})
    assert heading(travel(browser, back.headers["Location"])) == "À bientôt"


def test_closed_there_it_is_over_here(demo: House, person: Newcomer, browser: httpx.Client) -> None:
    """Sa session est fermée chez le fournisseur : ici, la page suivante ne s’ouvre plus."""
    inside = travel(browser, f"{demo.base}{HERE}")
    assert inside.status_code == 200
    assert browser.get(inside.url).status_code == 200
    metadata = browser.get(f"{other_provider()['ISSUER']}/.well-known/openid-configuration").json()
    there = browser.get(metadata["end_session_endpoint"], params={"client_id": other_provider()["CLIENT_ID"]})
    secret = re.search(r'name="xsrf" value="([^"]+)"', there.text)
    assert secret is not None, there.text
    action = re.search(r'action="([^"]+)"', there.text)
    assert action is not None
    browser.post(action[1], data={"xsrf": secret[1], "logout": "yes"})
    assert browser.get(inside.url).status_code == 303
    noted = demo.ask("last_entry", space=person.space)
    assert (noted["action"], noted["detail"]) == ("accounts:session:end", "assurance")


FAULTS = {
    "declined": "declined",
    "expired": "expired",
    "unsigned": "unsigned",
    "wrong_audience": "other_audience",
    "wrong_issuer": "other_issuer",
    "wrong_key": "other_key",
    "wrong_level": "low_level",
    "wrong_nonce": "other_nonce",
}


@pytest.mark.threat("T-35")
@pytest.mark.parametrize(("fault", "reason"), FAULTS.items(), ids=FAULTS)
def test_each_of_its_faults_is_refused_said_and_written_down(
    demo: House, provider: Program, person: Newcomer, browser: httpx.Client, fault: str, reason: str
) -> None:
    """Chacune de ses fautes donne une page claire, aucune session, et une ligne au journal."""
    provider.tell(fault=fault)
    answer = travel(browser, f"{demo.base}{HERE}")
    assert answer.status_code == 403
    assert heading(answer)
    assert not any(name.startswith("ens-") for name in browser.cookies)
    noted = demo.ask("last_entry")
    assert (noted["outcome"], noted["reasons"], noted["detail"]) == ("REFUSED", [reason], "assurance")


def test_an_identity_that_nobody_here_bears_opens_nothing(
    demo: House, provider: Program, person: Newcomer, browser: httpx.Client
) -> None:
    """Une identité dont le nom seul diffère n’ouvre rien."""
    provider.tell(who=pivot(somebody(given_names=("LOUISE",), birth_date="1990-03-12")))
    assert heading(travel(browser, f"{demo.base}{HERE}")) == "Nous n’avons pas trouvé votre carnet"
