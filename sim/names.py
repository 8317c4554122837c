"""Names in the addresses of random numbers: a text counts by 64 bits of its hash.

An archetype's partners and deals draw under the archetype's name. What has a name of its own in a table of the scenario
and decides something about partners or deals of an archetype draws under ``<table>.<thing>/<archetype>``, so that one
more of it moves no draw of another, and the same thing meets each archetype with its own luck.
"""

from functools import lru_cache
from hashlib import sha256


@lru_cache(maxsize=4096)
def name_word(name: str) -> int:
    """A name as a signed 64-bit integer: the first 8 bytes (big-endian) of SHA-256 of its UTF-8."""
    return int.from_bytes(sha256(name.encode()).digest()[:8], "big", signed=True)


def thing_name(table: str, thing: str, archetype: str) -> str:
    """The name under which a thing of a table by name draws for an archetype."""
    return f"{table}.{thing}/{archetype}"
