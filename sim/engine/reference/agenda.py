"""SimPy events at an absolute day with a stated place in the day's order."""

from collections.abc import Generator
from typing import Any

import simpy

from sim.engine.order import order_key

Life = Generator[simpy.Event, Any, None]
"""A process: the life of the program, a partner or a deal."""


class Appointment(simpy.Event):
    """An event that is fixed at creation: its day and its place in that day's order.

    ``simpy.Timeout`` would break ties by insertion; the priority of an appointment is its content.
    """

    def __init__(self, env: simpy.Environment, day: int, order: int) -> None:
        self.env = env
        self.callbacks: list[Any] = []
        self._ok = True
        self._value = None
        self._defused = False
        env.schedule(self, order, day - env.now)  # type: ignore[arg-type]  # any integer orders a day


class OpenAppointment(simpy.Event):
    """An event with a place in the day's order whose day is fixed later."""

    def __init__(self, env: simpy.Environment, order: int) -> None:
        super().__init__(env)
        self._order = order

    def fix(self, day: int) -> None:
        """Fix the day."""
        self._ok = True
        self._value = None
        self.env.schedule(self, self._order, day - self.env.now)  # type: ignore[arg-type]


class Agenda:
    """The clock and the events of one replication."""

    def __init__(self, day: int) -> None:
        """``day`` is that on which the replication begins."""
        self.env = simpy.Environment(initial_time=day)

    @property
    def today(self) -> int:
        """The current day."""
        return self.env.now  # type: ignore[return-value]  # whole: it starts so and steps by whole days

    def at(self, day: int, phase: int, partner: int = 0, deal: int = 0) -> Appointment:
        """An appointment on ``day``, in the order of the day by phase, partner and deal."""
        return Appointment(self.env, day, order_key(phase, partner, deal))

    def open(self, phase: int, partner: int) -> OpenAppointment:
        """An appointment whose day somebody else fixes."""
        return OpenAppointment(self.env, order_key(phase, partner))

    def begin(self, life: Life) -> simpy.Process:
        """Start a process; its first step runs right after the current event."""
        return self.env.process(life)
