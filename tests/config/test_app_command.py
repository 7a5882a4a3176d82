"""`ens app`: an operator registers programs, reads what is wrong with one, suspends and restores it."""

import argparse
import json
from contextlib import nullcontext
from pathlib import Path

import pytest

from ens.config.commands import app
from ens.config.environment import BadSetting
from ens.oauth import clients
from tests.databases import Database
from tests.factories.callers import new_structure
from tests.oauth.programs import new_key


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    parser = argparse.ArgumentParser()
    app.add(parser)
    assert app.run(parser.parse_args(arguments)) == 0
    return capsys.readouterr().out


@pytest.fixture
def name(database: Database, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(app, "started", nullcontext)  # the database of the tests is there already
    return f"appli-{new_structure().number}"


def test_an_app_is_registered_listed_suspended_and_restored(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    said = run(capsys, "add", name, "--name", "Ma tension", "--scope", "patient/*.rs",
               "--redirect", "https://tension.exemple.fr/r", "--origin", "https://tension.exemple.fr")  # fmt: skip
    assert said == f"{name} is registered (public)\n"
    found = clients.find(name)
    assert found is not None
    assert (found.name, found.sector, found.is_public) == ("Ma tension", "tension.exemple.fr", True)
    assert f"{name}  person  Ma tension  https://tension.exemple.fr/r\n" in run(capsys, "list")
    assert "suspended" in run(capsys, "disable", name)
    assert clients.find(name) is None
    assert "(suspended)" in run(capsys, "list")
    run(capsys, "enable", name)
    assert clients.find(name) is not None


def test_a_structure_s_program_is_registered_with_its_keys(
    name: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    hospital, keys = new_structure(), tmp_path / "keys.json"
    keys.write_text(json.dumps({"keys": [new_key().as_dict(private=False)]}))
    said = run(capsys, "add", name, "--for", "structure", "--finess", hospital.identifier, "--jwks", str(keys),
               "--scope", "system/List.rs")  # fmt: skip
    assert "with keys" in said
    found = clients.find(name)
    assert found is not None
    assert (found.party, found.is_public) == (hospital.number, False)


@pytest.mark.threat("T-50")
@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ((), "needs --scope"),
        (("--scope", "patient/*.rs"), "redirect addresses"),
        (("--scope", "x", "--redirect", "http://elsewhere.example/r"), "not an address"),
        (("--scope", "x", "--redirect", "https://a.example/r#f"), "not an address"),
        (("--scope", "x", "--redirect", "https://u@a.example/r"), "not an address"),
        (("--scope", "x", "--redirect", "javascript:alert(1)"), "not an address"),
        (("--scope", "x", "--redirect", "https://a.example/r", "--redirect", "https://b.example/r"), "--sector"),
        (("--scope", "x", "--for", "structure"), "proves itself with keys"),
    ],
)
def test_what_would_be_unsafe_is_not_registered(name: str, arguments: tuple[str, ...], why: str) -> None:
    with pytest.raises(BadSetting, match=why):
        run(None, "add", name, *arguments)  # type: ignore[arg-type]
    assert clients.find(name) is None


@pytest.mark.threat("T-50")
def test_a_private_key_is_sent_back(name: str, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    keys = tmp_path / "keys.json"
    keys.write_text(json.dumps({"keys": [new_key().as_dict(private=True)]}))
    with pytest.raises(BadSetting, match="private"):
        run(capsys, "add", name, "--scope", "x", "--redirect", "https://a.example/r", "--jwks", str(keys))
    keys.write_text("pas du JSON")
    with pytest.raises(BadSetting, match="no JSON Web Key Set"):
        run(capsys, "add", name, "--scope", "x", "--redirect", "https://a.example/r", "--jwks", str(keys))
