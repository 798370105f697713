"""How many products one would expect where there are few: white space between supply and demand."""

from __future__ import annotations


def expected(products: int, with_it: int, of: int) -> float:
    r"""Return how many products of a segment would meet a requirement if it met it as its layer does.

    .. math:: E = n \cdot \frac{k}{N}

    Parameters
    ----------
    products : int
        Products of the segment, n.
    with_it, of : int
        How many of the layer's other products meet the requirement, k of N.

    References
    ----------
    .. [1] Agresti, A. (2013). Categorical Data Analysis, 3rd ed., sec. 3.2: expected counts of a table
       whose rows and columns are independent.

    Examples
    --------
    Ten products; a quarter of the layer's others meet the requirement.

    >>> expected(10, 2, 8)
    2.5
    >>> expected(10, 0, 0)
    0.0
    """
    return products * with_it / of if of else 0.0


def white_space(products: int, with_it: int, of: int, found: int) -> float:
    r"""Return the share of the expected products that is missing.

    .. math:: w = \max\Bigl(0, \frac{E - k_s}{E}\Bigr)

    Returns
    -------
    float
        1 where some are expected and none is there, 0 where there are as many as expected.

    References
    ----------
    .. [1] Kim, W. C. and Mauborgne, R. (2005). Blue Ocean Strategy: uncontested market space.

    Examples
    --------
    One of 2.5 is there: (2.5 - 1) / 2.5.

    >>> white_space(10, 2, 8, 1)
    0.6
    """
    due = expected(products, with_it, of)
    return max(0.0, (due - found) / due) if due else 0.0
