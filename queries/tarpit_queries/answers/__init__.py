"""From a question in plain words to the named question or report that answers it.

In: what a person typed, a database, and a function from texts to vectors. Out: which question or report is asked,
about whom, how sure that is; then its tables. May import: `questions`, `reports`, `reporting`, `entity_names`.
"""
