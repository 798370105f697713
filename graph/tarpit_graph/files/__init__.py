"""Files written whole or not at all, and JSON and XML written piece by piece.

In: values. Out: files that no kill leaves half-written.
May import: `errors`.
"""
