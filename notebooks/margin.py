# ---
# jupyter:
#   jupytext:
#     formats: py:percent
# ---

# %% [markdown]
# # Which reseller margin?
# A CFO's question: at which margin do resellers earn the company most, while the odds of the board's rule (10% of
# revenue from partners at month 24) stay above one half? A low margin gives resellers little reason to sell; a high
# one gives the profit away. The best value lies in between; the question is where, and how certain that is.
#
# Money is *incremental contribution* over four years: what the company earns with the program, less what the same
# company earns without it in the same futures. The number of runs is small to keep the notebook quick; the
# intervals show the resulting precision.

# %%
from sim import compare, load_scenario, sweep

RATE = "archetypes.reseller.terms.rate"
MONEY = "incremental_contribution"

# %% [markdown]
# ## The company as it is
# In `coach` the company's readiness for partners is uncertain. Every margin is simulated in the same worlds.

# %%
as_it_is = sweep("coach", f"{RATE}=0.10:0.40:4", runs=60, elasticity=False)
as_it_is

# %% [markdown]
# No margin raises the odds to one half: pay is not what this company lacks. That is the first answer, and the most
# useful one. The question is worth asking only once the company has become ready (`coach_ready`: all six readiness
# scores at 0.9).

# %%
ready = sweep("coach_ready", f"{RATE}=0.10:0.40:7", runs=50)
ready.fan()
ready.fan(measure=MONEY)
ready

# %% [markdown]
# ## The margin to choose
# Of the margins with odds above one half, the one with the highest mean incremental contribution.

# %%
odds, money = ready.measure("odds").mean, ready.measure(MONEY).mean
required = ready.scenario.gate.required_probability
margins = [point.values[0] for point in ready.points]
allowed = [position for position in range(len(margins)) if odds[position] > required]
chosen = max(allowed, key=lambda position: money[position])
margin = margins[chosen]
f"{100 * margin:.0f}%: odds {100 * odds[chosen]:.0f}%, {money[chosen] / 1e6:+.1f}M"

# %% [markdown]
# ## How certain is that?
# In 95 of 100 resampled sets of worlds (drawn with replacement, a thousand times) the best margin lies in this range:

# %%
best = ready.best[MONEY]
f"{100 * best.ci_low[0]:.0f}% to {100 * best.ci_high[0]:.0f}%"

# %% [markdown]
# The intervals of the two curves above are wide because the *futures* differ widely. The difference between two margins
# is known much more precisely, because both are simulated in the same futures. Here ten points more than the chosen
# margin:

# %%
richer = f"{margin + 0.10:.2f}"
pair = compare(
    [load_scenario("coach_ready", [f"{RATE}={rate}"]) for rate in (f"{margin:.2f}", richer)],
    labels=["chosen", "richer"],
    runs=80,
)
cost = pair.difference("richer", MONEY)
(
    f"Ten points more change incremental contribution by {cost.difference / 1e6:+.1f}M "
    f"(95% interval {cost.ci_low / 1e6:+.1f}M to {cost.ci_high / 1e6:+.1f}M); "
    f"pairing was worth {cost.variance_reduction:.0f} times the runs."
)

# %% [markdown]
# ## How much depends on one assumption?
# How strongly partners respond to pay (the *pay elasticity*) is not well known. The sweep was therefore repeated with
# its low (p10) and its high value (p90). If the best margin changes with it, the answer is only as good as this
# assumption:

# %%
held = {level: answer.best[MONEY].values[0] for level, answer in ready.elasticity.answers.items()}
f"best margin {100 * held['p10']:.0f}% where partners respond little, {100 * held['p90']:.0f}% where they respond much"
