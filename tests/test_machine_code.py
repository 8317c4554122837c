"""Machine code that is kept between runs: found again, never used if damaged, and said where it cannot be kept."""

import logging
import os
import shutil
import time
from collections.abc import Callable, Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

import sim.compilation as compilation
import sim.machine_code as machine_code
from sim.engine import preparation
from sim.machine_code import ABOVE_COMPILED_CODE, Place, cache_place, source_digest

ROOT = Path(__file__).parents[1]
ENGINE = """
from sim.compilation import compiled, part

@part
def doubled(number: int) -> int:
    return 2 * number

@compiled("int64(int64)")
def quadrupled(number: int) -> int:
    return doubled(doubled(number))
"""
COMPILES = ["preparing the simulation engine", "engine ready"]
DAMAGED = "damaged machine code was thrown away and is prepared again"


def test_digest_follows_every_source(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "a.py").write_text("x = 1\n")
    (tmp_path / "rules" / "b.py").write_text("y = 1\n")
    before = source_digest(tmp_path)
    assert len(before) == 16
    assert source_digest(tmp_path) == before
    assert source_digest(tmp_path, "numba 1") != before
    (tmp_path / "notes.txt").write_text("not a source")
    assert source_digest(tmp_path) == before
    (tmp_path / "rules" / "b.py").write_text("y = 2\n")
    edited = source_digest(tmp_path)
    (tmp_path / "rules" / "b.py").rename(tmp_path / "rules" / "c.py")
    renamed = source_digest(tmp_path)
    assert len({before, edited, renamed}) == 3
    (tmp_path / "report").mkdir()
    (tmp_path / "report" / "page.py").write_text("z = 1\n")
    assert source_digest(tmp_path) == renamed  # the engine may not import it


def test_nothing_above_the_engine_is_compiled() -> None:
    assert {"analysis", "api", "cli", "experiment", "exports", "report"} == set(ABOVE_COMPILED_CODE)
    for folder in ABOVE_COMPILED_CODE:
        sources = sorted((ROOT / "sim" / folder).rglob("*.py"))
        assert sources
        assert not [path for path in sources if "sim.compilation" in path.read_text("utf-8")]


def test_the_folder_is_named_by_the_digest_and_unused_ones_are_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine_code, "user_cache_dir", lambda *_, **__: str(tmp_path))
    monkeypatch.setattr(machine_code, "source_digest", lambda root, _: "a" * 16 if root == ROOT / "sim" else "")
    long_ago = time.time() - 31 * 86_400
    for name in ("0123456789abcdef", "fedcba9876543210", "something of others"):
        (tmp_path / name).mkdir()
    for name in ("0123456789abcdef", "something of others"):
        os.utime(tmp_path / name, (long_ago, long_ago))
    place = cache_place.__wrapped__("numba 1")
    assert place == Place(tmp_path / ("a" * 16), tmp_path)
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {"a" * 16, "fedcba9876543210", "something of others"}


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache, and a process that has said nothing yet."""
    folder = tmp_path / "cache"
    folder.mkdir()
    use(Place(folder, folder), monkeypatch)
    return folder


def use(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compilation, "cache_place", lambda _: place)
    for name in ("unkept", "fresh", "_told"):
        monkeypatch.setattr(compilation, name, type(getattr(compilation, name))())


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small engine's file, which is imported in the place of the real one."""
    file = tmp_path / "here" / "engine.py"
    file.parent.mkdir()
    file.write_text(ENGINE, encoding="utf-8")
    importing(file, monkeypatch)
    return file


