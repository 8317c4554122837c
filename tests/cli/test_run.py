"""``partnersim run``: page, strict JSON, files, exit statuses, resumption."""

import json
import os
import re
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import pytest

import sim
import sim.experiment.run as experiment
from sim.experiment.chunk_file import read_chunk
from sim.experiment.replication import WorldResult
from sim.metrics.declared import metric_set_of
from sim.scenario.load import load_scenario
from sim.scenario.schema import Scenario

from .conftest import HANGS, SMALL, Run, started, typed

FILES = {
    "fan.png", "fan.svg", "manifest.json", "monthly.parquet", "page.txt", "parameters.parquet", "scenario.toml",
    "summary.json", "tables.csv", "totals.parquet",
}  # fmt: skip


@pytest.fixture
def simulated(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The worlds that commands in this process simulate, as they are begun."""
    begun: list[int] = []
    simulate_worlds = experiment.simulate_worlds

    def recorded(
        scenario: Scenario, seed: int, worlds: Sequence[int], futures: Sequence[int], engine: str
    ) -> list[WorldResult]:
        begun.extend(worlds)
        return simulate_worlds(scenario, seed, worlds, futures, engine)

    monkeypatch.setattr(experiment, "simulate_worlds", recorded)
    return begun


def refuse_constant(name: str) -> NoReturn:
    raise AssertionError(f"{name} is no strict JSON")


def test_the_readme_shows_what_its_first_command_prints(invoke: Run) -> None:
    readme = Path(sim.__file__).parents[1] / "README.md"
    blocks = readme.read_text(encoding="utf-8").split("```\n")
    (shown,) = (block for block in blocks if block.endswith("\n...\n"))
    command = next(line for line in blocks[1].splitlines() if "partnersim" in line).rpartition("partnersim ")[2]
    expected = shown.splitlines()[:-1]
    assert len(expected) == 7
    assert invoke(*command.split(), "--quiet").stdout.splitlines()[: len(expected)] == expected


def test_page_and_files(invoke: Run, tmp_path: Path) -> None:
    result = invoke("run", "coach", *SMALL)
    assert result.exit_code == 0
    assert result.stderr == ""
    assert "\x1b" not in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 80
    assert not [line for line in result.stdout.splitlines() if line != line.rstrip()]
    assert "of revenue in" in result.stdout
    full = invoke("run", "coach", *SMALL, "--full", "--resume").stdout
    assert full.startswith(result.stdout)
    assert not [line for line in full.splitlines() if line != line.rstrip()]
    for table in ("Additional or taken?", "Benchmark", "Phase at month 24", "Whole horizon", "359 inputs"):
        assert table in full
        assert table not in result.stdout
    (folder,) = (tmp_path / "reports").iterdir()
    assert {path.name for path in folder.iterdir()} == FILES
    assert str(folder.relative_to(tmp_path)) in result.stdout
    page = (folder / "page.txt").read_text(encoding="utf-8")
    assert page.split() == full.split(), "18.19: the page printed last"


def test_json_is_strict_and_is_the_summary(invoke: Run, tmp_path: Path) -> None:
    result = invoke("run", "coach", *SMALL, "--json", "--out", "here")
    printed = json.loads(result.stdout, parse_constant=refuse_constant)
    assert printed == json.loads((tmp_path / "here" / "summary.json").read_text(encoding="utf-8"))
    assert result.stdout.count("\n") == 1
    assert printed["months"] == 24
    assert printed["totals"]["payback_month"]["mean"] is None


SHORT = ("--months", "2", "--set", "gate.month=2", "--workers", "1")


def test_the_default_splits_chance_from_ignorance_and_max_runs_bounds_it(invoke: Run) -> None:
    result = invoke("run", "coach", *SHORT, "--max-runs", "5", "--json")
    assert result.stderr.splitlines() == [
        "simulating coach: 5 runs of 4 futures",
        "stopped at 5 runs: --max-runs is reached",
    ]
    printed = json.loads(result.stdout)
    assert (printed["runs"], printed["futures"]) == (5, 4)
    assert printed["precision"] == {"half_width": None, "stopped": "max runs"}
    assert {"p10", "p90", "standard_deviation", "share_at_required"} <= set(printed["ignorance"])
    same = invoke("run", "coach", *SHORT, "--runs", "5", "--futures", "4", "--json", "--quiet")
    assert json.loads(same.stdout)["digest"] == printed["digest"]


def test_runs_alone_have_one_future_each(invoke: Run) -> None:
    printed = json.loads(invoke("run", "coach", *SHORT, "--runs", "5", "--json", "--quiet").stdout)
    assert (printed["runs"], printed["futures"]) == (5, 1)
    assert printed["precision"] == {"half_width": None, "stopped": None}
    assert printed["ignorance"]["text"] == "not split, use --futures 20"


def test_a_default_run_is_enlarged_with_its_futures(invoke: Run) -> None:
    invoke("run", "coach", *SHORT, "--max-runs", "3", "--quiet")
    refused = invoke("run", "coach", *SHORT, "--runs", "5", "--resume", "--quiet")
    assert refused.exit_code == 2
    assert "nothing to resume" in refused.stderr
    assert "--futures 4" in refused.stderr
    enlarged = invoke("run", "coach", *SHORT, "--runs", "5", "--futures", "4", "--resume", "--json", "--quiet")
    fresh = invoke("run", "coach", *SHORT, "--runs", "5", "--futures", "4", "--json", "--quiet", "--out", "fresh")
    assert json.loads(enlarged.stdout)["digest"] == json.loads(fresh.stdout)["digest"]


def test_a_precise_run_says_what_stopped_it(invoke: Run) -> None:
    result = invoke("run", "coach", *SHORT, "--precision", "0.2", "--max-runs", "40")
    assert result.exit_code == 0
    assert "clearly below the required probability" in " ".join(result.stdout.split())
    assert result.stderr.splitlines()[-1].startswith("stopped at 40 runs: the odds are clearly below")


def test_a_talkative_run_says_one_line_on_stderr(invoke: Run) -> None:
    result = invoke("run", "coach", *SMALL[:-1])
    assert result.stderr.splitlines() == ["simulating coach: 3 runs of 1 future"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["coahc"], "Did you mean 'coach'?"),
        (["coach", "--runs", "0"], "'--runs': 0 is not in the range"),
        (["coach", "--futures", "0"], "'--futures': 0 is not in the range"),
        (["coach", "--seed", "-1"], "'--seed': -1 is not in the range"),
        (["coach", "--months", "12"], "gate.month: 24 lies past the horizon of 12 months. Set an earlier gate (--set"),
        (["coach", "--months", "0"], "'--months': 0 is not in the range"),
        (["coach", "--set", "gate.month=99"], "gate.month: 99 lies past the horizon"),
        (["coach", "--set", "gate.threshold="], "gate.threshold: the value is empty"),
        (["coach", "--set", "gate.treshold=0.2"], "Did you mean 'gate.threshold'?"),
        (["coach", "--set", "nonsense"], "write --set nonsense=VALUE"),
        (["coach", "--engine", "steam"], "'steam' is not one of"),
        (["coach", "--workers", "0"], "'--workers': 0 is not in the range"),
        (["coach", "--resume"], "nothing to resume"),
        (["./missing.toml"], "missing.toml: there is no such file"),
        ([], "Missing argument 'SCENARIO'"),
    ],
)
def test_what_cannot_be_done_is_said(arguments: list[str], said: str, invoke: Run, tmp_path: Path) -> None:
    result = invoke("run", *arguments)
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stdout == ""
    assert list(tmp_path.iterdir()) == []


def test_a_shorter_horizon_says_how_to_move_the_gate(invoke: Run) -> None:
    """18.22: each cure that it names works."""
    refused = invoke("run", "coach", "--months", "12").stderr
    cures = re.findall(r"\((--[^)]*)\)", refused)
    assert cures == ["--set gate.month=12", "--months 24"]
    assert invoke("run", "coach", *SMALL[:2], "--quiet", "--months", "12", *cures[0].split()).exit_code == 0
    assert invoke("run", "coach", *SMALL[:2], "--quiet", *cures[1].split()).exit_code == 0


def test_foreign_folders_are_left_alone(invoke: Run, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear", encoding="utf-8")
    (tmp_path / "file").write_text("", encoding="utf-8")
    for out, said in (("mine", "is not empty"), ("file", "is a file"), ("file/below", "is a file")):
        result = invoke("run", "coach", *SMALL, "--out", out)
        assert result.exit_code == 2, result.output
        assert f"{out.removesuffix('/below')}: {said}" in result.stderr
    assert (tmp_path / "mine" / "letter.txt").read_text(encoding="utf-8") == "dear"


def test_finished_run_is_printed_again_and_enlarged(invoke: Run, simulated: list[int]) -> None:
    first = invoke("run", "coach", *SMALL)
    assert simulated == [0, 1, 2]
    simulated.clear()
    assert invoke("run", "coach", *SMALL, "--resume").stdout == first.stdout
    assert simulated == []
    larger = invoke("run", "coach", "--runs", "4", *SMALL[2:], "--resume", "--json")
    assert simulated == [3]
    fresh = invoke("run", "coach", "--runs", "4", *SMALL[2:], "--json", "--out", "fresh")
    assert json.loads(larger.stdout)["digest"] == json.loads(fresh.stdout)["digest"]


@pytest.mark.filterwarnings("always::RuntimeWarning")
def test_a_fault_of_the_batch_is_a_line_on_stderr(invoke: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    import sim.engine.compiled as compiled

    few = ("run", "coach", "--runs", "3", "--months", "2", "--set", "gate.month=2", "--workers", "1", "--quiet")
    before = invoke(*few, "--json")

    def broken(*_: object) -> NoReturn:
        raise TypeError("a bug in the batch")

    monkeypatch.setattr(compiled, "simulate_worlds", broken)
    result = invoke(*few, "--json")
    assert result.exit_code == 0
    (line,) = result.stderr.splitlines()
    assert line.startswith("warning: an error in this program cost time, but the results are right: 3 worlds")
    assert "TypeError: a bug in the batch" in line
    assert json.loads(result.stdout) == json.loads(before.stdout)


def finished_worlds(folder: Path) -> set[int]:
    """The worlds that an interrupted run below ``folder`` has kept."""
    metric_set, files = metric_set_of(load_scenario("coach")), folder.glob("reports/*.partial/worlds-*.parquet")
    return {int(world) for file in files for world in read_chunk(file, metric_set, 24, {}).worlds}


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_interrupted_run_says_where_it_is_and_resumes(tmp_path: Path, invoke: Run, simulated: list[int]) -> None:
    run = ("run", "coach", "--months", "24", "--workers", "1")
    with started(tmp_path, *run, "--runs", "100000") as process:
        while not finished_worlds(tmp_path):
            assert process.poll() is None, process.communicate(timeout=HANGS)
            time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=HANGS)
    assert process.returncode == 130, err
    assert out == ""
    (partial,) = (tmp_path / "reports").iterdir()
    assert f"Finished worlds are in {partial.relative_to(tmp_path)}; the same command with --resume continues" in err
    assert "Traceback" not in err
    finished = finished_worlds(tmp_path)
    runs = str(len(finished) + 5)
    resumed = invoke(*run, "--runs", runs, "--resume", "--json", "--quiet")
    assert resumed.exit_code == 0, resumed.stderr
    assert simulated == [world for world in range(int(runs)) if world not in finished]
    fresh = invoke(*run, "--runs", runs, "--json", "--quiet", "--out", "fresh")
    assert json.loads(resumed.stdout)["digest"] == json.loads(fresh.stdout)["digest"]


def test_as_a_user_types_it(tmp_path: Path) -> None:
    done = typed(tmp_path, "run", "coach", *SMALL, NO_COLOR="1", FORCE_COLOR="1", COLUMNS="80")
    assert done.returncode == 0, done.stderr
    assert "\x1b[1m" in done.stdout, "bold is no colour"
    assert "\x1b[3" not in done.stdout
    assert done.stderr == ""


def test_a_run_and_its_resumption_need_no_pandas(tmp_path: Path) -> None:
    """It takes longer to import than a small run takes, and is there to be asked for."""
    run = ["run", "coach", *SMALL, "--out", "here"]
    script = f"""
        import sys
        from sim.cli.main import commands
        for arguments in ({run!r}, {[*run, "--resume"]!r}):
            try:
                commands.main(arguments)
            except SystemExit as end:
                assert end.code == 0
        assert "pyarrow" in sys.modules
        assert "pandas" not in sys.modules
    """
    env = {**os.environ, "PYTHONPATH": str(Path(sim.__file__).parents[1])}
    command = [sys.executable, "-c", textwrap.dedent(script)]
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=HANGS)
    assert done.returncode == 0, done.stderr
