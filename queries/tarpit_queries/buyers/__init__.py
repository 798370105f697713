"""Who buys whom: candidates, what speaks for each, a ranking learnt from earlier deals, and its backtest.

In: a `Snapshot`, or a table of deals. Out: ranked buyers whose score is a sum of reasons.
May import: `measures`, `timelines`, `incumbents`.
"""
