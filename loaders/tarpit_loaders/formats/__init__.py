"""Readers of JSON, XML, YAML and tables that keep the place of each value and bound what they read.

In: text.
Out: values with their places.
May import: nothing of this package but `documents.files`.
"""