def importing(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def import_file(_: str) -> ModuleType:
        spec = spec_from_file_location("small_engine", file)
        assert spec is not None
        assert spec.loader is not None
        module = module_from_spec(spec)
        spec.loader.exec_module(module)
        assert module.quadrupled(3) == 12
        return module

    monkeypatch.setattr(preparation, "import_module", import_file)


Said = Callable[[], list[str]]


@pytest.fixture
def said(caplog: pytest.LogCaptureFixture) -> Iterator[Said]:
    """Prepares the engine as a new process does, and returns what was said."""

    def prepare() -> list[str]:
        compilation._announce.cache_clear()
        compilation._say_damaged.cache_clear()
        caplog.clear()
        with caplog.at_level(logging.INFO, "sim"):
            preparation.prepare("compiled")
        return [record.getMessage() for record in caplog.records if record.name == "sim.compilation"]

    yield prepare
    compilation._announce.cache_clear()
    compilation._say_damaged.cache_clear()


def beginnings(lines: list[str]) -> list[str]:
    return [line.split(" (")[0].split(" after ")[0] for line in lines]


@pytest.mark.usefixtures("cache")
def test_it_is_said_once_for_each_machine_and_edit(engine: Path, said: Said) -> None:
    lines = said()
    assert beginnings(lines) == COMPILES
    assert lines[1].endswith("; later runs start at once")
    assert said() == []
    engine.write_text(ENGINE.replace("2 * number", "number + number"), encoding="utf-8")
    assert beginnings(said()) == COMPILES
    assert said() == []


@pytest.mark.usefixtures("cache")
def test_machine_code_of_the_same_sources_elsewhere_does_not_count(
    engine: Path, tmp_path: Path, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert beginnings(said()) == COMPILES
    shutil.copytree(engine.parent, tmp_path / "there")
    importing(tmp_path / "there" / engine.name, monkeypatch)
    assert beginnings(said()) == COMPILES


@pytest.mark.usefixtures("cache", "engine")
def test_another_processor_compiles_for_itself_and_keeps_both(said: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    """19.33"""
    assert beginnings(said()) == COMPILES
    monkeypatch.setattr(compilation, "_processor", lambda: ("another", ""))
    assert beginnings(said()) == COMPILES
    assert said() == []
    monkeypatch.undo()


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def overwritten(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0x55
    path.write_bytes(bytes(content))


def removed(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize("damage", [emptied, cut, overwritten, removed])
@pytest.mark.parametrize("suffix", ["*.nbi", "*.nbc", "seal"])
@pytest.mark.usefixtures("engine")
def test_damaged_code_is_thrown_away_and_prepared_again(
    damage: Callable[[Path], None], suffix: str, cache: Path, said: Said
) -> None:
    """19.12"""
    said()
    (path,) = cache.rglob(suffix)
    damage(path)
    lines = said()
    assert beginnings(lines) == [f"{cache}: {DAMAGED}", *COMPILES]
    assert said() == []


@pytest.mark.usefixtures("engine")
def test_a_cache_that_fills_up_is_named_and_every_run_will_take_the_time(
    cache: Path, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    """19.17"""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(compilation, "keep", full)
    lines = said()
    assert beginnings(lines) == COMPILES
    assert lines[0].endswith(f"({compilation.PREPARATION}) ...")
    told = f"; every run will take this time: {cache} cannot keep files (No space left on device)"
    assert lines[1].endswith(told)
    assert list(cache.iterdir()) == []
    assert beginnings(said()) == COMPILES


@pytest.mark.usefixtures("engine")
def test_a_cache_that_cannot_be_written_is_named_from_the_start(
    tmp_path: Path, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    """19.17"""
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setattr(machine_code, "user_cache_dir", lambda *_, **__: str(tmp_path / "file"))
    place = cache_place.__wrapped__("numba 1")
    assert place.problem == "Not a directory"
    assert place.folder is not None
    assert list(place.folder.iterdir()) == []
    monkeypatch.setattr(machine_code.tempfile, "mkdtemp", refuse)
    nowhere = cache_place.__wrapped__("numba 1")
    assert nowhere.folder is None
    monkeypatch.undo()
    for each in (place, nowhere):
        importing(tmp_path / "here" / "engine.py", monkeypatch)
        use(each, monkeypatch)
        first, ready = said()
        told = f"; every run will take this time: {tmp_path / 'file'} cannot keep files (Not a directory) ..."
        assert first.endswith(told)
        assert "later runs" not in ready
        assert "every run" not in ready


def refuse(**_: object) -> str:
    raise OSError("no space")


@pytest.mark.usefixtures("cache", "engine")
def test_workers_say_nothing(said: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    """19.33: their parent has said it."""
    monkeypatch.setattr(compilation, "parent_process", lambda: "a process")
    assert said() == []


@pytest.mark.parametrize(
    ("variables", "named"),
    [
        ({"NUMBA_DISABLE_JIT": "1"}, "NUMBA_DISABLE_JIT=1"),
        ({"NUMBA_NUM_THREADS": "0"}, "NUMBA_NUM_THREADS=0"),
        ({"NUMBA_NUM_THREADS": "-3"}, "NUMBA_NUM_THREADS=-3"),
        ({"NUMBA_NUM_THREADS": "two", "NUMBA_DISABLE_JIT": "0"}, None),
        ({}, None),
    ],
)
def test_a_variable_that_turns_the_compiler_off_is_named(
    variables: dict[str, str], named: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """19.33"""
    for name in ("NUMBA_DISABLE_JIT", "NUMBA_NUM_THREADS"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert compilation.hindrance() == named
    if named:
        for engine in ("auto", "compiled"):
            with pytest.raises(preparation.EngineError, match=f"^{named}: .*--engine reference"):
                preparation.prepare(engine)
    preparation.prepare("reference")
