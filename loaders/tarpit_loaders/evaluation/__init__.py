"""How well each stage reads: against sentences, statuses, names, documents and days that people marked.

In: gold annotations.
Out: precision, recall, F1 and the mistakes.
May import: every stage that it measures.
"""
