"""Numbers of a report as they are written, and the metrics of everybody from a log alone."""

from typing import Final, Literal

from sojourn.log.journeylog import JourneyLog
from sojourn.report.document import Metric
from sojourn.report.outcome import OutcomeTally

COMPUTED: Final = "computed"
"""The status of a number that is there."""


def tidy(number: float) -> float:
    """Ten significant digits: sums of floating-point numbers differ in the last ones from machine to machine."""
    return float(f"{number:.10g}")


def metrics(
    log: JourneyLog, _: OutcomeTally, goals: tuple[str, ...], language: Literal["en", "zh"]
) -> dict[str, Metric]:
    """What these data can answer; a metric they know nothing about is left out."""
    from sojourn.report.context import Context
    from sojourn.report.making.metrics import metrics_block

    return metrics_block(Context(log, goals, {}, language, "UTC", None))[0]
