"""An engine that has to be compiled says so before; one whose machine code is in the cache says nothing."""

import shutil
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

import sim.compilation as compilation
import sim.engine.preparation as preparation

ENGINE = """
from sim.compilation import compiled, part

@part
def doubled(number: int) -> int:
    return 2 * number

@compiled("int64(int64)")
def quadrupled(number: int) -> int:
    return doubled(doubled(number))
"""


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small engine's file, which is imported in the place of the real one, and an empty cache."""
    folder, file = tmp_path / "cache", tmp_path / "here" / "engine.py"
    for each in (folder, file.parent):
        each.mkdir()
    file.write_text(ENGINE, encoding="utf-8")
    monkeypatch.setattr(compilation, "cache_folder", lambda: folder)
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


def said(engine: str = "compiled") -> list[str]:
    """The beginning of each line that preparing an engine says."""
    lines: list[str] = []
    preparation.prepare(engine, say=lines.append)
    return [line.split(",")[0].split(" after ")[0] for line in lines]


COMPILES = ["preparing the simulation engine", "engine ready"]


def test_it_is_said_once_for_each_machine_and_edit(engine: Path) -> None:
    assert said() == COMPILES
    assert said() == []
    engine.write_text(ENGINE.replace("2 * number", "number + number"), encoding="utf-8")
    assert said() == COMPILES


def test_machine_code_of_the_same_sources_elsewhere_does_not_count(
    engine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert said() == COMPILES
    shutil.copytree(engine.parent, tmp_path / "there")
    importing(tmp_path / "there" / engine.name, monkeypatch)
    assert said() == COMPILES


@pytest.mark.usefixtures("engine")
def test_nothing_is_said_where_nobody_listens_or_nothing_is_compiled() -> None:
    assert said("reference") == []
    preparation.prepare("compiled")
    assert said() == []
