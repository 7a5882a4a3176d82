import pytest

from tests.databases import Database
from tests.factories.browser import Browser
from tests.factories.people import Holder, new_person
from tests.oauth.programs import App
from tests.scenarios.live import House, shared_demo


@pytest.fixture(scope="session")
def demo(pytestconfig: pytest.Config) -> House:
    return shared_demo(pytestconfig)


@pytest.fixture
def camille(database: Database) -> Holder:
    return new_person()


@pytest.fixture
def browser(camille: Holder) -> Browser:
    return Browser(camille)


@pytest.fixture
def app(database: Database) -> App:
    return App()
