"""Where the lines behind a chart stand: few round numbers."""

from math import floor, log10
from typing import Final

_STEPS: Final = (1.0, 2.0, 2.5, 5.0, 10.0)
_CLOCK: Final = (1, 2, 5, 15, 30, 60, 120, 300, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400, 172_800, 432_000, 864_000, 2_592_000)  # fmt: skip


def ticks(low: float, high: float, *, clock: bool = False) -> tuple[float, ...]:
    """Two to four round numbers from `low` to `high`; of seconds, round in their larger units, if `clock`.

    >>> ticks(0.238, 0.312), ticks(50_000, 130_000, clock=True)
    ((0.24, 0.26, 0.28, 0.3), (64800, 86400, 108000, 129600))
    """
    span = high - low
    if span <= 0:
        return (low,)
    if clock and span >= _CLOCK[0]:
        step = next((float(s) for s in _CLOCK if span / s <= 4), span / 3)
    else:
        size = 10.0 ** floor(log10(span / 3))
        step = next(s * size for s in _STEPS if span / (s * size) <= 4)
    first = -floor(-low / step)
    last = floor(high / step)
    return tuple(_neat(step * i) for i in range(int(first), int(last) + 1))


def _neat(number: float) -> float:
    rounded = float(f"{number:.10g}")
    return int(rounded) if rounded == int(rounded) and abs(rounded) >= 1 else rounded
