"""Random numbers addressed by name: ``uniform(key, stream, name, place, ordinal)`` has no state.

The generator is Philox4x32-10 (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3",
SC 2011): ten rounds of multiplication turn a counter of four 32-bit words and a key of two into four words
that look random. A draw is the hash of its address, so it depends on nothing that was drawn before.

**Key.** One signed 64-bit integer (two's complement), the first two words of Philox under the user's seed::

    philox(counter = (world, future, domain, 0), key = (low, high word of the seed))
    key = word 1 << 32 | word 0         domain 1: chance, 2: ignorance (its future is 0)

**Counter.** Name (64 bits of a hash, ``sim.names``), place (40 bits), stream, ordinal::

    word 0   name, low 32 bits
    word 1   name, high 32 bits
    word 2   batch (8 bits)  | index (16) | stream (8)      most significant first
    word 3   month (8 bits)  | k (8)      | ordinal (16)

A place packs what does not change while an entity lives: ``batch << 32 | index << 16 | month << 8 | k``.
A partner is (archetype name, batch, index) with month and k 0 (its funnel stages stand in k, its monthly decisions in
month); a deal is its partner's place with the
month it appears in, counted from 1, and k, its number in that month; direct business is a month alone.

**Draw.** The first 53 bits of ``word 0 << 32 | word 1``, times 2**-53: a float in [0, 1).

The functions run the same as plain Python and compiled: words are int64 that hold 32 bits, and every product
is masked, so that wrapping at 64 bits changes nothing.
"""

from enum import IntEnum, unique
from operator import index as as_integer

from sim.compilation import compiled, direct

MAX_SEED = 2**63 - 1
MAX_WORLD = 2**32 - 1
MAX_FUTURE = 2**32 - 1
MAX_BATCH = 255
MAX_INDEX = 65_535
MAX_MONTH = 255
MAX_K = 255
MAX_STREAM = 255
MAX_ORDINAL = 65_535
MAX_PLACE = 2**40 - 1

_WORD = 0xFFFFFFFF
_ROUNDS = 10
_MULTIPLIER_0 = 0xD2511F53
_MULTIPLIER_1 = 0xCD9E8D57
_KEY_STEP_0 = 0x9E3779B9
_KEY_STEP_1 = 0xBB67AE85
_ULP = 2.0**-53
_CHANCE = 1
_IGNORANCE = 2


@unique
class Stream(IntEnum):
    """The named decisions, each with its own random numbers. Append only: a number never changes its meaning.

    Pass the integer to ``uniform``: looking up the type of a member costs a hundred times the draw.
    """

    PARAMETER = 1  # value of an uncertain parameter (ignorance; the name is its path)
    FACTOR = 2  # common factor behind correlated parameters (ignorance)
    DIRECT_NOISE = 3  # month's noise in new direct ARR
    INBOUND_NOISE = 4  # month's noise in new inbound ARR
    ROSTER_NOISE = 5  # month's noise in the new ARR of the existing partners
    SCORE = 6  # candidate's selection score
    FUNNEL_PASS = 7  # candidate passes a stage of recruiting
    FUNNEL_TIME = 8  # days in a stage of recruiting
    LATER = 9  # refusing candidate may be asked again later
    SIZE = 10  # partner's size factor
    ONBOARDING_TIME = 11  # days of onboarding
    COMMITTED_REPS = 12  # partner commits people who sell, or never sells
    FIRST_OPPORTUNITY = 13  # days from onboarding to the first opportunity
    PILOT_EXTENSION = 14  # pilot is extended
    DEPARTURE = 15  # partner leaves this month
    OPPORTUNITIES = 16  # number of opportunities of a partner in a month
    OPPORTUNITY_DAY = 17  # day of an opportunity in its month
    QUALIFICATION = 18  # opportunity qualifies
    CYCLE = 19  # days from qualification to decision
    CONFLICT = 20  # deal meets a conflict
    WIN = 21  # deal is won
    ACV = 22  # annual contract value of a deal
    CANNIBALISED = 23  # direct sales would have won the deal anyway
    EARLY_CANCEL = 24  # customer cancels early
    EARLY_CANCEL_DAY = 25  # day of an early cancellation
    RENEWAL = 26  # customer renews
    EXPANSION = 27  # customer expands at renewal
    SEGMENT = 28  # product line of a deal
    REGISTERED = 29  # partner registers an opportunity (0), and how long after its first contact (1)
    ENGAGED = 30  # direct sales come to the account of an opportunity (0), and on which day (1)
    SUPPORT = 31  # what a partner did while its deal ran
    COLLISION = 32  # account of two partners: whether (0), whose (1), when met (2), registered (3), and how late (4)
    BONUS_MARK = 33  # a deal has what a bonus is for
    DISPUTE = 34  # an entry of pay is disputed
    EXAM = 35  # people of a partner pass a certificate's exam, or renew it
    GROWTH = 50  # a year's shock of a channel's growth, in common or its own
    LAST_OPPORTUNITY = 51  # days since the last opportunity of a partner that is there on day 0
    CUSTOMER_AGE = 52  # days since a customer that is there on day 0 went live


