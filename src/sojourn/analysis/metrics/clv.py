"""What money to come is worth today."""

from collections.abc import Iterable
from math import fsum

from sojourn.errors import UsageError


def clv_discounted(revenues: Iterable[float], rate: float) -> float:
    """Customer lifetime value as a discounted sum: Σ R_t / (1 + r)^t.

    Parameters
    ----------
    revenues
        Revenue of each period to come, the next one first. The first is discounted once (t = 1): it arrives at the end
        of its period.
    rate
        Discount per period, above −1; 0.05 is 5 %.

    Returns
    -------
    float
        In the unit of the revenues.

    Raises
    ------
    UsageError
        If the rate is −1 or less.

    Examples
    --------
    >>> round(clv_discounted([1_000] * 5, 0.05), 2)
    4329.48
    """
    if rate <= -1:
        raise UsageError(f"A discount rate must be above -1, got {rate}.", hint="Write 0.05 for 5 %.")
    return fsum(revenue / (1 + rate) ** t for t, revenue in enumerate(revenues, 1))
