"""Imported for what it does: it loads the model and the names, so that processes forked from here share them."""

from __future__ import annotations

from tarpit_loaders.extraction import pipeline

pipeline.prepare()
