"""T-31: the largest messages, many at once: few are taken, the others told to come back, and memory stays flat."""

import json
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from tests.attacks.strain import Battered, pdf
from tests.scenarios.deposits import reference
from tests.scenarios.live import FHIR_JSON
from tests.scenarios.newcomers import newcomer

pytestmark = pytest.mark.threat("T-31")

WAVES = (27, 4)  # how many at once: two processes take four each, and let eight wait
SIZE = 34_900_000  # just below the limit
GROWTH_MB = 500  # of one web process: three copies of four such messages while they are read and stored
FLAT_MB = 80  # more in a second wave than in the first


def peaks(house: Battered) -> dict[int, int]:
    """Read of each web process the most memory that it ever held, in megabytes."""
    found = {}
    for pid in house.webs():
        status = Path(f"/proc/{pid}/status").read_text()
        found[pid] = int(status.partition("VmHWM:")[2].split()[0]) // 1024
    return found


def test_many_of_the_largest_messages_at_once(battered: Battered) -> None:
    person = newcomer(battered)
    small = json.dumps(reference(person.ins, pdf(1))).encode()
    body = small + b" " * (SIZE - len(small))

    def send(together: threading.Barrier) -> httpx.Response:
        headers = {"Authorization": f"Bearer {battered.hospital}", "Content-Type": FHIR_JSON}
        with httpx.Client(base_url=battered.base, timeout=60, trust_env=False, verify=False) as client:
            together.wait()
            try:
                return client.post("/fhir/DocumentReference", content=body, headers=headers)
            except httpx.WriteError:  # refused before its end, and the line closed
                return httpx.Response(503, headers={"Retry-After": "?"})

    before, waves = peaks(battered), []
    stored = 0
    for count in WAVES:
        with ThreadPoolExecutor(count) as threads:
            answers = list(threads.map(send, [threading.Barrier(count)] * count))
        told = Counter(answer.status_code for answer in answers)
        assert set(told) <= {201, 503}, told
        assert told[503] > 0 or count < max(WAVES)
        assert all("Retry-After" in answer.headers for answer in answers if answer.status_code == 503)
        stored += told[201]
        waves.append(peaks(battered))
        print(told, before, waves[-1])
    grown = {pid: waves[0][pid] - before[pid] for pid in before}
    assert max(grown.values()) <= GROWTH_MB, grown
    assert max(waves[1][pid] - waves[0][pid] for pid in before) <= FLAT_MB, waves
    counts = battered.ask("counts", space=person.space)
    assert stored > 0
    assert counts["files"] == stored, "nothing is kept of those that were refused"
