"""From marked-up text to readable blocks whose every character knows where it came from.

In: Markdown, HTML or plain text. Out: `Block`s with text, links and offsets into the original.
May import: nothing of this package.
"""
