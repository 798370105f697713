"""What happened when, read from a snapshot: listings, adoption, features, prices.

In: a snapshot. Out: days and numbers in the order of time, each with the fact that states it.
May import: `measures`, the graph.
"""
