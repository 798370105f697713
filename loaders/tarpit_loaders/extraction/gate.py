"""A cheap look at a block: could any pattern find something in it? The parser is what costs."""

from __future__ import annotations

from functools import cache

import ahocorasick

from tarpit_loaders.extraction import patterns, trained


def may_speak(text: str, *, names_term: bool) -> bool:
    """Tell whether some pattern has a trigger in the text, so that it is worth parsing.

    A block that names a job or feature of the built-in files may. One without a capital letter names nobody. Nothing that a pattern could find is held back.

    >>> may_speak("Snowflake bought TruEra.", names_term=False)
    True
    >>> may_speak("The weather was fine in Oslo.", names_term=False)
    False
    """
    if not any(character.isupper() for character in text):
        return False
    if names_term:
        return True
    return next(_triggers().iter(text.lower()), None) is not None


@cache
def _triggers() -> ahocorasick.Automaton:
    automaton = ahocorasick.Automaton()
    for pattern in patterns.load():
        for trigger in pattern.TRIGGERS:
            automaton.add_word(trigger, True)
    for trigger in trained.TRIGGERS:
        automaton.add_word(trigger, True)
    automaton.make_automaton()
    return automaton
