"""One number from several, with how far it depends on each of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping


def composite(parts: Mapping[str, float | None], weights: Mapping[str, float]) -> float | None:
    r"""Return the weighted mean of the parts that are known.

    .. math:: C = \frac{\sum_{i \in K} w_i x_i}{\sum_{i \in K} w_i}

    Parameters
    ----------
    parts : mapping
        Each part from 0 to 1, None where there is not enough evidence for it.
    weights : mapping
        The weight of each part.

    Returns
    -------
    float or None
        None where nothing is known.

    References
    ----------
    .. [1] OECD and JRC (2008). Handbook on Constructing Composite Indicators. The weights are shown,
       the missing parts left out, and the sensitivity reported, as it asks.

    Examples
    --------
    One part of three is not known: (1 · 0.8 + 1 · 0.4) / 2.

    >>> round(composite({"a": 0.8, "b": 0.4, "c": None}, {"a": 1.0, "b": 1.0, "c": 2.0}), 4)
    0.6
    """
    known = {name: value for name, value in parts.items() if value is not None}
    total = sum(weights[name] for name in known)
    return sum(weights[name] * value for name, value in known.items()) / total if total else None


def sensitivity(
    parts: Mapping[str, float | None],
    weights: Mapping[str, float],
    imputed: Collection[str] = frozenset(),
) -> tuple[float, float] | None:
    """Return the least and the most that a composite becomes when any one known part is left out.

    `imputed` parts count, but are never the one left out: they are known of other things only. None where
    fewer than two parts have a value, so that nothing would be left.

    Examples
    --------
    Without a it is 0.4, without b 0.8.

    >>> sensitivity({"a": 0.8, "b": 0.4}, {"a": 1.0, "b": 1.0})
    (0.4, 0.8)
    >>> sensitivity({"a": 0.8, "b": 0.4}, {"a": 1.0, "b": 1.0}, imputed={"b"})
    (0.4, 0.4)
    """
    present = [name for name, value in parts.items() if value is not None]
    if len(present) < 2:
        return None
    known = [name for name in present if name not in imputed]
    without = [composite({**parts, name: None}, weights) for name in known]
    values = [value for value in without if value is not None]
    return (min(values), max(values)) if values else None
