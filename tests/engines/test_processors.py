"""The same digest on processors with and without fused multiply-add and wide registers.

The C library, numpy and the compiler are told to do without them. What they then compute differs in the last bit; no
ledger may.
"""

import os
import platform
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

PROGRAM = Path(__file__).parent / "digest.py"
ROOT = Path(__file__).parents[2]
LOADERS = ("/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-x86-64.so.2")
TUNABLE = "glibc.cpu.hwcaps"
WITHOUT = "-AVX512F,-AVX2,-AVX2_Usable,-FMA,-FMA_Usable,-FMA4"
"""By the names of old and new versions of the C library; unknown ones are ignored."""


@dataclass(frozen=True)
class Digests:
    """What ``digest.py`` prints."""

    c_library: str
    numpy: str
    compiled: str
    reference: str


def digests(**environment: str) -> Digests:
    """Digests from a process with these environment variables."""
    inherited = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    command = [sys.executable, str(PROGRAM)]
    result = subprocess.run(command, env=inherited, capture_output=True, text=True, timeout=600, check=False)
    assert result.returncode == 0, result.stderr
    return Digests(*result.stdout.split())


@pytest.fixture(scope="module")
def here() -> Digests:
    """With all that this processor can do."""
    return digests()


def test_the_c_librarys_older_code(here: Digests) -> None:
    loader = next((path for path in LOADERS if Path(path).exists()), None)
    if loader is None:
        pytest.skip(f"no GNU C library for x86-64 here ({platform.machine()}, {platform.system()})")
    listed = subprocess.run([loader, "--list-tunables"], capture_output=True, text=True, check=False).stdout
    if TUNABLE not in listed:
        pytest.skip(f"this C library has no tunable {TUNABLE}")
    older = digests(GLIBC_TUNABLES=f"{TUNABLE}={WITHOUT}")
    if older.c_library == here.c_library:
        pytest.skip("this processor has no fused multiply-add that could be taken away")
    assert (older.compiled, older.reference) == (here.compiled, here.reference)


def test_numpys_baseline_code(here: Digests) -> None:
    from numpy._core import _multiarray_umath as numpy_core

    features = [name for name in numpy_core.__cpu_dispatch__ if numpy_core.__cpu_features__[name]]
    plain = digests(NPY_DISABLE_CPU_FEATURES=" ".join(features))
    if plain.numpy == here.numpy:
        pytest.skip("numpy has no other code for this processor")
    assert (plain.compiled, plain.reference) == (here.compiled, here.reference)


@pytest.mark.full
def test_machine_code_for_any_processor(here: Digests, tmp_path: Path) -> None:
    """Compiled anew, without a single instruction that not every processor of this family has."""
    generic = digests(NUMBA_CPU_NAME="generic", NUMBA_CPU_FEATURES="", XDG_CACHE_HOME=str(tmp_path))
    assert generic == here
