# ---
# jupyter:
#   jupytext:
#     formats: py:percent
# ---

# %% [markdown]
# # Which reseller margin?
# A CFO's question: at which margin do resellers earn the company most, while the odds of the board's rule (10% of
# revenue from partners at month 24) stay above one half? A low margin gives resellers little reason to sell; a high
# one gives the profit away. In between lies a best value, and the question is where, and how sure that is.
#
# Money is *incremental contribution* over four years: what the company earns with the program, less what the same
# company earns without it in the same futures. Few runs are taken here so that the notebook stays quick; the
# intervals say what that costs.

# %%
from sim import compare, load_scenario, sweep

RATE = "archetypes.reseller.terms.rate"
MONEY = "incremental_contribution"

# %% [markdown]
# ## The company as it is
# `coach` does not know how ready it is for partners. Every margin is simulated in the same worlds.

# %%
as_it_is = sweep("coach", f"{RATE}=0.10:0.40:4", runs=60, elasticity=False)
as_it_is

# %% [markdown]
# No margin brings the odds to one half: pay is not what this company lacks. That is the first answer, and the most
# useful one. So the question is worth asking only after the company has become ready (`coach_ready`: all five
# readiness scores at 0.9).

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
# ## How sure?
# The best margin, found again in a thousand other sets of worlds (drawn with replacement from these), lies in this
# range in 95 of 100:

# %%
best = ready.best[MONEY]
f"{100 * best.ci_low[0]:.0f}% to {100 * best.ci_high[0]:.0f}%"

# %% [markdown]
# The intervals of the two curves above are wide because the *futures* differ widely. The choice between two margins is
# known much better, because both meet the same futures. Here the chosen margin against ten points more:

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
# ## How much rests on one belief?
# How strongly partners respond to pay (the *pay elasticity*) is not known well. The sweep was therefore repeated with
# it at its low (p10) and at its high end (p90). If the best margin moves with it, the answer is only as good as the
# belief:

# %%
held = {level: answer.best[MONEY].values[0] for level, answer in ready.elasticity.answers.items()}
f"best margin {100 * held['p10']:.0f}% where partners respond little, {100 * held['p90']:.0f}% where they respond much"
