"""The figures of a page, worked out from the raw months of an ensemble by other code than the product's."""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from scipy import stats

from sim.engine.compiled import simulate
from sim.experiment.ensemble import Ensemble
from sim.experiment.replication import WorldSource
from sim.ledger import COLUMNS, Channel, Kind
from sim.metrics.metric import NEVER
from sim.randomness import chance_key

COSTS = ("manager", "staff", "owner", "infrastructure", "support", "fixed", "onboarding", "team_time", "headroom")
ARR_MOVES = (Kind.CHANNEL_NEW_ARR, Kind.CHANNEL_CHURN, Kind.CHANNEL_EXPANSION)
SHARES = {
    "Sourced share": ("roster_revenue", "recruited_revenue"),
    "Credited share": ("credited_revenue",),
    "- before program": ("roster_revenue",),
}


@dataclass(frozen=True)
class Truth:
    """Raw months of the completed replications."""

    ensemble: Ensemble

    def raw(self, name: str) -> np.ndarray:
        """(completed, months), as stored."""
        return np.asarray(self.ensemble.monthly[name])[self.ensemble.completed]

    @property
    def worlds(self) -> np.ndarray:
        return np.repeat(np.arange(self.ensemble.runs), self.ensemble.futures)[self.ensemble.completed]

    def window(self, name: str, month: int) -> np.ndarray:
        first = max(0, month - self.ensemble.scenario.gate.window_months)
        return self.raw(name)[:, first:month].sum(axis=1)

    def share(self, label: str, month: int) -> np.ndarray:
        """The share of each replication at a month close."""
        total = self.window("total_revenue", month)
        if label == "Additional share":
            part = total - self.window("twin_revenue", month)
        else:
            part = sum(self.window(name, month) for name in SHARES[label])
        return np.array([a / b if b else 0.0 for a, b in zip(part.tolist(), total.tolist(), strict=True)])

    def passes(self, label: str, month: int) -> np.ndarray:
        total = self.window("total_revenue", month)
        threshold = round(10_000 * self.ensemble.scenario.gate.threshold)
        if label == "Additional share":
            part = total - self.window("twin_revenue", month)
        else:
            part = sum(self.window(name, month) for name in SHARES[label])
        return np.array(
            [b > 0 and 10_000 * a >= threshold * b for a, b in zip(part.tolist(), total.tolist(), strict=True)]
        )

    def own_growth(self, month: int) -> np.ndarray:
        """Growth of the direct and inbound ARR of the twin over twelve months, as a fraction, from its ledger rows."""
        growth, source = [], WorldSource(self.ensemble.scenario)
        for replication in np.flatnonzero(self.ensemble.completed).tolist():
            world, future = divmod(replication, self.ensemble.futures)
            _, parameters = source.world(self.ensemble.seed, world)
            rows = simulate(parameters, chance_key(self.ensemble.seed, world, future), with_program=False).array()
            kind, channel = rows[:, COLUMNS.index("kind")], rows[:, COLUMNS.index("detail")]
            own = rows[np.isin(kind, ARR_MOVES) & np.isin(channel, (Channel.DIRECT, Channel.INBOUND))]
            start = sum(parameters.vendor.channels[channel].starting_arr_cents for channel in (0, 1))
            before, after = (
                start + int(own[own[:, COLUMNS.index("day")] <= 30 * end, COLUMNS.index("amount_cents")].sum())
                for end in (max(0, month - 12), month)
            )
            growth.append(after / before - 1)
        return np.array(growth)

    def of_month(self, label: str, month: int) -> np.ndarray:
        """A stock or flow of each replication; money in currency units."""
        if label in SHARES or label == "Additional share":
            return self.share(label, month)
        if label.endswith("partners"):
            return self.raw(label.lower().replace(" ", "_"))[:, month - 1].astype(float)
        return self.flow(label)[:, month - 1] / 100

    def flow(self, label: str) -> np.ndarray:
        """Cents by replication and month."""
        raw = self.raw
        if label == "All revenue":
            return raw("total_revenue")
        if label == "Partner revenue":
            return raw("roster_revenue") + raw("recruited_revenue")
        if label == "Program cost":
            return sum(raw(f"{name}_cost") for name in COSTS)
        if label == "Program contribution":
            paid = raw("commissions") + raw("resale_margin") + self.flow("Program cost")
            if "clawed_back" in self.ensemble.metric_set:
                paid = paid - raw("clawed_back") + raw("fees_lost")
            for name in ("services_fees", "bonuses", "rebates", "rebate_funds", "rebates_lost", "distributor_margin"):
                paid = paid + (raw(name) if name in self.ensemble.metric_set else 0)
            for name in ("partner_fees", "shortfall"):
                paid = paid - (raw(name) if name in self.ensemble.metric_set else 0)
            return raw("recruited_list_revenue") - raw("partner_cost_of_goods") - paid
        if label == "Incremental contribution":
            return raw("contribution") - raw("twin_contribution")
        if label == "Fees":
            shares = raw("revenue_shares") if "revenue_shares" in self.ensemble.metric_set else 0
            return raw("commissions") - shares
        names = {
            "Taken back": "clawed_back",
            "Fees on services": "services_fees",
            "Bonuses": "bonuses",
            "Rebates": "rebates",
            "Not got back": "fees_lost",
            "Rebates as funds": "rebate_funds",
            "Rebates not got back": "rebates_lost",
            "At list price": "recruited_list_revenue",
            "Distributor's margin": "distributor_margin",
            "Fees of partners": "partner_fees",
            "Owed up to minimum": "shortfall",
            "Support borne": "support_borne",
            "Cost of goods": "partner_cost_of_goods",
            "Recruited revenue": "recruited_revenue",
            "Referral fees": "commissions",
            "Commissions": "commissions",
            "Revenue shares": "revenue_shares",
            "- of which shares": "revenue_shares",
            "Resale margin": "resale_margin",
            "Incremental cash": "incremental_cash",
            "Taken": "taken_revenue",
        }
        return raw(names[label])

    def of_span(self, label: str, first: int, last: int) -> np.ndarray:
        return self.flow(label)[:, first - 1 : last].sum(axis=1) / 100

    def total(self, label: str) -> np.ndarray:
        """One number a replication; a payback that never comes is inf."""
        finance, cash = self.ensemble.scenario.finance, self.raw("incremental_cash")
        if label == "Net present value":
            months = np.arange(1, cash.shape[1] + 1)
            return (cash * (1 + finance.discount_rate) ** (-months / 12)).sum(axis=1) / 100
        kept = self.ensemble.totals
        if label == "Run-off":
            return kept["npv_of_runoff"][self.ensemble.completed] / 100
        if label == "Net present value with run-off":
            return self.total("Net present value") + self.total("Run-off")
        running = cash.cumsum(axis=1)
        if label == "Cash trough":
            return np.minimum(running.min(axis=1), 0) / 100
        assert label == "Payback"
        return np.array([_payback(row) for row in running.tolist()])

    def odds_interval(self, flags: np.ndarray) -> tuple[float, float]:
        return wilson_of_worlds(flags, self.worlds, self.ensemble.futures)

    def mean_interval(self, values: np.ndarray) -> tuple[float, float] | None:
        """Student's, over world means; equal numbers of futures a world."""
        means = np.array([values[self.worlds == world].mean() for world in np.unique(self.worlds)])
        if len(means) < 2:
            return None
        half = stats.t.ppf(0.975, len(means) - 1) * means.std(ddof=1) / sqrt(len(means))
        return values.mean() - half, values.mean() + half


