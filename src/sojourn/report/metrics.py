"""Numbers of a report as they are written."""

from typing import Final

COMPUTED: Final = "computed"
"""The status of a number that is there."""


def tidy(number: float) -> float:
    """Ten significant digits: sums of floating-point numbers differ in the last ones from machine to machine."""
    return float(f"{number:.10g}")
