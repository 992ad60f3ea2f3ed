"""Customers whose journey begins in one channel against all others."""

from typing import Final

from sojourn.log.journeylog import JourneyLog
from sojourn.report.document import Comparison
from sojourn.report.intervals import difference_interval, difference_q
from sojourn.report.metrics import tidy
from sojourn.report.outcome import OutcomeTally

FIRST_CHANNEL: Final = "first_channel"
GOAL_SHARE: Final = "goal_share"
REST: Final = ""
"""The name of the other group: all customers who are not in the first."""
GROUPS_LISTED: Final = 20
SMALLEST: Final = 20


def channel_comparisons(log: JourneyLog, outcome: OutcomeTally) -> tuple[Comparison, ...] | None:
    """The share of customers who reach the goal, per channel of their first event against the rest; largest first.

    The first channel is settled before the goal can be reached; the channel most used is not (who has ordered gets
    letters about the order). The :data:`GROUPS_LISTED` largest channels with at least :data:`SMALLEST` customers in
    and outside of them are compared.
    """
    names = log.vocabularies["channel"].names if "channel" in log.vocabularies else ()
    counts = {name: (int(n), int(hits)) for name, (n, hits) in zip(names, outcome.by_channel, strict=True)}
    everyone, reached = (sum(column) for column in zip((0, 0), *counts.values(), strict=True))
    groups = [name for name, (n, _) in counts.items() if min(n, everyone - n) >= SMALLEST]
    groups.sort(key=lambda name: (-counts[name][0], name))
    sides = [
        (hits, n, reached - hits, everyone - n)
        for n, hits in (counts[name] for name in groups[:GROUPS_LISTED])
    ]
    rows = [
        _comparison(name, *side, q) for name, side, q in zip(groups, sides, difference_q(sides), strict=False)
    ]
    return tuple(rows) or None


def _comparison(name: str, hits: int, n: int, other_hits: int, other_n: int, q: float | None) -> Comparison:
    low, high = difference_interval(hits, n, other_hits, other_n)
    return Comparison(
        dimension=FIRST_CHANNEL,
        a=name,
        b=REST,
        measure=GOAL_SHARE,
        value_a=hits / n,
        value_b=other_hits / other_n,
        n_a=n,
        n_b=other_n,
        difference=tidy(hits / n - other_hits / other_n),
        low=tidy(low),
        high=tidy(high),
        q=None if q is None else tidy(q),
    )
