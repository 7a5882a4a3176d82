"""La première promenade du README, telle quelle, contre la démonstration."""

import os
import re
import subprocess
from pathlib import Path

from tests.scenarios.live import PROJECT, House

MARK = "/tmp/depot.json"


def _walk() -> str:
    """Give the shell block of the walk: the README's, or else the one of docs/premiers-pas.md."""
    for path in (PROJECT / "README.md", PROJECT / "docs" / "premiers-pas.md"):
        if path.exists():
            blocks: list[str] = re.findall(
                r"^```(?:bash|sh|shell|console)\n(.*?)^```", path.read_text(), re.DOTALL | re.MULTILINE
            )
            found = [block for block in blocks if "/oauth" not in block and MARK in block]
            if found:
                return found[0]
    raise LookupError(MARK)


def test_the_walk_does_what_it_says(demo: House, tmp_path: Path) -> None:
    """Dépôt par l’hôpital, lecture par Camille, refus au Dr Nguyen, historique et preuve."""
    block = _walk().replace("/tmp/", f"{tmp_path}/")
    assert not re.search(r"\bjq\b", block)
    environment = {**os.environ, **demo.environment}
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", block],
        cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    out = done.stdout
    assert re.search(r"^Déposé : DocumentReference/[a-z2-7]{26}$", out, re.MULTILINE)
    assert "Lettre de sortie" in out
    assert "Lue par Camille : identique" in out
    assert "Dr Nguyen : 404" in out
    assert "Dr Paul Nguyen records:item:read refused, no_right" in out
    assert "Centre hospitalier de Valombre records:item:create allowed, deposit" in out
    assert "présente dans le journal" in out
