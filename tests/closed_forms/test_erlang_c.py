"""The onboarding line alone: with Poisson arrivals and exponential service it waits as Erlang's formula says."""

from math import factorial

import numpy as np
import pytest
import simpy

from sim.engine.reference.waiting import WaitingLine
from sim.units import whole_days

SERVERS = 3
SERVICE_DAYS = 10_000
LOAD = 0.7
ARRIVALS = 600_000
BATCHES = 40
SEED = 20


def erlang_c(servers: int, offered: float) -> float:
    """Probability that an arrival waits, for offered load (arrival rate × mean service) below ``servers``."""
    last = offered**servers / factorial(servers) * servers / (servers - offered)
    return last / (sum(offered**n / factorial(n) for n in range(servers)) + last)


def waits(arrivals: int, servers: int, offered: float) -> np.ndarray:
    """Whether each arrival waits, in the order of arrival; days are whole."""
    random = np.random.default_rng(SEED)
    days = np.floor(np.cumsum(random.exponential(SERVICE_DAYS / offered, arrivals)) + 0.5).astype(np.int64).tolist()
    services = [whole_days(service) for service in random.exponential(SERVICE_DAYS, arrivals)]
    env = simpy.Environment(initial_time=0)
    waited = np.ones(arrivals, dtype=bool)
    arriving = -1

    def begin(waiter: int) -> bool:
        waited[waiter] = waiter != arriving
        env.timeout(services[waiter]).callbacks.append(lambda _: line.release())
        return True

    line = WaitingLine(begin)
    line.resize(servers)

    def arrive():
        nonlocal arriving
        for waiter, day in enumerate(days):
            yield env.timeout(day - env.now)
            arriving = waiter
            line.join(waiter)
            arriving = -1

    env.process(arrive())
    env.run()
    assert line.busy == 0
    assert len(line) == 0
    return waited


def test_formula_at_one_server_is_the_load():
    assert erlang_c(1, 0.7) == pytest.approx(0.7)


def test_formula_of_a_published_case():
    """Two servers at load rho wait with probability 2 rho² ÷ (1 + rho)."""
    assert erlang_c(2, 1.2) == pytest.approx(2 * 0.36 / 1.6)


def test_probability_of_waiting(full, agrees):
    offered = SERVERS * LOAD
    waited = waits(ARRIVALS * (4 if full else 1), SERVERS, offered)
    batches = waited[len(waited) // 100 :]  # the first hundredth starts from an empty line
    batches = batches[: len(batches) // BATCHES * BATCHES].reshape(BATCHES, -1).mean(axis=1)
    agrees(batches, erlang_c(SERVERS, offered), erlang_c(SERVERS, 1.05 * offered))
