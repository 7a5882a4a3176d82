"""La sauvegarde et le rétablissement, tels que docs/operate les écrit, ligne par ligne."""

import os
import re
import subprocess
from pathlib import Path

from tests.scenarios.live import PROJECT, House
from tests.scenarios.newcomers import newcomer

PAGES = PROJECT / "docs" / "operate"


def follow(page: str, house: House, folder: Path) -> str:
    """Run every block of a page as one script, with its places in a folder of the test's own."""
    blocks = re.findall(r"^```bash\n(.*?)^```", (PAGES / page).read_text("utf-8"), re.DOTALL | re.MULTILINE)
    assert blocks
    script = "\n".join(blocks).replace("/tmp/", f"{folder}/")
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=PROJECT, env={**os.environ, **house.environment}, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_what_was_erased_since_the_backup_stays_shut_and_the_rest_comes_back(demo: House, tmp_path: Path) -> None:
    gone = newcomer(demo)
    assert "backup successfully verified" in follow("backup.md", demo, tmp_path)
    demo.run("space", "erase", "--id", gone.id, "--sure")
    out = follow("restore.md", demo, tmp_path)
    assert f"space-without-key: space {gone.space} " in out
    assert out.splitlines()[-1].startswith("nothing wrong")
    assert (tmp_path / "restored" / "checkpoints-before-the-loss").is_dir()
