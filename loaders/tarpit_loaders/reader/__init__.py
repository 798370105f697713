"""The reader: one small network that finds names, relations and their status in a sentence.

In: a sentence, its markup, and the known names in it. Out: mentions, and relations between them, each
with a status and a probability. May import: `markup`, `names`, numpy, onnxruntime, tokenizers.
"""