if max(Stream) > MAX_STREAM:
    raise ValueError(f"stream {max(Stream)} does not fit the address of a random number")


@compiled("UniTuple(int64, 4)(int64, int64, int64, int64, int64, int64)", nogil=False)
def philox(c0: int, c1: int, c2: int, c3: int, k0: int, k1: int) -> tuple[int, int, int, int]:
    """Philox4x32-10 of a counter of four words and a key of two: four words, each 0 … 2**32 - 1."""
    for _ in range(_ROUNDS):
        product_0 = _MULTIPLIER_0 * c0
        product_1 = _MULTIPLIER_1 * c2
        c0 = ((product_1 >> 32) & _WORD) ^ c1 ^ k0
        c2 = ((product_0 >> 32) & _WORD) ^ c3 ^ k1
        c1 = product_1 & _WORD
        c3 = product_0 & _WORD
        k0 = (k0 + _KEY_STEP_0) & _WORD
        k1 = (k1 + _KEY_STEP_1) & _WORD
    return c0, c1, c2, c3


@compiled("float64(int64, int64, int64, int64, int64)", nogil=False)
def uniform(key: int, stream: int, name: int, place: int, ordinal: int) -> float:
    """The uniform in [0, 1), with 53 bits, at an address.

    ``key`` from ``chance_key`` or ``ignorance_key``, ``name`` from ``sim.names.name_word``, ``place`` packed by one of
    the place functions (0 for none), ``ordinal`` the n-th time, from 0, that this entity meets this decision.
    ValueError past a limit: a wrapped address would repeat another draw.
    """
    if stream < 0 or stream > MAX_STREAM or ordinal < 0 or ordinal > MAX_ORDINAL:
        raise ValueError("stream or ordinal of a random number past its limit")
    if place < 0 or place > MAX_PLACE:
        raise ValueError("place of a random number past its limit")
    word_0, word_1, _, _ = philox(
        name & _WORD,
        (name >> 32) & _WORD,
        (place >> 16) << 8 | stream,
        (place & 0xFFFF) << 16 | ordinal,
        key & _WORD,
        (key >> 32) & _WORD,
    )
    return (word_0 << 21 | word_1 >> 11) * _ULP


draw_uniform = direct(uniform)
"""``uniform`` for callers in plain Python: the same bits at nearly half the cost of a call."""


def chance_key(seed: int, world: int, future: int) -> int:
    """Key of what happens in one future of one world: a signed 64-bit integer."""
    return _derived_key(seed, world, future, _CHANCE)


def ignorance_key(seed: int, world: int) -> int:
    """Key of the parameter values of a world, the same in all its futures: a signed 64-bit integer."""
    return _derived_key(seed, world, 0, _IGNORANCE)


def partner_place(batch: int, index: int) -> int:
    """Place of the ``index``-th candidate (from 0) of a batch of its archetype's target list."""
    batch = _checked("batch", batch, 0, MAX_BATCH)
    return batch << 32 | _checked("index", index, 0, MAX_INDEX) << 16


def deal_place(partner_place: int, month: int, k: int) -> int:
    """Place of a partner's ``k``-th deal of a month (from 1, so that no deal has its partner's place)."""
    partner_place = _checked("partner_place", partner_place, 0, MAX_PLACE)
    if partner_place & 0xFFFF:
        raise ValueError("partner_place already holds a month: it is the place of a deal")
    return partner_place | month_place(month) | _checked("k", k, 0, MAX_K)


def month_place(month: int) -> int:
    """Place of what happens once a month, such as direct business; months count from 1."""
    return _checked("month", month, 1, MAX_MONTH) << 8


def _derived_key(seed: int, world: int, future: int, domain: int) -> int:
    """Two words of Philox under the seed as one signed 64-bit integer, the second word on top."""
    seed = _checked("seed", seed, 0, MAX_SEED)
    world = _checked("world", world, 0, MAX_WORLD)
    future = _checked("future", future, 0, MAX_FUTURE)
    low, high, _, _ = philox(world, future, domain, 0, seed & _WORD, seed >> 32)
    return (high << 32 | low) - (high >> 31 << 64)


def _checked(name: str, value: int, lowest: int, highest: int) -> int:
    """``value`` as a Python integer; ValueError outside ``lowest`` … ``highest``."""
    value = as_integer(value)
    if not lowest <= value <= highest:
        raise ValueError(f"{name} must be between {lowest} and {highest}, not {value}")
    return value
