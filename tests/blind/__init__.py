"""Second versions of rules of pay, compared with ``sim/rules`` and the engines on generated inputs.

They were written from the rules' sources before the first versions were read, in another form: a partner's years as
lists of deals and entries, in plain fractions with one rounding. Margins, renewals and locked rates were added later.
Readings where the sources are silent stand in ``settlement.py``.
"""
