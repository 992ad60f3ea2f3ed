"""Customers of one main channel against all others."""

from typing import Final

from sojourn.log.journeylog import JourneyLog
from sojourn.report.document import Comparison
from sojourn.report.intervals import corrected, difference_interval, difference_p
from sojourn.report.metrics import tidy
from sojourn.report.outcome import OutcomeTally

GROUPS: Final = 20
SMALLEST: Final = 20
REST: Final = ""
"""The name of the other group: all customers who are not in the first."""


def channel_comparisons(log: JourneyLog, outcome: OutcomeTally) -> tuple[Comparison, ...] | None:
    """The share of customers who reach the goal, per main channel against the rest; the largest channels first.

    A customer's main channel is the one most of the events have, the first by name of equals. The
    :data:`GROUPS` largest channels with at least :data:`SMALLEST` customers in and outside of them are compared.
    """
    everyone, reached = outcome.by_channel.sum(axis=0).tolist() if len(outcome.by_channel) else (0, 0)
    names = log.vocabularies["channel"].names if "channel" in log.vocabularies else ()
    order = sorted(range(len(names)), key=lambda code: (-int(outcome.by_channel[code, 0]), names[code]))
    groups = [
        (names[code], *outcome.by_channel[code].tolist())
        for code in order
        if min(outcome.by_channel[code, 0], everyone - outcome.by_channel[code, 0]) >= SMALLEST
    ][:GROUPS]
    counts = [(hits, n, reached - hits, everyone - n) for _, n, hits in groups]
    q_values = corrected([difference_p(*c) for c in counts])
    rows = [
        _comparison(name, hits, n, other_hits, other_n, q)
        for (name, *_), (hits, n, other_hits, other_n), q in zip(groups, counts, q_values, strict=True)
    ]
    return tuple(rows) or None


def _comparison(name: str, hits: int, n: int, other_hits: int, other_n: int, q: float | None) -> Comparison:
    interval = difference_interval(hits, n, other_hits, other_n)
    low, high = interval or (None, None)
    return Comparison(
        dimension="channel",
        a=name,
        b=REST,
        measure="goal_share",
        value_a=hits / n,
        value_b=other_hits / other_n,
        n_a=n,
        n_b=other_n,
        difference=tidy(hits / n - other_hits / other_n),
        low=None if low is None else tidy(low),
        high=None if high is None else tidy(high),
        q=None if q is None else tidy(q),
    )
