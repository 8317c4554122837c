"""A first-come queue for slots whose number changes at a month close; it knows no rule.

``simpy.Resource`` cannot change its capacity, so the queue is a plain list: whoever waits longest gets the next free
slot, in the order in which the events put them there.
"""

from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

Waiter = TypeVar("Waiter")


class WaitingLine(Generic[Waiter]):
    """Waiters, and how many of them hold a slot."""

    def __init__(self, begin: Callable[[Waiter], bool]) -> None:
        """``begin`` starts a waiter's service and says whether it took the slot (a waiter may have left)."""
        self._begin = begin
        self._waiting: deque[Waiter] = deque()
        self.slots = 0
        self.busy = 0

    def __len__(self) -> int:
        return len(self._waiting)

    def join(self, waiter: Waiter) -> None:
        """Put a waiter at the end and serve whom the free slots allow."""
        self._waiting.append(waiter)
        self._serve()

    def resize(self, slots: int) -> None:
        """Change the number of slots; those in service keep theirs."""
        self.slots = slots
        self._serve()

    def release(self) -> None:
        """Give a slot back and serve the next."""
        self.busy -= 1
        self._serve()

    def _serve(self) -> None:
        while self._waiting and self.busy < self.slots:
            if self._begin(self._waiting.popleft()):
                self.busy += 1
