"""What the commands share: options made from functions, messages, output formats, the session.

In: what a command was asked. Out: Typer options, lines on standard error, rendered results.
May import: the library; no command.
"""
