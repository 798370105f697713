"""Plug-in discovery: the modules of a package, then those that other packages register as entry points."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType


def names(package: str) -> list[str]:
    """Return the name of every module in a package, in order, without importing any."""
    return sorted(m.name for m in pkgutil.iter_modules(importlib.import_module(package).__path__))


def load(package: str, entry_points: str | None = None) -> list[ModuleType]:
    """Import every module in a package, then those that other packages register.

    Args:
        package: The package's full name.
        entry_points: Group of entry points by which another package registers a module.
    """
    modules = [importlib.import_module(f"{package}.{name}") for name in names(package)]
    if entry_points is not None:
        from importlib import metadata  # slow, and the command's help only asks for names

        points = metadata.entry_points(group=entry_points)
        modules += [point.load() for point in sorted(points, key=lambda point: point.name)]
    return modules
