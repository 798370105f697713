"""What a sentence says of a relation besides its ends: status, sums, terms, days.

In: masked sentences.
Out: statuses, sums, days.
May import: nothing of its neighbours but `claims`.
"""
