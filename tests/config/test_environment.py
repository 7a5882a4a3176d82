"""Variables: documented, read once, refused in one line when wrong."""

import re
from pathlib import Path

import pytest

from ens.config import diagnosis, environment
from ens.config.environment import PROJECT, VARIABLES, BadSetting
from ens.vault.opening import open_store


def test_every_variable_that_is_read_is_documented() -> None:
    names = {variable.name for variable in VARIABLES}
    read = set()
    for path in (PROJECT / "ens").rglob("*.py"):
        read |= set(re.findall(r"(?:text|number|get)\(\s*\"(ENS_[A-Z_]+)\"", path.read_text("utf-8")))
    assert read <= names
    assert [variable.name for variable in VARIABLES] == sorted(names)
    assert all(variable.text and variable.since for variable in VARIABLES)


def test_nothing_else_reads_the_environment() -> None:
    pattern = re.compile(r"os\.(environ|getenv)")
    users = {
        str(path.relative_to(PROJECT))
        for path in (PROJECT / "ens").rglob("*.py")
        if pattern.search(path.read_text("utf-8"))
    }
    assert users <= {
        "ens/config/commands/drill.py",  # plays its story in a folder of its own
        "ens/config/cli.py",  # tells Django where its settings are
        "ens/config/environment.py",
        "ens/config/leash.py",  # the parent's number, for children
        "ens/config/processes.py",  # hands the environment to children
        "ens/config/providers.py",  # tells them which ports were chosen
        "ens/config/wsgi.py",
        "ens/postgres/embedded.py",  # hands the environment to the guard
        "ens/postgres/initdb.py",  # takes libpq's variables out
    }


def test_two_ports_have_two_folders(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ENS_VAR")
    folders = set()
    for port in ("8000", "8001"):
        monkeypatch.setenv("ENS_PORT", port)
        folders.add((environment.var(), environment.text("ENS_BLOBS"), environment.text("ENS_PUBLIC_URL")))
    assert len(folders) == 2
    assert {folder.name for folder, _, _ in folders} == {"8000", "8001"}


@pytest.mark.parametrize("value", ["", "0", "65536", "x", "-1"])
def test_a_port_is_a_number(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("ENS_PORT", value)
    if not value:
        assert environment.port() == 8000
        return
    with pytest.raises(BadSetting, match="ENS_PORT must be a whole number"):
        environment.port()


@pytest.mark.parametrize(
    ("name", "value", "line"),
    [
        ("ENS_DATABASE_URL", "postgresql://u@h/d", "ENS_DATABASE_URL has no password"),
        ("ENS_DATABASE_URL", "sqlite://x", "ENS_DATABASE_URL must start with postgresql://"),
        ("ENS_PROT", "1", "ENS_PROT is not a variable of ens (misspelt?)"),
        ("ENS_WORKERS", "many", "ENS_WORKERS must be a whole number"),
        ("ENS_PUBLIC_URL", "http://ens.example", "ENS_PUBLIC_URL must start with https://"),
        ("ENS_KEYS", "vault", "ENS_KEYS is file:PATH or openbao:"),
    ],
)
def test_the_doctor_says_it_in_one_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, value: str, line: str
) -> None:
    monkeypatch.setenv("ENS_VAR", str(tmp_path))
    monkeypatch.setattr(diagnosis, "_database", lambda: iter(()))
    monkeypatch.setenv(name, value)
    assert [problem for problem in diagnosis.problems() if problem.startswith(line)]


def test_a_root_key_in_a_file_is_for_demonstrations(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ENS_VAR", str(tmp_path))
    monkeypatch.setattr(diagnosis, "_database", lambda: iter(()))
    assert [line for line in diagnosis.problems() if "keep it in OpenBao" in line]
    (tmp_path / environment.DEMO_MARK).touch()
    assert not [line for line in diagnosis.problems() if "keep it in OpenBao" in line]


def test_a_lost_root_key_is_a_problem(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ENS_VAR", str(tmp_path))
    monkeypatch.setattr(diagnosis, "_database", lambda: iter(()))
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "store.sqlite").touch(0o644)
    found = "\n".join(diagnosis.problems())
    assert "root.key is missing" in found
    assert "store.sqlite can be read by others" in found


@pytest.mark.threat("T-25")
def test_a_root_key_that_opens_nothing_is_a_problem(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ENS_VAR", str(tmp_path))
    monkeypatch.setattr(diagnosis, "_database", lambda: iter(()))
    store, root = environment.text("ENS_KEYSTORE"), environment.text("ENS_KEYS")
    open_store(Path(store), root, create=True).system("checkpoint", 32)
    assert not [line for line in diagnosis.problems() if "key store" in line]
    (tmp_path / "keys" / "root.key").write_text("1 " + "QUJD" * 10 + "QUI=\n")
    assert [line for line in diagnosis.problems() if "root key does not open the key store" in line]