def _payback(running: list[int]) -> float:
    month = len(running) + 1
    while month > 1 and running[month - 2] >= 0:
        month -= 1
    return float(month) if month <= len(running) else np.inf


def quantile(values: np.ndarray, level: float) -> float:
    """Between order statistics; inf where one of them is."""
    ordered = sorted(values.tolist())
    place = level * (len(ordered) - 1)
    low, high = ordered[int(place)], ordered[min(int(place) + 1, len(ordered) - 1)]
    return low if place == int(place) else low + (place - int(place)) * (high - low)


def wilson_of_worlds(flags: np.ndarray, worlds: np.ndarray, futures: int) -> tuple[float, float]:
    names = np.unique(worlds)
    hits = np.array([flags[worlds == world].sum() for world in names])
    trials = np.array([(worlds == world).sum() for world in names])
    share, number = hits.sum() / trials.sum(), float(trials.sum())
    if futures > 1:
        residual = hits - share * trials
        error = sqrt(len(names) / (len(names) - 1) * (residual**2).sum()) / number if len(names) > 1 else 0.0
        telling = min((hits > 0).sum(), (hits < trials).sum()) >= 10
        if telling and error > 0:
            widened = error * stats.t.ppf(0.975, len(names) - 1) / stats.norm.ppf(0.975)
            number = min(max(share * (1 - share) / widened**2, len(names)), number)
        else:
            number = float(len(names))
    z = stats.norm.ppf(0.975)
    centre = (share + z * z / (2 * number)) / (1 + z * z / number)
    half = z / (1 + z * z / number) * sqrt(share * (1 - share) / number + z * z / (4 * number**2))
    return (0.0 if share == 0 else centre - half), (1.0 if share == 1 else centre + half)


assert NEVER > 240
