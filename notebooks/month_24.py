# ---
# jupyter:
#   jupytext:
#     formats: py:percent
# ---

# %% [markdown]
# # Will partners bring 10% of revenue by month 24?
# The board's rule for the `coach` scenario, and the effect of one readiness score. Simulations with the same seed have
# the same futures, so two of them differ only in what was changed.

# %%
import numpy as np

from sim import load_scenario, simulate

RUNS = 300
base = simulate(load_scenario("coach"), runs=RUNS)
base

# %% [markdown]
# The share of revenue from partners at the gate, over all futures: middle, and the range of 8 in 10.

# %%
gate = base.scenario.gate
share = base.values(gate.measure)[:, gate.month - 1]
{f"p{q}": round(float(np.quantile(share, q / 100)), 3) for q in (10, 50, 90)}

# %% [markdown]
# The odds, and the odds of a stricter rule: revenue that the company would not have had without the program.


# %%
def odds(ensemble, measure):
    return float(ensemble.passes(measure, gate.threshold)[:, gate.month - 1].mean())


{measure: round(odds(base, measure), 3) for measure in ("sourced_share", "additional_share")}

# %% [markdown]
# What is a clear sales process worth? The same futures with that one score at 0.9, paired future by future.

# %%
clear = simulate(load_scenario("coach", ["readiness.sales_clarity=0.9"]), runs=RUNS)
gain = clear.passes(gate.measure, gate.threshold)[:, gate.month - 1].astype(float)
gain -= base.passes(gate.measure, gate.threshold)[:, gate.month - 1]
error = 1.96 * gain.std(ddof=1) / np.sqrt(RUNS)
f"odds {100 * gain.mean():+.0f} points, 95% interval ± {100 * error:.0f}"
