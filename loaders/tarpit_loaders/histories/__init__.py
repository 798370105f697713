"""Git histories as sources: what a list, a licence or a changelog said, and since which commit.

In: a repository, plain or bare. Out: `Change`s, what one commit changed in one file, which `sources.history`
turns into claims. Each recogniser is a file here; `recognise` asks them all. May import `markup`, `names`,
`files`, `dates` and `tarpit_graph`; never writes, never fetches.
"""
