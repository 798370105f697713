"""Sources that are kept up to date: the file that lists them, when each was checked, what is new.

In: `tarpit.yml`.
Out: loads of what is new alone.
May import: `load`, `crawl`.
"""
