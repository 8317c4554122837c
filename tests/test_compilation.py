"""Compilation: the parts of a compiled function are optimised and made machine code of with it, once."""

from typing import Any

import pytest
from numba.core import codegen

from sim.compilation import compiled, part


@pytest.fixture
def finished(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Names of what is optimised; nothing is loaded from a cache."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
    names: list[str] = []
    optimise = codegen.JITCodeLibrary._optimize_final_module

    def noticed(self: Any) -> None:
        names.append(self.name.rpartition(".")[2])
        optimise(self)

    monkeypatch.setattr(codegen.JITCodeLibrary, "_optimize_final_module", noticed)
    return names


def whole() -> Any:
    @part
    def innermost(x: int) -> int:
        return x + 1

    @part
    def inner(x: int) -> int:
        return 2 * innermost(x)

    @compiled("int64(int64)")
    def outer(x: int) -> int:
        return inner(x) + innermost(x)

    return outer


def test_parts_are_finished_with_what_calls_them(finished: list[str]) -> None:
    assert whole()(4) == 15
    assert [name for name in finished if name != "nrt"] == ["outer"]


def test_another_numba_compiles_as_it_does(finished: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(codegen, "JITCodeLibrary")
    assert whole()(4) == 15
    assert {"innermost", "inner", "outer"} <= set(finished)


def test_what_others_compile_later_is_finished(finished: list[str]) -> None:
    import numba

    assert whole()(4) == 15
    alone = numba.njit("int64(int64)")(lambda x: x + 7)
    assert alone(1) == 8
    assert finished[-1] == "<lambda>"
