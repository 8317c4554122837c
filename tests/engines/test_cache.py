"""Machine code of an older source is never run: an edited rule is used at once."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .cases import FIELDS

ROOT = Path(__file__).parents[2]
OLD = "    return share_of_cents(list_cents, margin_bps)\n"
NEW = "    return share_of_cents(list_cents, margin_bps + 1)\n"
SHORT = ("--set", "gate.month=12", "--months", "12", "--runs", "2")


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A copy of the package, with a cache of its own."""
    shutil.copytree(ROOT / "sim", tmp_path / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios")
    return tmp_path


def python(folder: Path, *arguments: str) -> str:
    """What Python prints with the package in ``folder``."""
    environment = {**os.environ, "PYTHONPATH": str(folder), "XDG_CACHE_HOME": str(folder / "cache")}
    command = [sys.executable, *arguments]
    result = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=600, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout.strip()


def edit(folder: Path, old: str, new: str) -> None:
    file = folder / "sim" / "rules" / "pay.py"
    source = file.read_text("utf-8")
    assert source.count(old) == 1
    file.write_text(source.replace(old, new), "utf-8")


def test_an_edited_rule_has_another_folder(package: Path) -> None:
    def folder() -> str:
        return python(package, "-c", "from sim.compilation import cache_folder; print(cache_folder())")

    before = folder()
    edit(package, OLD, NEW)
    after = folder()
    edit(package, NEW, OLD)
    again = folder()
    assert before == again != after
    assert Path(before).is_dir()
    assert Path(before).is_relative_to(package / "cache")
    assert Path(before).parent == Path(after).parent


@pytest.mark.full
def test_an_edited_rule_is_used(package: Path) -> None:
    """Run and verify, edit the margin that resellers keep, run and verify: another result, equal engines again."""

    def resale_margin() -> float:
        ran = json.loads(python(package, "-m", "sim", "run", str(FIELDS), *SHORT, "--json", "--quiet"))
        assert ran["engine"] == "compiled"
        verified = python(package, "-m", "sim", "verify", str(FIELDS), *SHORT, "--quiet")
        assert verified.startswith("equal, 2 replications, "), verified
        return float(sum(ran["metrics"]["total_revenue"]["mean"]))

    def machine_code() -> set[Path]:
        return set((package / "cache").rglob("kernel*.nbc"))

    before, first_code = resale_margin(), machine_code()
    edit(package, OLD, NEW)
    after, both_codes = resale_margin(), machine_code()
    assert after < before
    assert len(first_code) == 1
    assert len(both_codes) == 2
    assert len({file.relative_to(package / "cache" / "partnersim").parts[0] for file in both_codes}) == 2
