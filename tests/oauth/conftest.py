import pytest

from tests.scenarios.live import House, shared_demo


@pytest.fixture(scope="session")
def demo(pytestconfig: pytest.Config) -> House:
    return shared_demo(pytestconfig)
