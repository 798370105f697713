"""Which of many would choose: a conditional logit whose weights cannot be negative."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Floats: TypeAlias = NDArray[np.float64]
Places: TypeAlias = NDArray[np.intp]
#: Pulls weights towards nothing where the data say little.
_RIDGE = 1e-3
_STEPS = 80


def fit(choices: Sequence[Floats], ridge: float = _RIDGE) -> Floats:
    r"""Return the weights under which what was chosen is likeliest.

    .. math:: P(i \mid C) = \frac{e^{w \cdot x_i}}{\sum_{j \in C} e^{w \cdot x_j}}, \qquad w \ge 0

    Weights are not negative, so every part of a score is a reason for the choice.

    Parameters
    ----------
    choices : sequence of arrays, each choices × alternatives × features
        The alternative that was chosen stands first.
    ridge : float
        Weight of the penalty :math:`\lambda |w|^2`.

    Returns
    -------
    array
        A weight for each feature; zeros where there is nothing to learn from.

    References
    ----------
    .. [1] McFadden, D. (1974). Conditional logit analysis of qualitative choice behavior.

    Examples
    --------
    Of two alternatives always the one with the first feature is chosen; the second says nothing.

    >>> chosen = np.array([[[1.0, 0.0], [0.0, 0.0]], [[1.0, 1.0], [0.0, 1.0]]])
    >>> first, second = fit([chosen])
    >>> bool(first > 1), bool(second < 1e-6)
    (True, True)
    """
    known = [x for x in choices if len(x)]
    if not known:
        return np.zeros(choices[0].shape[2] if choices else 0)
    total = sum(len(x) for x in known)

    def loss(weights: Floats) -> tuple[float, Floats]:
        value, slope = 0.0, np.zeros_like(weights)
        for x in known:
            likely = softmax(x @ weights)
            value -= float(np.log(likely[:, 0] + 1e-12).sum())
            slope += np.einsum("ij,ijk->k", likely, x) - x[:, 0].sum(axis=0)
        penalty = ridge * float(weights @ weights)
        return value / total + penalty, slope / total + 2 * ridge * weights

    features = known[0].shape[2]
    found = minimize(
        loss,
        np.full(features, 0.1),
        jac=True,
        method="L-BFGS-B",
        bounds=[(0, None)] * features,
        options={"maxiter": _STEPS},
    )
    weights: Floats = found.x
    return weights


def softmax(scores: Floats) -> Floats:
    """Return scores as probabilities along the last axis.

    >>> softmax(np.array([[0.0, 0.0]])).tolist()
    [[0.5, 0.5]]
    """
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares: Floats = raised / raised.sum(axis=-1, keepdims=True)
    return shares
