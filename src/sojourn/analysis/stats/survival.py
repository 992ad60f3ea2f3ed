"""How long until something happens, where some have not got there yet: the product-limit estimate."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

_Z = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Survival:
    """The share that has not got there, after each time at which somebody did.

    Attributes
    ----------
    times
        Rising, shape (k,), in the unit of the durations: times at which something happened.
    share, low, high
        Share not there yet after each time, with the pointwise 95 % interval (exponential Greenwood, that is log(−log)).
    at_risk, happened
        Who could still get there just before each time, and who did.
    n
        Durations.
    """

    times: NDArray[Any]
    share: NDArray[Any]
    low: NDArray[Any]
    high: NDArray[Any]
    at_risk: NDArray[np.int64]
    happened: NDArray[np.int64]
    n: int

    def median(self) -> tuple[float | None, float | None, float | None]:
        """The median and its interval: the first time at which the share, and each of its bounds, is at most a half.

        None where that never happens within the data (Brookmeyer and Crowley 1982, Biometrics 38, 29-41).
        """
        return _first(self.times, self.share), _first(self.times, self.low), _first(self.times, self.high)


def _first(times: NDArray[Any], share: NDArray[Any]) -> float | None:
    there = np.flatnonzero(share <= 0.5 + 1e-12)
    return float(times[there[0]]) if len(there) else None


def kaplan_meier(durations: NDArray[Any], happened: NDArray[np.bool_]) -> Survival:
    """The product-limit estimate of Kaplan and Meier (1958, Journal of the American Statistical Association 53, 457-481).

    Parameters
    ----------
    durations
        How long each was watched, 0 or more.
    happened
        Whether it happened at the end of that time; otherwise watching ended before it did. Of equal durations, those
        where it happened come first.

    Examples
    --------
    >>> found = kaplan_meier(np.array([1, 2, 2, 3, 4]), np.array([True, True, False, True, False]))
    >>> found.share.round(3).tolist(), found.median()[0]
    ([0.8, 0.6, 0.3], 3.0)
    """
    order = np.argsort(durations, kind="stable")
    times, starts = np.unique(durations[order], return_index=True)
    deaths = (
        np.add.reduceat(happened[order].astype(np.int64), starts) if len(starts) else np.zeros(0, np.int64)
    )
    risk = len(durations) - starts
    used = deaths > 0
    times, deaths, risk = times[used], deaths[used], risk[used].astype(np.int64)
    share = np.cumprod(1 - deaths / risk)
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.cumsum(deaths / (risk * (risk - deaths)))
        middle, half = np.log(-np.log(share)), _Z * np.sqrt(spread) / np.abs(np.log(share))
        low, high = np.exp(-np.exp(middle + half)), np.exp(-np.exp(middle - half))
    over = share <= 0  # nobody is left: the bounds cannot be told apart from it
    low, high = np.where(over, 0.0, low), np.where(over, 0.0, high)
    return Survival(times, share, low, high, risk, deaths, len(durations))
