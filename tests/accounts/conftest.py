import pytest

from tests.scenarios.live import House, demo_house


@pytest.fixture(scope="session")
def demo() -> House:
    return demo_house()
