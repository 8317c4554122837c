# ---
# jupyter:
#   jupytext:
#     formats: py:percent
# ---

# %% [markdown]
# # Which mix of partners?
# A strategist's question: the number of contacts that the recruiting team can make a month is given. Should they go
# mostly to referral partners, mostly to resellers, or be divided as they are now? The three mixes below have the same
# headcount, the same contacts and the same phases; only the shares of the contacts differ. A contact is lost if no name
# is left on its archetype's target list, so a mix that relies on one list makes fewer contacts.

# %%
from sim import compare, load_scenario

MIXES = {
    "as now": {"referral": 0.35, "reseller": 0.45, "technology": 0.15, "alliance": 0.05},
    "resellers": {"referral": 0.10, "reseller": 0.70, "technology": 0.15, "alliance": 0.05},
    "referrals": {"referral": 0.70, "reseller": 0.10, "technology": 0.15, "alliance": 0.05},
}


def with_mix(shares):
    return load_scenario("coach", [f"mix.{archetype}={share}" for archetype, share in shares.items()])


# %% [markdown]
# Every mix is simulated in the same worlds with the same random numbers, so that a difference between two of them is
# due to the mix alone.

# %%
comparison = compare([with_mix(shares) for shares in MIXES.values()], labels=list(MIXES), runs=200, futures=2)
comparison.fan()
comparison

# %% [markdown]
# ## The ranking
# By the odds of the board's rule, with the difference of each mix from the present one and its interval.

# %%
ranking = sorted(MIXES, key=lambda mix: comparison.figure(mix, "odds").mean, reverse=True)


def line(mix):
    text = f"{mix}: odds {100 * comparison.figure(mix, 'odds').mean:.0f}%"
    if mix == comparison.base:
        return text
    odds, money = (comparison.difference(mix, outcome) for outcome in ("odds", "incremental_contribution"))
    return (
        f"{text}, {100 * odds.difference:+.0f} points "
        f"(95% interval {100 * odds.ci_low:+.0f} to {100 * odds.ci_high:+.0f}); "
        f"incremental contribution {money.difference / 1e6:+.2f}M "
        f"({money.ci_low / 1e6:+.2f}M to {money.ci_high / 1e6:+.2f}M), "
        f"better in {100 * money.p_better:.0f}% of futures"
    )


[line(mix) for mix in ranking]

# %% [markdown]
# A mix whose interval includes zero does not differ significantly from the present one: simulate more runs before
# changing course. And the ranking by odds need not be that by money: a mix may reach the board's share and earn less.

# %%
by_money = sorted(MIXES, key=lambda mix: comparison.figure(mix, "incremental_contribution").mean, reverse=True)
{"by odds": ranking, "by incremental contribution": by_money}
