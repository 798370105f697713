"""Measures: pure functions of numbers and graphs, each with its formula, its reference and an example checked by hand.

In: numbers, days, networkx graphs. Out: numbers; None where too little is known.
May import: no database and no report.
"""
