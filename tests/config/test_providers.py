"""What the environment says of providers of identity; stand-ins take the empty places of a demonstration alone."""

import socket

import pytest

from ens.config import environment, providers
from ens.config.environment import BadSetting


@pytest.fixture
def demo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "is_demo_folder", lambda: True)


def set_all(patch: pytest.MonkeyPatch, **values: str) -> None:
    for name, value in values.items():
        patch.setenv(f"ENS_FRANCECONNECT_{name.upper()}", value)


def test_outside_a_demonstration_nobody_is_there_by_himself() -> None:
    assert {said["issuer"] for said in providers.providers().values()} == {""}
    assert (providers.directory_url(), providers.insi_url()) == ("", "")


@pytest.mark.threat("T-21")
def test_a_demonstration_that_listens_to_others_has_no_stand_ins(demo: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENS_HOST", "0.0.0.0")
    assert {said["issuer"] for said in providers.providers().values()} == {""}


def test_a_demonstration_has_stand_ins_each_with_a_secret_of_its_own(demo: None) -> None:
    said = providers.providers()
    assert [each["issuer"] for each in said.values()] == [f"http://127.0.0.1:{18_000 + place}" for place in range(3)]
    assert len({each["client_secret"] for each in said.values()}) == 3


def test_what_the_operator_says_goes_before(demo: None, monkeypatch: pytest.MonkeyPatch) -> None:
    set_all(monkeypatch, issuer="https://fc.exemple", client_id="a", client_secret="b", level="eidas3", hosts="x y")
    said = providers.providers()["franceconnect"]
    assert (said["issuer"], said["client_id"], said["level"], said["hosts"]) == (
        "https://fc.exemple",
        "a",
        "eidas3",
        "x y",
    )


@pytest.mark.parametrize(
    "changed", [{"level": "fort"}, {"issuer": "https://fc.exemple"}, {"issuer": "https://fc.exemple", "client_id": "a"}]
)
def test_a_setting_that_cannot_work_is_said(monkeypatch: pytest.MonkeyPatch, changed: dict[str, str]) -> None:
    set_all(monkeypatch, **changed)
    with pytest.raises(BadSetting):
        providers.providers()


def test_ports_that_are_taken_are_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.setattr(providers, "_first", lambda: port - 2)
        monkeypatch.setenv("ENS_SANDBOX_PORT", "")  # what is chosen is forgotten with this test
        providers.choose_ports()
        assert providers.standin_port("franceconnect") >= port + 3


def test_the_highest_house_has_its_stand_ins_below(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENS_PORT", "65000")
    assert providers.standin_port("annuaire") == 55_004
