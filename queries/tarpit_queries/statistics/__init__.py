"""Statistics: how sure a number is, how good a ranking or a chance is, and how weights are learnt.

In: numbers and arrays. Out: numbers, intervals, weights; each with its formula, its reference and an example checked by hand.
May import: no database, no graph and no report.
"""
