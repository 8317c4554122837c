"""Random numbers: published vectors, pinned layout, independence of addresses, and the compiler's cache."""

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from sim import compilation
from sim.compilation import ABOVE_COMPILED_CODE, cache_folder, compiled, direct, plain, source_digest
from sim.names import name_word, thing_name
from sim.randomness import (
    MAX_BATCH,
    MAX_FUTURE,
    MAX_INDEX,
    MAX_K,
    MAX_MONTH,
    MAX_ORDINAL,
    MAX_PLACE,
    MAX_SEED,
    MAX_STREAM,
    MAX_WORLD,
    Stream,
    chance_key,
    deal_place,
    ignorance_key,
    month_place,
    partner_place,
    philox,
    uniform,
)

ROOT = Path(compilation.__file__).resolve().parent.parent
ONES = 0xFFFFFFFF

# Known answers published with Random123 for philox4x32-10: counter, key, result.
KNOWN_ANSWERS = [
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((ONES,) * 4, (ONES,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]

# key, stream, name, place, ordinal, draw
PINNED_DRAWS = [
    (0, 1, 0, 0, 0, "0x1.088a2bc3e11adp-1"),
    (4792503686440360978, 21, -746351421309294408, 12901816325, 2, "0x1.4c09aabe41f2cp-1"),
    (-8291753825011497777, 1, -5385283346119386877, 0, 0, "0x1.e840726a2a858p-1"),
    (-1, 255, -1, 1099511627775, 65535, "0x1.023c9db50720ep-2"),
]

Address = tuple[int, int, int, int, int]


def addresses(count: int) -> Iterator[Address]:
    """Addresses spread over the whole range of each part, its ends included."""
    chosen = random.Random(20)
    ends = [-(2**63), 2**63 - 1, 0, -1, 1]
    for _ in range(count):
        yield (
            chosen.choice([chosen.randrange(-(2**63), 2**63), *ends]),
            chosen.randint(0, MAX_STREAM),
            chosen.choice([chosen.randrange(-(2**63), 2**63), *ends]),
            chosen.choice([chosen.randint(0, MAX_PLACE), 0, MAX_PLACE]),
            chosen.choice([chosen.randint(0, MAX_ORDINAL), 0, MAX_ORDINAL]),
        )


@pytest.mark.parametrize(("counter", "key", "result"), KNOWN_ANSWERS)
def test_philox_gives_the_published_answers(
    counter: tuple[int, ...], key: tuple[int, ...], result: tuple[int, ...]
) -> None:
    assert philox(*counter, *key) == result
    assert plain(philox)(*counter, *key) == result


def test_compiled_draws_are_the_plain_ones() -> None:
    plain_uniform, direct_uniform = plain(uniform), direct(uniform)
    for address in addresses(4000):
        expected = plain_uniform(*address)
        assert uniform(*address) == expected
        assert direct_uniform(*address) == expected
        assert 0.0 <= expected < 1.0
        assert (expected * 2**53).is_integer()


def test_compiled_philox_is_the_plain_one() -> None:
    chosen = random.Random(21)
    plain_philox = plain(philox)
    for _ in range(2000):
        words = [chosen.choice([chosen.getrandbits(32), 0, ONES]) for _ in range(6)]
        assert philox(*words) == plain_philox(*words)


def test_plain_source_calls_no_compiled_function() -> None:
    assert not hasattr(plain(uniform), "py_func")
    assert not hasattr(plain(uniform).__globals__["philox"], "py_func")
    assert hasattr(uniform, "py_func")


def test_address_fills_the_documented_bits() -> None:
    key, name = 0x0123456789ABCDEF, -0x0FEDCBA987654321
    place = deal_place(partner_place(0xA1, 0xB2B3), 0xC4, 0xD5)
    assert place == 0xA1B2B3C4D5
    word_0, word_1, _, _ = philox(name & ONES, (name >> 32) & ONES, 0xA1B2B315, 0xC4D5E6E7, 0x89ABCDEF, 0x01234567)
    assert uniform(key, 0x15, name, place, 0xE6E7) == ((word_0 << 32 | word_1) >> 11) / 2**53


def test_packed_places_are_pinned() -> None:
    assert partner_place(0, 0) == 0
    assert partner_place(3, 258) == 12901810176
    assert deal_place(partner_place(3, 258), 24, 5) == 12901816325
    assert month_place(48) == 12288
    assert deal_place(partner_place(MAX_BATCH, MAX_INDEX), MAX_MONTH, MAX_K) == MAX_PLACE


def test_names_and_keys_are_pinned() -> None:
    assert name_word("reseller") == -746351421309294408
    assert name_word("") == int.from_bytes(bytes.fromhex("e3b0c44298fc1c14"), "big") - 2**64
    assert name_word("Größe/é") == -724411366582303053
    assert thing_name("bonuses", "first_deal", "reseller") == "bonuses.first_deal/reseller"
    assert chance_key(0, 0, 0) == -1113111854248028703
    assert chance_key(1, 0, 0) == 4792503686440360978
    assert chance_key(MAX_SEED, MAX_WORLD, MAX_FUTURE) == -7527838393818219094
    assert ignorance_key(1, 0) == -8291753825011497777
    assert ignorance_key(7, 3) == 1301179919894244081


def test_keys_are_words_of_philox() -> None:
    low, high, _, _ = philox(5, 6, 1, 0, 0x9ABCDEF0, 0x12345678)
    assert chance_key(0x123456789ABCDEF0, 5, 6) % 2**64 == high << 32 | low
    low, high, _, _ = philox(5, 0, 2, 0, 0x9ABCDEF0, 0x12345678)
    assert ignorance_key(0x123456789ABCDEF0, 5) % 2**64 == high << 32 | low


@pytest.mark.parametrize(("key", "stream", "name", "place", "ordinal", "draw"), PINNED_DRAWS)
def test_draws_are_pinned(key: int, stream: int, name: int, place: int, ordinal: int, draw: str) -> None:
    assert uniform(key, stream, name, place, ordinal).hex() == draw


def test_streams_keep_their_numbers() -> None:
    names = [
        *("PARAMETER", "FACTOR", "DIRECT_NOISE", "INBOUND_NOISE", "ROSTER_NOISE", "SCORE", "FUNNEL_PASS"),
        *("FUNNEL_TIME", "LATER", "SIZE", "ONBOARDING_TIME", "COMMITTED_REPS", "FIRST_OPPORTUNITY"),
        *("PILOT_EXTENSION", "DEPARTURE", "OPPORTUNITIES", "OPPORTUNITY_DAY", "QUALIFICATION", "CYCLE"),
        *("CONFLICT", "WIN", "ACV", "CANNIBALISED", "EARLY_CANCEL", "EARLY_CANCEL_DAY", "RENEWAL"),
        "EXPANSION",
    ]
    pinned = dict(zip(names, range(1, 28), strict=True))
    table = {stream.name: stream.value for stream in Stream}
    assert {name: table[name] for name in names} == pinned
    later = [number for name, number in table.items() if name not in pinned]
    assert all(len(pinned) < number <= MAX_STREAM for number in later)


def test_distinct_addresses_give_distinct_draws() -> None:
    draws = set()
    count = 0
    for key in (chance_key(1, 0, 0), chance_key(1, 0, 1), chance_key(1, 1, 0), ignorance_key(1, 0)):
        for name in map(name_word, ("reseller", "referral")):
            for stream in (1, 2, 27):
                for batch in (0, 1, 255):
                    for index in (0, 1, 256):
                        partner = partner_place(batch, index)
                        for place in (partner, deal_place(partner, 1, 0), deal_place(partner, 1, 1)):
                            for ordinal in (0, 1, 256, MAX_ORDINAL):
                                draws.add(uniform(key, stream, name, place, ordinal))
                                count += 1
    assert len(draws) == count


def draws_along(axis: str, count: int) -> np.ndarray:
    """Draws of ``count`` neighbouring addresses that differ in one part alone."""
    draw = direct(uniform)
    key, name = chance_key(1, 0, 0), name_word("reseller")
    along = {
        "world": lambda n: draw(chance_key(1, n, 0), 16, name, 0, 0),
        "seed": lambda n: draw(chance_key(n, 0, 0), 16, name, 0, 0),
        "name": lambda n: draw(key, 16, name + n, 0, 0),
        "index": lambda n: draw(key, 16, name, partner_place(n >> 16, n & 0xFFFF), 0),
        "deal": lambda n: draw(key, 16, name, deal_place(0, (n >> 8) % 255 + 1, n & 0xFF), n >> 15),
        "ordinal": lambda n: draw(key, 16, name, 0, n),
    }[axis]
    return np.array([along(n) for n in range(count)])


@pytest.mark.parametrize("axis", ["world", "seed", "name", "index", "deal", "ordinal"])
def test_draws_of_neighbours_are_uniform_and_independent(axis: str) -> None:
    """Pairs of neighbours over 16 by 16 cells: chi-square with 255 degrees of freedom (mean 255, deviation
    22.6) between 5 deviations either side; the same of single draws over 256 cells.
    """
    draws = draws_along(axis, 40_000)
    pairs, _, _ = np.histogram2d(draws[:-1], draws[1:], bins=16, range=[[0, 1], [0, 1]])
    singles, _ = np.histogram(draws, bins=256, range=(0, 1))
    for cells in (pairs, singles):
        expected = cells.sum() / 256
        chi_square = ((cells - expected) ** 2).sum() / expected
        assert 255 - 5 * 22.6 < chi_square < 255 + 5 * 22.6


def test_low_bits_of_draws_are_uniform() -> None:
    draws = draws_along("ordinal", 40_000)
    lowest = np.bincount((draws * 2.0**53).astype(np.int64) & 0xFF, minlength=256)
    expected = lowest.sum() / 256
    assert abs(((lowest - expected) ** 2).sum() / expected - 255) < 5 * 22.6


@pytest.mark.parametrize(
    ("function", "arguments", "message"),
    [
        (chance_key, (-1, 0, 0), "seed"),
        (chance_key, (MAX_SEED + 1, 0, 0), "seed"),
        (chance_key, (0, MAX_WORLD + 1, 0), "world"),
        (chance_key, (0, 0, MAX_FUTURE + 1), "future"),
        (ignorance_key, (0, -1), "world"),
        (ignorance_key, (MAX_SEED + 1, 0), "seed"),
        (partner_place, (MAX_BATCH + 1, 0), "batch"),
        (partner_place, (0, MAX_INDEX + 1), "index"),
        (partner_place, (0, -1), "index"),
        (deal_place, (0, 0, 0), "month"),
        (deal_place, (0, MAX_MONTH + 1, 0), "month"),
        (deal_place, (0, 1, MAX_K + 1), "k"),
        (deal_place, (MAX_PLACE + 1, 1, 0), "partner_place"),
        (deal_place, (month_place(3), 1, 0), "place of a deal"),
        (month_place, (0,), "month"),
        (month_place, (MAX_MONTH + 1,), "month"),
    ],
)
def test_limits_are_checked(function: object, arguments: tuple[int, ...], message: str) -> None:
    assert callable(function)
    with pytest.raises(ValueError, match=message):
        function(*arguments)


@pytest.mark.parametrize(
    "address",
    [
        (0, MAX_STREAM + 1, 0, 0, 0),
        (0, -1, 0, 0, 0),
        (0, 1, 0, 0, MAX_ORDINAL + 1),
        (0, 1, 0, 0, -1),
        (0, 1, 0, MAX_PLACE + 1, 0),
        (0, 1, 0, -1, 0),
    ],
)
def test_a_draw_past_its_limits_is_refused(address: Address) -> None:
    for function in (uniform, plain(uniform), direct(uniform)):
        with pytest.raises(ValueError, match="past its limit"):
            function(*address)


def test_numpy_integers_and_streams_make_the_same_addresses() -> None:
    assert partner_place(np.int32(255), np.int32(9)) == partner_place(255, 9)
    assert chance_key(np.int64(5), np.int64(6), np.int64(7)) == chance_key(5, 6, 7)
    assert direct(uniform)(1, Stream.WIN, 2, 3, 4) == uniform(1, 21, 2, 3, 4)


def test_hash_seed_changes_no_draw() -> None:
    program = (
        "from sim.names import name_word\n"
        "from sim.randomness import *\n"
        "for name in ('reseller', 'referral'):\n"
        "    print(uniform(chance_key(1, 2, 3), 7, name_word(name), partner_place(1, 2), 0).hex())\n"
    )
    printed = [
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1")
    ]
    key, place = chance_key(1, 2, 3), partner_place(1, 2)
    here = [uniform(key, 7, name_word(name), place, 0).hex() for name in ("reseller", "referral")]
    assert printed == ["\n".join([*here, ""])] * 2


def test_digest_follows_every_source(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "a.py").write_text("x = 1\n")
    (tmp_path / "rules" / "b.py").write_text("y = 1\n")
    before = source_digest(tmp_path)
    assert len(before) == 16
    assert source_digest(tmp_path) == before
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
    assert {"analysis", "api", "cli", "experiment", "report"} == set(ABOVE_COMPILED_CODE)
    for folder in ABOVE_COMPILED_CODE:
        sources = sorted((ROOT / "sim" / folder).rglob("*.py"))
        assert sources
        assert not [path for path in sources if "sim.compilation" in path.read_text("utf-8")]


def test_cache_folder_is_named_by_the_digest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compilation, "user_cache_dir", lambda *_, **__: str(tmp_path))
    monkeypatch.setattr(compilation, "source_digest", lambda root: "a" * 16 if root == ROOT / "sim" else "")
    long_ago = time.time() - 31 * 86_400
    for name in ("0123456789abcdef", "fedcba9876543210", "something of others"):
        (tmp_path / name).mkdir()
    for name in ("0123456789abcdef", "something of others"):
        os.utime(tmp_path / name, (long_ago, long_ago))
    folder = cache_folder.__wrapped__()
    assert folder == tmp_path / ("a" * 16)
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {folder.name, "fedcba9876543210", "something of others"}


def test_without_a_writable_cache_everything_still_compiles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setattr(compilation, "user_cache_dir", lambda *_, **__: str(tmp_path / "file"))
    private = cache_folder.__wrapped__()
    assert private is not None
    assert private.is_dir()
    assert list(private.iterdir()) == []

    def refuse(**_: object) -> str:
        raise OSError("no space")

    monkeypatch.setattr(compilation.tempfile, "mkdtemp", refuse)
    assert cache_folder.__wrapped__() is None
    for folder in (private, None, tmp_path / "file"):
        monkeypatch.setattr(compilation, "cache_folder", lambda folder=folder: folder)
        assert compiled("int64(int64)")(_twice)(21) == 42
    assert list(private.rglob("*.nbc"))


def _twice(n: int) -> int:
    return n + n
