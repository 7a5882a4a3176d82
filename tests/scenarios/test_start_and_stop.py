"""La démonstration démarre vite, sans réseau, à côté d’une autre, et ne laisse rien derrière elle."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from ens.sandbox.crowd.people import MARCEL
from tests.scenarios.live import PROJECT, House

SECOND_START_SECONDS = 10.0  # on a machine that has nothing else to do


# Started in a network of its own with nothing but the loopback; says when it is ready, stops when its input ends.
ALONE = """
import os, signal, subprocess, sys, time, urllib.request
subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
begun = time.monotonic()
demo = subprocess.Popen([sys.executable, "-m", "ens.config.cli", "demo"], stdout=subprocess.DEVNULL)
while demo.poll() is None:
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{os.environ['ENS_PORT']}/readyz", timeout=2).read()
        print(f"ready {time.monotonic() - begun:.2f}", flush=True)
        break
    except OSError:
        time.sleep(0.05)
demo.send_signal(signal.SIGINT)
print("ended", demo.wait(30), flush=True)
"""


def allowed() -> float:
    """Give as many times more as there has been work for the processors in the last minute."""
    return SECOND_START_SECONDS * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


@pytest.fixture(scope="module")
def kept() -> Iterator[House]:
    """One whose first start is from nothing at all."""
    made = House(demo=True)
    made.var.mkdir()
    yield made
    made.remove()


@pytest.fixture
def house(kept: House) -> House:
    """A house that runs; tests may stop it."""
    if kept.process is None:
        kept.start()
    return kept


def test_the_second_start_is_quick_and_ctrl_c_leaves_nothing(house: House) -> None:
    """Ctrl-C arrête tout ; le second démarrage prend moins de dix secondes, et retrouve les données."""
    patient = house.patient("288055199900116")
    before = house.call("camille", "GET", "DocumentReference", params={"patient": patient, "_total": "accurate"})
    assert house.stop() < 15
    assert house.pids() == {}
    seconds = house.start()
    print(f"second start: {seconds:.1f} s")
    assert seconds < allowed()
    after = house.call("camille", "GET", "DocumentReference", params={"patient": patient, "_total": "accurate"})
    assert after.json()["total"] == before.json()["total"] > 10
    assert house.stop(signal.SIGTERM) < 15
    assert house.pids() == {}


def test_the_crowd_comes_while_the_house_is_open(house: House) -> None:
    """La foule arrive pendant que le service répond ; Ctrl-C au milieu ne laisse rien, et la suite vient ensuite."""
    assert house.stop() < 15
    seconds = house.start("demo")
    print(f"second start, the crowd beside: {seconds:.1f} s")
    assert seconds < allowed()
    assert house.http.get("/readyz").status_code == 200
    first = _documents_of_marcel(house, 20)
    assert house.stop() < 15
    assert house.pids() == {}
    house.start("demo")
    assert _documents_of_marcel(house, first + 20) > first


def _documents_of_marcel(house: House, least: int) -> int:
    """Wait until Marcel has so many documents; gives how many he has."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            patient = house.patient(MARCEL.identity.matricule)
            found = house.call("marcel", "GET", "DocumentReference", params={"patient": patient, "_summary": "count"})
            total = int(found.json()["total"])
        except (KeyError, RuntimeError):  # not registered yet
            total = 0
        if total >= least:
            return total
        time.sleep(0.2)
    raise AssertionError(f"the crowd did not come: {house.log.read_text()[-2000:]}")


def test_every_table_has_its_privileges(demo: House) -> None:
    """La mise à niveau ne laisse aucune table sans droits déclarés."""
    assert "no privileges" not in demo.run("migrate")


def test_two_houses_live_side_by_side(house: House, demo: House) -> None:
    """Deux démonstrations sur deux ports : les jetons et les identifiants de l’une ne valent rien chez l’autre."""
    assert house.port != demo.port
    token = house.token("camille")
    own = house.patient("288055199900116")
    assert house.call(token, "GET", f"Patient/{own}").status_code == 200
    assert demo.call(token, "GET", f"Patient/{own}").status_code == 401
    assert demo.call("camille", "GET", f"Patient/{own}").status_code == 404


def test_a_port_in_use_is_one_clear_line(demo: House) -> None:
    """Un port déjà pris se dit en une ligne, sans trace d’erreur."""
    done = subprocess.run([sys.executable, "-m", "ens.config.cli", "serve"], env=demo.environment, cwd=PROJECT,
                          capture_output=True, text=True, timeout=30, check=False)  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.startswith("ens: ")
    assert len(done.stderr.splitlines()) == 1


def test_it_needs_no_network_at_all(house: House) -> None:
    """Dans un réseau réduit à la boucle locale, le second démarrage prend moins de dix secondes."""
    if shutil.which("unshare") is None or shutil.which("ip") is None:
        pytest.skip("unshare and ip are needed to take the network away")
    unshare = ["unshare", "--net", "--map-root-user"] if not _is_root() else ["unshare", "--net"]
    tried = subprocess.run([*unshare, "true"], capture_output=True, text=True, check=False)
    if tried.returncode:
        pytest.skip(f"no network namespace here: {tried.stderr.strip()[:100]}")
    house.stop()
    done = subprocess.run([*unshare, sys.executable, "-c", ALONE], env=house.environment, cwd=PROJECT,
                          capture_output=True, text=True, timeout=60, check=False)  # fmt: skip
    assert "ended 0" in done.stdout, done.stdout + done.stderr
    seconds = float(done.stdout.split()[1])
    print(f"second start without a network: {seconds:.1f} s")
    assert seconds < allowed()
    time.sleep(0.2)
    assert house.pids() == {}


def _is_root() -> bool:
    return subprocess.run(["id", "-u"], capture_output=True, text=True, check=True).stdout.strip() == "0"
